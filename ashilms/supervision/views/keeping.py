"""The registrar's pages: who may supervise, their credentials, recording, verifying and withdrawing one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.forms import PlainForm
from ashilms.supervision import services
from ashilms.supervision.forms import CredentialForm
from ashilms.supervision.rules.credentials import KINDS
from ashilms.supervision.views.blueprint import bp
from ashilms.supervision.views.papers import keep_evidence
from ashilms.web import actor, needs, now, prove_again, session, takes_files, transaction


@bp.get("/supervisors")
@needs("keep credentials")
def show_supervisors() -> ResponseReturnValue:
    """Show the registrar who may supervise today, what ends soon, and what waits to be verified."""
    today = local(now(), actor().zone).date()
    ties = services.find_ties(session(), actor())
    return render_template(
        "ashilms/supervision/supervisors.html", standings=services.find_standings(session(), actor(), today),
        doubted=len(services.find_doubts(session(), actor())), ties=ties,
        names=people.names_of(session(), [id for tie in ties for id in (tie.person_id, tie.other_id) if id]),
    )  # fmt: skip


@bp.get("/supervisors/<int:person_id>")
@needs("keep credentials")
def show_supervisor(person_id: int) -> ResponseReturnValue:
    """Show the registrar one person's credentials with everything done to them."""
    db, today = session(), local(now(), actor().zone).date()
    rows = services.credentials_of(db, actor(), person_id)
    stand_ins = services.substitutes_of(db, person_id, today)
    signers = [row.substitute_id for row in stand_ins]
    signers += [id for row in rows for id in (row.recorded_by, row.verified_by, row.withdrawn_by) if id]
    return render_template(
        "ashilms/supervision/supervisor.html", person=people.get_person(db, person_id), rows=rows, today=today,
        stand_ins=stand_ins, guest=services.guest_of(db, person_id), trainees=services.trainees_of(db, person_id),
        names=people.names_of(db, signers), entitlement=services.find_entitlement(db, person_id, today),
        kinds=KINDS,
    )  # fmt: skip


@bp.route("/supervisors/<int:person_id>/record", methods=["GET", "POST"])
@needs("keep credentials")
@takes_files("evidence")
def record_credential(person_id: int) -> ResponseReturnValue:
    """Let a registrar record somebody's licence, first aid or level; it counts once it is verified."""
    person, form = people.get_person(session(), person_id), CredentialForm()
    if form.validate_on_submit():
        try:
            evidence = keep_evidence(form.evidence.data)
            with transaction() as db:
                services.record_credential(
                    db, actor(), person_id, form.as_typed(), evidence=evidence, now=now()
                )
        except Unacceptable as refused:
            put_refusal(form, refused, "evidence")
        else:
            flash("Recorded. It counts once somebody has verified it where it was issued.")
            return redirect(url_for(".show_supervisor", person_id=person_id))
    page = render_template("ashilms/supervision/record.html", form=form, person=person)
    return page, 422 if form.errors else 200


@bp.route("/credentials/<int:id>/verify", methods=["GET", "POST"])
@needs("keep credentials")
def verify_credential(id: int) -> ResponseReturnValue:
    """Let a registrar vouch that they looked a credential up, after proving who they are."""
    if (again := prove_again()) is not None:
        return again
    row, form = services.get_credential(session(), actor(), id), PlainForm()
    if not form.validate_on_submit():
        person = people.get_person(session(), row.person_id)
        return render_template("ashilms/supervision/verify.html", row=row, person=person)
    with transaction() as db:
        person_id = services.verify_credential(db, actor(), id, now=now()).person_id
    flash("Verified. It counts for its whole time.", "success")
    return redirect(url_for(".show_supervisor", person_id=person_id))


def put_refusal(form: PlainForm, refused: Unacceptable, usual: str) -> None:
    """Put a refusal at its field, or at the `usual` one where there is no such field."""
    name = refused.field if refused.field in form._fields else usual
    form[name].errors = [str(refused)]
