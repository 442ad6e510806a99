"""One entry with everything done to it, and what its trainee may still do: send, amend, declare void."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.practicum import services
from ashilms.practicum.forms import ReasonForm
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import Step, take_step
from ashilms.practicum.services import Refused
from ashilms.practicum.views.blueprint import bp
from ashilms.screenings.drawing import draw_limits
from ashilms.screenings.rules import wording
from ashilms.screenings.rules.coding import decision_from_json
from ashilms.supervision import services as supervision
from ashilms.web import actor, needs, now, session, state, transaction


@bp.get("/practicum/entries/<int:id>")
@needs("see practicum entries")
def show_entry(id: int) -> ResponseReturnValue:
    """Show an entry and its history to its trainee, the supervisor it names, or a registrar."""
    entry = services.find_entry(session(), actor(), id, now=now())
    asides = {name: tell(session(), actor(), entry) for name, tell in state().kinds["entry_asides"].items()}
    return render_template("ashilms/practicum/entry.html", asides=asides, **describe_entry(entry))


def describe_entry(entry: Entry) -> dict[str, Any]:
    """Return what a page needs to show an entry."""
    db, who, standing = session(), actor(), entry.standing(now())
    ids = {
        *(review.reviewer_id for review in entry.reviews),
        entry.person_id,
        entry.supervisor_id,
        *(event.by_id for event in entry.events),
    }
    plan = entry.plan.as_plan()
    line = next(
        (x for x in services.ledger_of(db, entry.person_id, now=now()).lines if x.entry.id == entry.id), None
    )
    decision = decision_from_json(entry.decision) if entry.decision else None
    own = who.person_id == entry.person_id
    return {
        "entry": entry,
        "state": standing,
        "plan": plan,
        "line": line,
        "decision": decision,
        "drawing": draw_limits(decision.limits) if decision else None,
        "signer": services.is_signer(db, who, entry, now=now()),
        "presence": supervision.presence_of(
            db, entry.person_id, entry.supervisor_id, entry.starts, entry.ends
        ),
        "doubt": supervision.find_notes(db, [entry.id]).get(entry.id, ""),
        "papers": supervision.find_named(db, [id for review in entry.reviews for id in review.credentials]),
        "names": people.names_of(db, [id for id in ids if id is not None]),
        "own": own,
        "may": {step.value: own and take_step(standing, step) is not None for step in Step},
        "others": services.find_linked(db, entry),
        "wording": wording,
    }


@bp.post("/practicum/entries/<int:id>/submit")
@needs("log practicum")
def submit_entry(id: int) -> ResponseReturnValue:
    """Let the trainee send a draft as it is kept; when something is missing, the form says what."""
    try:
        with transaction() as db:
            services.submit_entry(db, actor(), id, now=now())
    except Refused as refused:
        flash(str(refused), "error")
        return redirect(url_for(".edit_entry", id=id))
    flash("Sent. It counts once it is countersigned.", "success")
    return redirect(url_for(".show_entry", id=id))


@bp.post("/practicum/entries/<int:id>/amend")
@needs("log practicum")
def amend_entry(id: int) -> ResponseReturnValue:
    """Let the trainee amend a countersigned entry: a draft of its own, linked to it."""
    with transaction() as db:
        amendment = services.amend_entry(db, actor(), id, now=now())
        target = amendment.id
    return redirect(url_for(".edit_entry", id=target))


@bp.route("/practicum/entries/<int:id>/void", methods=["GET", "POST"])
@needs("void practicum entries")
def void_entry(id: int) -> ResponseReturnValue:
    """Let the trainee, or a registrar, declare an entry void with a reason."""
    entry = services.find_entry(session(), actor(), id)
    form, values = ReasonForm(), _facts(entry)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.void_entry(db, actor(), id, reason=form.reason.data or "", now=now())
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash("The entry is void. It stays in your history with its reason.")
            return redirect(url_for(".show_entry", id=id))
    return render_template("ashilms/practicum/void.html", form=form, **values), 422 if form.errors else 200


def _facts(entry: Entry) -> Mapping[str, Any]:
    return {"entry": entry, "state": entry.standing(now())}
