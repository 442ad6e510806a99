"""The queue of answers to be marked, the page on which one is marked, and asking somebody else to mark it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR
from ashilms.comments import services as comments
from ashilms.comments.forms import INSERT
from ashilms.errors import Unacceptable
from ashilms.files.sending import send_kept
from ashilms.files.sent import ENDINGS, TYPES
from ashilms.marking import services
from ashilms.marking.forms import AskForm, MarkForm, make_mark_form
from ashilms.marking.rules import State
from ashilms.marking.services import Task
from ashilms.quizzes.rules.rubric import explain_mark
from ashilms.quizzes.services import Kinds
from ashilms.quizzes.services.uploads import SORTS
from ashilms.web import actor, needs, now, session, state, transaction

bp = Blueprint("marking", __name__)
FARTHEST = 10_000
"""No queue has a page beyond."""
NUMBER = "<int(max=2147483647):id>"


@bp.get("/marking")
@needs("mark answers")
def show_queue() -> ResponseReturnValue:
    """Show an instructor what they mark, oldest first; a registrar all that waits, and who marks it."""
    page = min(request.args.get("page", 1, type=int), FARTHEST)
    mine = services.queue_of(session(), actor(), page=page)
    whole = services.queue_of(session(), actor(), page=page, whole=True) if actor().has(REGISTRAR) else None
    return render_template("ashilms/marking/queue.html", mine=mine, whole=whole)


@bp.route(f"/marking/{NUMBER}", methods=["GET", "POST"])
@needs("mark answers")
def mark_answer(id: int) -> ResponseReturnValue:
    """Let whoever marks an answer look at it, see what the levels come to, and give their mark."""
    task = services.find_task(session(), actor(), id, _kinds())
    form = make_mark_form(task.rubric, turn=task.turn.value)
    form.offer_comments(comments.find_comments(session(), actor()))
    if not form.is_submitted():
        return _page(task, form), 200
    if not form.validate():
        return _page(task, form), 422
    if request.form.get("do") == INSERT:
        form.insert_comment()
    if request.form.get("do") != "give":
        return _page(task, form), 200
    try:
        with transaction() as db:
            given = services.give_mark(db, actor(), id, form.as_judged(task.rubric), _kinds(), now=now())
            settled = given.state
    except Unacceptable as refused:
        form.refuse(task.rubric, refused.field, str(refused))
        return _page(services.find_task(session(), actor(), id, _kinds()), form), 422
    flash(SAID[State(settled)], "success")
    return redirect(url_for(".mark_answer", id=id) if settled == State.DIFFER else url_for(".show_queue"))


SAID = {
    State.SETTLED: "Marked. The trainee sees it once all of the attempt is marked.",
    State.WAITING: "Your mark is kept. It counts once the second marker has given theirs.",
    State.DIFFER: "Your mark is kept, and differs from the other one. One of you two settles it.",
}


def _page(task: Task, form: MarkForm) -> str:
    db, levels = session(), form.as_judged(task.rubric).levels
    whole = not form.errors and len(levels) == len(task.rubric.criteria)
    markers = {mark.marker_id for mark in task.marks} | {row.marker_id for row in task.requests}
    return render_template(
        "ashilms/marking/mark.html",
        task=task,
        form=form,
        rows=form.rows(task.rubric),
        comes_to=explain_mark(task.rubric, levels) if whole else "",
        names=people.names_of(db, markers | {task.piece.person_id}),
    )


@bp.route(f"/marking/{NUMBER}/ask", methods=["GET", "POST"])
@needs("mark answers")
def ask_marker(id: int) -> ResponseReturnValue:
    """Let whoever marks an answer ask for a second marker, and a registrar for anybody who marks it."""
    piece, fit = services.find_askable(session(), actor(), id)
    form = AskForm()
    form.offer(fit)
    if form.validate_on_submit():
        with transaction() as db:
            services.ask_marker(db, actor(), id, form.marker.data or 0, now=now())
        flash("Asked. It waits in their inbox.", "success")
        return redirect(url_for(".show_queue"))
    page = render_template("ashilms/marking/ask.html", piece=piece, fit=fit, form=form)
    return page, 422 if form.errors else 200


@bp.get("/answers/<sha256>")
@needs("see answer files")
def show_file(sha256: str) -> ResponseReturnValue:
    """Give a file that was sent as an answer to whose it is, and to whoever marks it or sees to that."""
    row = services.find_file(session(), actor(), sha256)
    kind = SORTS[row.sort]
    return send_kept(
        row.file, TYPES[kind], f"answer-{row.id}.{ENDINGS[kind]}", attachment=row.sort == "pdf",
        in_parts=row.sort == "video",
    )  # fmt: skip


def _kinds() -> Kinds:
    found: Kinds = state().kinds["question_kinds"]
    return found
