"""Waivers: what a registrar lets somebody off, and why."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.programs import services
from ashilms.programs.forms import (
    EndWaiverForm,
    WaiverForm,
)
from ashilms.programs.rules import leaves_of
from ashilms.programs.views.blueprint import bp, kinds
from ashilms.web import actor, needs, now, prove_again, session, transaction


@bp.route("/standings/<int:person_id>/<int:program_id>/waivers", methods=["GET", "POST"])
@needs("grant waivers")
def show_waivers(person_id: int, program_id: int) -> ResponseReturnValue:
    """Show a registrar what was waived for somebody in a programme, and let them waive a requirement."""
    if (again := prove_again()) is not None:
        return again
    db, form = session(), WaiverForm()
    form.offer(services.find_waivable(db, person_id, program_id, kinds(), on=now().date()))
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                wish = form.as_wish()
                services.grant_waiver(writing, actor(), person_id, program_id, wish, kinds(), now=now())
        except Unacceptable as refused:
            form[refused.field or "reason"].errors = [str(refused)]
        else:
            flash("Waived. The checklist says so, with your reason.", "success")
            return redirect(url_for(".show_waivers", person_id=person_id, program_id=program_id))
    return _waivers_page(person_id, program_id, form), 422 if form.errors else 200


def _waivers_page(person_id: int, program_id: int, form: WaiverForm) -> str:
    db, who = session(), actor()
    rows = services.find_waivers(db, who, person_id, program_id)
    tree = services.bound_version(db, person_id, program_id)
    return render_template(
        "ashilms/programs/waivers.html", person=people.get_person(db, person_id), version=tree, rows=rows, form=form,
        titles={leaf.id: leaf.title for leaf in leaves_of(tree.as_tree())}, today=now().date(),
        names=people.names_of(db, [id for row in rows for id in (row.by_id, row.ended_by) if id]),
        barred=services.why_no_waiver(db, who, person_id),
    )  # fmt: skip


@bp.route("/waivers/<int:id>/end", methods=["GET", "POST"])
@needs("grant waivers")
def end_waiver(id: int) -> ResponseReturnValue:
    """Let a registrar end a waiver, with a reason that stays."""
    if (again := prove_again()) is not None:
        return again
    row, form = services.get_waiver(session(), actor(), id), EndWaiverForm()
    person_id, program_id = row.person_id, row.program_id
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.end_waiver(db, actor(), id, form.reason.data or "", now=now())
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash("Ended. The requirement is asked for again from today on.")
            return redirect(url_for(".show_waivers", person_id=person_id, program_id=program_id))
    person = people.get_person(session(), person_id)
    page = render_template("ashilms/programs/end_waiver.html", row=row, person=person, form=form)
    return page, 422 if form.errors else 200
