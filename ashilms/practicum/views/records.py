"""The record of hours: on a page, as a sheet, and on paper to be signed, of all months or of one."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ashilms.practicum import services
from ashilms.practicum.drawing import record_pdf
from ashilms.practicum.rules.records import HoursRecord, month_in_words, rows_of, sums_in_words
from ashilms.practicum.views.blueprint import bp
from ashilms.web import actor, needs, now, saved, session, settings, sheet, state


@bp.get("/practicum/hours/<int:id>")
@needs("see hours")
def show_hours(id: int) -> ResponseReturnValue:
    """Show a person's record of hours to themselves, or to a registrar."""
    record = _record(id)
    return render_template(
        "ashilms/practicum/hours.html",
        record=record,
        person_id=id,
        own=actor().person_id == id,
        month_in_words=month_in_words,
        sums_in_words=sums_in_words,
    )


@bp.get("/practicum/hours/<int:id>.csv")
@needs("see hours")
def save_hours(id: int) -> ResponseReturnValue:
    """Give the record as a sheet."""
    record = _record(id)
    return sheet(rows_of(record), _name(record))


@bp.get("/practicum/hours/<int:id>.pdf")
@needs("see hours")
def print_hours(id: int) -> ResponseReturnValue:
    """Give the record on paper, with lines to sign on."""
    record = _record(id)
    data = record_pdf(record, state().render, provider=settings().provider_name)
    return saved(data, "application/pdf", f"{_name(record)}.pdf")


def _record(person_id: int) -> HoursRecord:
    return services.record_hours(
        session(), actor(), person_id, month=request.args.get("month", ""), now=now()
    )


def _name(record: HoursRecord) -> str:
    return f"hours-{record.month}" if record.month else "hours"
