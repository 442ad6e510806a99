"""Impact: whom a change of rules, of a rubric, or of whose signature counts, would concern; nothing is saved."""

from dataclasses import asdict
from datetime import date

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.programs import services
from ashilms.programs.forms import ForeseeForm
from ashilms.programs.rules.impact import Impact
from ashilms.programs.views.blueprint import bp, kinds
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/standings/impact", methods=["GET", "POST"])
@needs("foresee changes")
def foresee() -> ResponseReturnValue:
    """Show a registrar whom a change of rules, or of whose signature counts, would concern; nothing is saved by it."""
    form, found, asked = ForeseeForm(), None, None
    _offer(form)
    if form.validate_on_submit():
        asked = form.as_asked()
        question = asked.as_question(session())
        if services.takes_long(session(), question):
            with transaction() as db:
                turn = services.ask(db, actor(), asked, now=now())
            return redirect(url_for(".show_foreseen", turn=turn))
        found = services.answer(session(), actor(), question, kinds(), on=now().date())
    return _foreseen(form, found), 422 if form.errors else 200


@bp.get("/standings/impact/<int:turn>")
@needs("foresee changes")
def show_foreseen(turn: int) -> ResponseReturnValue:
    """Show how far jobs have come that look at everybody, and then what they found."""
    asked, answered = services.answer_of(session(), actor(), turn)
    if not answered.whole:
        return render_template("ashilms/programs/asked.html", answered=answered, turn=turn)
    form = ForeseeForm(data={**asdict(asked), "since": asked.since and date.fromisoformat(asked.since)})
    _offer(form)
    return _foreseen(form, answered.impact)


def _offer(form: ForeseeForm) -> None:
    db = session()
    form.offer(services.find_versions(db), services.find_judges(db), services.find_plans(db))


def _foreseen(form: ForeseeForm, found: Impact | None) -> str:
    names = people.names_of(session(), [effect.person_id for effect in found.listed] if found else ())
    return render_template("ashilms/programs/impact.html", form=form, found=found, names=names)
