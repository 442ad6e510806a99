"""Asking about a mark, what was asked, and the answer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.appeals import services
from ashilms.appeals.forms import AnswerForm, AskForm
from ashilms.appeals.models import Appeal
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.rules.grading import mark_text
from ashilms.web import actor, needs, now, session, state, transaction

bp = Blueprint("appeals", __name__)


@bp.route("/attempts/<int:attempt_id>/questions/<int:number>/appeal", methods=["GET", "POST"])
@needs("appeal")
def ask(attempt_id: int, number: int) -> ResponseReturnValue:
    """Let a trainee ask for a mark of theirs to be looked at again."""
    mark, form = services.mark_of(session(), actor(), attempt_id, number), AskForm()
    if mark.right:
        raise Clash("This answer has its full mark already.")
    if form.validate_on_submit():
        try:
            with transaction() as db:
                row = services.appeal(db, actor(), attempt_id, number, form.words.data or "", now=now())
                appeal_id = row.id
        except Unacceptable as refused:
            form.words.errors = [str(refused)]
        else:
            flash("Asked. You’ll have mail when it is answered.", "success")
            return redirect(url_for(".show_appeal", id=appeal_id))
    page = render_template(
        "ashilms/appeals/ask.html",
        form=form,
        attempt_id=attempt_id,
        number=number,
        mark=mark,
        mark_text=mark_text,
    )
    return page, 422 if form.errors else 200


@bp.get("/appeals")
@needs("see appeals")
def show_appeals() -> ResponseReturnValue:
    """Show a trainee what they asked, an instructor or a registrar what they answer; open ones first."""
    rows = services.find_appeals(session(), actor())
    names = people.names_of(session(), {row.person_id for row in rows})
    return render_template("ashilms/appeals/appeals.html", rows=rows, names=names)


@bp.get("/appeals/<int:id>")
@needs("see appeals")
def show_appeal(id: int) -> ResponseReturnValue:
    """Show what was asked and answered, to its trainee and to whoever answers."""
    row, handles = services.get_appeal(session(), actor(), id)
    return _page(row, AnswerForm(formdata=None), handles=handles)


@bp.post("/appeals/<int:id>/answer")
@needs("answer appeals")
def answer(id: int) -> ResponseReturnValue:
    """Let whoever sees to the trainee keep the mark or change it, with words."""
    row, handles = services.get_appeal(session(), actor(), id)
    if not handles:
        raise NotAllowed("Somebody else answers what you asked.")
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                words, mark = form.words.data or "", form.mark.data or ""
                services.answer_appeal(db, actor(), id, form.verdict.data, words, mark=mark, now=now())
        except Unacceptable as refused:
            form[refused.field or "words"].errors = [str(refused)]
        else:
            flash("Answered. The trainee is told.", "success")
            return redirect(url_for(".show_appeal", id=id))
        row, handles = services.get_appeal(session(), actor(), id)
    return _page(row, form, handles=handles), 422


def _page(row: Appeal, form: AnswerForm, *, handles: bool) -> str:
    """Draw an appeal; the question with its key is for whoever answers alone."""
    db, kinds = session(), state().kinds["question_kinds"]
    item = quizzes.review_question(db, row.attempt, row.number, kinds) if handles else None
    ids = {row.person_id, row.answered_by, *row.answered_before}
    return render_template(
        "ashilms/appeals/appeal.html", row=row, form=form, handles=handles, item=item, mark_text=mark_text,
        template=kinds[item.kind].template if item else None, names=people.names_of(db, [id for id in ids if id]),
        before=services.mark_before(row), after=services.mark_after(db, row),
    )  # fmt: skip
