"""Remediations: the list, one with its contracts, and each step in it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.comments import services as comments
from ashilms.comments.forms import INSERT
from ashilms.errors import Clash, Unacceptable
from ashilms.formats import day, local
from ashilms.observations import services
from ashilms.observations.forms import AcknowledgeForm, CloseForm, ContractForm, values_of
from ashilms.observations.models import Observation, Remediation
from ashilms.observations.rules.remediation import BOARD, State
from ashilms.observations.services import Refused
from ashilms.observations.views.blueprint import bp
from ashilms.web import actor, needs, now, prove_again, session, transaction


@bp.get("/remediations")
@needs("see observations")
def show_remediations() -> ResponseReturnValue:
    """Show a trainee their remediations, an instructor those that they see to, a registrar all; open ones first."""
    db, who = session(), actor()
    rows = services.find_remediations(db, who)
    names = people.names_of(db, {id for row in rows for id in (row.trainee_id, row.owner_id)})
    today = local(now(), who.zone).date()
    return render_template("ashilms/observations/remediations.html", rows=rows, names=names, today=today)


@bp.get("/remediations/<int:id>")
@needs("see observations")
def show_remediation(id: int) -> ResponseReturnValue:
    """Show a remediation to its trainee and to whoever sees to it."""
    return _page(services.get_remediation(session(), actor(), id))


def _page(row: Remediation) -> str:
    db, who = session(), actor()
    ids = {row.trainee_id, row.owner_id, row.closed_by, *(c.written_by for c in row.contracts)}
    return render_template(
        "ashilms/observations/remediation.html",
        row=row,
        rubric=row.observation.plan.as_plan().rubric,
        names=people.names_of(db, [id for id in ids if id]),
        own=row.trainee_id == who.person_id,
        handles=services.handles(who, row) and row.closed_at is None,
        overdue=row.overdue(local(now(), who.zone).date()),
        board=len(services.find_fails(db, row.trainee_id)) >= BOARD,
        form=AcknowledgeForm(formdata=None, number=row.contract.number if row.contract else 0),
        proofs=[seen for seen in services.find_proofs(db, row) if seen.passed],
    )


@bp.route("/remediations/<int:id>/contract", methods=["GET", "POST"])
@needs("handle remediations")
def write_contract(id: int) -> ResponseReturnValue:
    """Let whoever sees to a remediation write its contract, or another in its place."""
    row = services.manage_remediation(session(), actor(), id)
    last = row.contract
    values = values_of(last.as_terms()) if last else {}
    form = ContractForm(number=last.number if last else 0, **values)
    form.offer_comments(comments.find_comments(session(), actor()))
    if form.is_submitted() and request.form.get("do") == INSERT:
        form.insert_comment()
    elif form.validate_on_submit():
        try:
            with transaction() as db:
                services.write_contract(
                    db, actor(), id, form.as_terms(), number=form.seen("number"), now=now()
                )
        except Refused as refused:
            for field, sentence in refused.problems:
                form.refuse(field, sentence)
        else:
            flash("Written. The trainee is asked to acknowledge it.", "success")
            return redirect(url_for(".show_remediation", id=id))
        row = services.manage_remediation(session(), actor(), id)
    names = people.names_of(session(), [row.trainee_id])
    page = render_template("ashilms/observations/contract.html", row=row, form=form, names=names)
    return page, 422 if form.errors else 200


@bp.post("/remediations/<int:id>/acknowledge")
@needs("acknowledge remediations")
def acknowledge(id: int) -> ResponseReturnValue:
    """Let the trainee acknowledge the contract that they have read."""
    form = AcknowledgeForm()
    with transaction() as db:
        services.acknowledge(db, actor(), id, number=form.seen("number"), now=now())
    flash("Acknowledged. Book an observation when the steps are done.", "success")
    return redirect(url_for(".show_remediation", id=id))


@bp.route("/remediations/<int:id>/close", methods=["GET", "POST"])
@needs("handle remediations")
def close_remediation(id: int) -> ResponseReturnValue:
    """Let whoever sees to a remediation close it with an observation that passes, after proving who they are."""
    if (again := prove_again()) is not None:
        return again
    row = services.manage_remediation(session(), actor(), id)
    if row.state is not State.AGREED:
        raise Clash("The trainee acknowledges the contract first; the observation comes after it.")
    proofs, form = [seen for seen in services.find_proofs(session(), row) if seen.passed], CloseForm()
    form.offer(_named(proofs))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.close_remediation(
                    db, actor(), id, form.observation.data, result=form.result.data or "", now=now()
                )
        except Unacceptable as refused:
            form[refused.field or "result"].errors = [str(refused)]
        else:
            flash("Closed. The trainee’s sessions go on.", "success")
            return redirect(url_for(".show_remediation", id=id))
    page = render_template("ashilms/observations/close.html", row=row, form=form, proofs=proofs)
    return page, 422 if form.errors else 200


def _named(proofs: list[Observation]) -> dict[int, str]:
    names = people.names_of(session(), [seen.assessor_id for seen in proofs])
    return {
        seen.id: f"{day(seen.starts, seen.zone)}, {names[seen.assessor_id]}, client {seen.client}"
        for seen in proofs
    }
