"""The list of incidents, and the first report: kept as a draft, or sent."""

import secrets
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Missing, Unacceptable
from ashilms.formats import local
from ashilms.incidents import services
from ashilms.incidents.forms import ReportForm
from ashilms.incidents.models import Incident
from ashilms.incidents.rules.follow_ups import NAMES
from ashilms.incidents.rules.report import Report
from ashilms.incidents.services import Choices, Refused
from ashilms.incidents.views.blueprint import bp
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.web import actor, needs, now, session, transaction

LARGEST = 2**31 - 1
"""No id is larger: PostgreSQL's integers end here."""


@bp.get("/incidents")
@needs("report incidents")
def show_incidents() -> ResponseReturnValue:
    """Show a person the incidents that concern them, open ones first; a registrar all of them."""
    rows = services.find_incidents(session(), actor())
    named = {row.trainee_id or row.reporter_id for row in rows}
    return render_template(
        "ashilms/incidents/incidents.html", rows=rows, names=people.names_of(session(), named)
    )


@bp.route("/incidents/report", methods=["GET", "POST"])
@needs("report incidents")
def report_incident() -> ResponseReturnValue:
    """Let anybody report what went wrong, or all but did; the address may name the session."""
    form = _form(None, _named_entry(), _named_note())
    if not form.is_submitted():
        return _page(form)
    return _answer(form, None)


@bp.route("/incidents/<int:id>/edit", methods=["GET", "POST"])
@needs("report incidents")
def edit_report(id: int) -> ResponseReturnValue:
    """Let a person go on with a report of theirs that was not sent yet."""
    row = services.get_draft(session(), actor(), id)
    form = _form(row)
    if not form.is_submitted():
        return _page(form, row)
    return _answer(form, row)


def _named_entry() -> Entry | None:
    """Return the session that the address names, itself or by a follow-up; raises `Missing` for none of theirs."""
    if asked := _asked("follow_up"):
        return services.find_follow_up(session(), actor(), asked).entry
    wanted = _asked("entry")
    return practicum.find_entry(session(), actor(), wanted) if wanted else None


def _asked(name: str) -> int | None:
    """Return the id that the address asks with; raises `Missing` for one that no database holds."""
    wanted = request.args.get(name, type=int)
    if wanted is not None and not 0 < wanted <= LARGEST:
        raise Missing("There is no such session.")
    return wanted


def _named_note() -> str:
    """Return how a report begins that a follow-up leads to."""
    if not (asked := _asked("follow_up")):
        return ""
    row = services.find_follow_up(session(), actor(), asked)
    return f"{NAMES[row.hours]} the client said: {row.note}".strip()


def _form(row: Incident | None, entry: Entry | None = None, note: str = "") -> ReportForm:
    report = row.as_report() if row else replace(_begun(entry), happened=note)
    values = {name: getattr(report, name) for name in Report.__slots__}
    form = ReportForm(**values, form_key=secrets.token_hex(24), version=row.version if row else 0)
    choices = services.choices_of(session(), actor(), now=now())
    form.offer(_with(choices, report.entry_id))
    return form


def _with(choices: Choices, entry_id: int | None) -> Choices:
    """Return what may be named with a session that is named already, however long ago it was."""
    if entry_id and entry_id not in choices.entries:
        found = practicum.find_entry(session(), actor(), entry_id)
        choices.entries[entry_id] = found.name
        choices.trainees.setdefault(found.person_id, people.get_person(session(), found.person_id).name)
    return choices


def _begun(entry: Entry | None) -> Report:
    """Return a report as it begins: today, with what the session says of itself."""
    today = local(now(), actor().zone).date()
    own = actor().id if actor().has("trainee") else None
    if entry is None or entry.span is None:
        return Report(day=today, trainee_id=own)
    ended = local(entry.span.ends, actor().zone)
    return Report(
        day=ended.date(), at=ended.time(), room_id=entry.room_id, trainee_id=entry.person_id,
        supervisor_id=entry.supervisor_id, entry_id=entry.id,
    )  # fmt: skip


def _answer(form: ReportForm, row: Incident | None) -> ResponseReturnValue:
    if not form.validate():
        return _page(form, row, status=422)
    send = request.form.get("do") == "send"
    try:
        kept = _keep(form, row, send=send)
    except Refused as refused:
        for field, sentence in refused.problems:
            form.refuse(field, sentence)
        return _page(form, row, status=422)
    except Unacceptable as refused:
        form.form_errors.append(str(refused))
        return _page(form, row, status=422)
    flash(*(SENT if send else KEPT))
    return redirect(url_for(".show_incident", id=kept.id) if send else url_for(".show_incidents"))


SENT = ("Sent. Whoever supervised and the registrars are told.", "success")
KEPT = ("Kept as a draft. Nobody else sees it until you send it.", "message")


def _keep(form: ReportForm, row: Incident | None, *, send: bool) -> Incident:
    report = form.as_report()
    with transaction() as db:
        if row is None:
            key = (form.form_key.data or secrets.token_hex(24))[:64]
            return services.report_incident(db, actor(), report, form_key=key, send=send, now=now())
        return services.change_report(db, actor(), row.id, report, version=form.seen(), send=send, now=now())


def _page(form: ReportForm, row: Incident | None = None, *, status: int = 200) -> ResponseReturnValue:
    return render_template("ashilms/incidents/report.html", form=form, row=row), status
