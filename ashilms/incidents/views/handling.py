"""One incident with all that was done about it, and each thing that may be done."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import NotAllowed, Unacceptable
from ashilms.forms import PlainForm
from ashilms.incidents import services
from ashilms.incidents.forms import CloseForm, NoteForm, ReopenForm, SeverityForm, StepForm, make_details_form
from ashilms.incidents.models import Incident
from ashilms.incidents.rules import facts
from ashilms.incidents.rules.states import STATE_WORDS, Step
from ashilms.incidents.services import Refused
from ashilms.incidents.views.blueprint import bp
from ashilms.incidents.views.drawing import draw_place
from ashilms.web import actor, needs, now, session, transaction


@bp.get("/incidents/<int:id>")
@needs("report incidents")
def show_incident(id: int) -> ResponseReturnValue:
    """Show an incident to whom it concerns: who reported it, its trainee, who supervised, registrars."""
    row = services.find_incident(session(), actor(), id)
    if row.sent_at is None:
        return redirect(url_for(".edit_report", id=id))
    return _page(row, NoteForm())


@bp.post("/incidents/<int:id>/notes")
@needs("report incidents")
def add_note(id: int) -> ResponseReturnValue:
    """Let whom an incident concerns add what they know."""
    row, form = services.find_incident(session(), actor(), id), NoteForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.add_note(db, actor(), id, text=form.text.data or "", now=now())
        except Unacceptable as refused:
            form.text.errors = [str(refused)]
        else:
            return _back(id, "Your note is in the history.")
    return _page(services.find_incident(session(), actor(), row.id), form, 422)


@bp.route("/incidents/<int:id>/details", methods=["GET", "POST"])
@needs("handle incidents")
def add_details(id: int) -> ResponseReturnValue:
    """Let whoever supervised, or a registrar, add what is known; what was said before stays beside it."""
    row, owners = _handled(id, Step.DETAILS), services.find_owners(session())
    form = make_details_form(owners, row.facts, version=row.version, owner_id=row.owner_id, due_on=row.due_on)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.add_details(
                    db, actor(), id, facts=form.as_facts(), owner_id=form.owner_id.data, due_on=form.due_on.data,
                    version=form.seen(), now=now(),
                )  # fmt: skip
        except Refused as refused:
            for field, sentence in refused.problems:
                form[field].errors = [*form[field].errors, sentence]
        else:
            return _back(id, "It is in the report; what stood there before is in its history.")
    parts = {part: [form[f.id] for f in facts.FACTS if f.part == part] for part in PARTS}
    page = render_template("ashilms/incidents/details.html", row=row, form=form, parts=parts)
    return page, 422 if form.errors else 200


PARTS = (facts.SESSION, facts.AFTER, facts.LESSONS)


@bp.post("/incidents/<int:id>/review")
@needs("handle incidents")
def start_review(id: int) -> ResponseReturnValue:
    """Let whoever supervised, or a registrar, say that they are looking into it."""
    form = StepForm()
    with transaction() as db:
        services.start_review(db, actor(), id, version=form.seen(), now=now())
    return _back(id, "It is under review.")


@bp.route("/incidents/<int:id>/close", methods=["GET", "POST"])
@needs("handle incidents")
def close_incident(id: int) -> ResponseReturnValue:
    """Let somebody close an incident with a written review; where somebody is paused, one who was not involved."""
    row = _handled(id, Step.CLOSE)
    if not services.may_close(session(), actor(), row):
        raise NotAllowed("Somebody who was not involved has to review this incident before it is closed.")
    form = CloseForm(version=row.version)
    return _take(
        row, form, "close", "The incident is closed.",
        lambda db: services.close_incident(
            db, actor(), id, review=form.review.data or "", version=form.seen(), now=now()
        ),
    )  # fmt: skip


@bp.route("/incidents/<int:id>/reopen", methods=["GET", "POST"])
@needs("handle incidents")
def reopen_incident(id: int) -> ResponseReturnValue:
    """Let whoever supervised, or a registrar, open a closed incident again."""
    row = _handled(id, Step.REOPEN)
    form = ReopenForm(version=row.version)
    return _take(
        row, form, "reopen", "The incident is open again.",
        lambda db: services.reopen_incident(
            db, actor(), id, reason=form.reason.data or "", version=form.seen(), now=now()
        ),
    )  # fmt: skip


@bp.route("/incidents/<int:id>/severity", methods=["GET", "POST"])
@needs("correct severities")
def correct_severity(id: int) -> ResponseReturnValue:
    """Let a registrar correct how grave an incident is, with a reason."""
    row = _handled(id, Step.SEVERITY)
    form = SeverityForm(version=row.version, severity=row.severity)
    return _take(
        row, form, "severity", "The severity is corrected; what stood there before is in the history.",
        lambda db: services.correct_severity(
            db, actor(), id, form.severity.data, reason=form.reason.data or "", version=form.seen(), now=now()
        ),
    )  # fmt: skip


def _handled(id: int, step: Step) -> Incident:
    """Return an incident that whoever asks handles; raises `NotAllowed`, and `Clash` where the step can't be taken."""
    row = services.find_incident(session(), actor(), id)
    if not services.handles(actor(), row):
        raise NotAllowed("Whoever supervised, or a registrar, sees to this. You may add a note.")
    services.refuse_step(row, step)
    return row


def _take(
    row: Incident, form: PlainForm, name: str, said: str, do: Callable[[Any], object]
) -> ResponseReturnValue:
    """Do it if the form says so, else show the question; what is wrong stands at its field."""
    if form.validate_on_submit():
        try:
            with transaction() as db:
                do(db)
        except Unacceptable as refused:
            form[refused.field or "reason"].errors = [str(refused)]
        else:
            return _back(row.id, said)
    values = {"row": row, "form": form, "outsider": services.needs_outsider(session(), row)}
    return render_template(f"ashilms/incidents/{name}.html", **values), 422 if form.errors else 200


def _back(id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".show_incident", id=id))


def _page(row: Incident, form: NoteForm, status: int = 200) -> ResponseReturnValue:
    db, who = session(), actor()
    ids = {row.reporter_id, row.trainee_id, row.supervisor_id, row.owner_id, *(e.by_id for e in row.events)}
    page = render_template(
        "ashilms/incidents/incident.html",
        row=row,
        form=form,
        names=people.names_of(db, [id for id in ids if id]),
        parts={part: _said(row, part) for part in PARTS},
        drawing=draw_place(row.facts.get("region", "")),
        state=STATE_WORDS[row.state],  # type: ignore[index]  # text is what it is kept as
        handles=services.handles(who, row),
        may_close=services.may_close(db, who, row),
        outsider=services.needs_outsider(db, row),
        paused=services.has_open_hold(db, row),
        step=StepForm(formdata=None, version=row.version),
    )
    return page, status


def _said(row: Incident, part: str) -> list[dict[str, str]]:
    """Return what was added to one part of a report: label, value in words, and of which kind it is."""
    return [
        {"label": fact.label, "kind": fact.kind, "value": facts.fact_in_words(fact.id, row.facts[fact.id])}
        for fact in facts.FACTS
        if fact.part == part and row.facts.get(fact.id)
    ]
