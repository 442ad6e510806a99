"""Asking about an entry, answering, and taking back what was just sent."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.actor import TRAINEE
from ashilms.errors import Unacceptable
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.threads import services
from ashilms.threads.forms import RemarkForm
from ashilms.web import actor, limited, needs, now, session, transaction

bp = Blueprint("threads", __name__)


@bp.route("/practicum/entries/<int:id>/ask", methods=["GET", "POST"])
@needs("ask about entries")
@limited("60 per hour")
def ask_question(id: int) -> ResponseReturnValue:
    """Let a trainee ask about their entry, and whoever decides on it ask the trainee."""
    form = RemarkForm()
    entry = practicum.find_entry(session(), actor(), id, now=now())
    said = _said(form, lambda db, text: services.ask_question(db, actor(), id, text, now=now()))
    return said or _page("ask", form, entry)


@bp.route("/practicum/questions/<int:id>/answer", methods=["GET", "POST"])
@needs("ask about entries")
@limited("60 per hour")
def answer_question(id: int) -> ResponseReturnValue:
    """Let whom a question waits for answer it."""
    form = RemarkForm()
    form.text.label.text = "Your answer"
    question = services.get_open_question(session(), actor(), id, now=now())
    said = _said(form, lambda db, text: services.answer_question(db, actor(), id, text, now=now()))
    return said or _page("answer", form, question.entry, question=question)


@bp.post("/practicum/questions/<int:id>/withdraw")
@needs("ask about entries")
def withdraw(id: int) -> ResponseReturnValue:
    """Let somebody take back what they sent in the last ten seconds; nobody was told of it."""
    with transaction() as db:
        entry_id = services.withdraw(db, actor(), id, now=now()).entry_id
    flash("Taken back. Nobody was told.", "success")
    return redirect(_after(entry_id))


def _said(form: RemarkForm, say: Callable[[Any, str], Any]) -> ResponseReturnValue | None:
    """Do what the form asks and lead on; `None` while there is something to put right, or nothing was sent."""
    if not form.validate_on_submit():
        return None
    try:
        with transaction() as db:
            entry_id = say(db, form.text.data or "").entry_id
    except Unacceptable as refused:
        form.text.errors = [str(refused)]
        return None
    flash("Sent. The mail goes out with whatever else comes in a quarter of an hour.", "success")
    return redirect(_after(entry_id))


def _after(entry_id: int) -> str:
    """Return where one goes on: a trainee at the session, everybody else at the queue."""
    if actor().has(TRAINEE):
        return url_for("ashilms.practicum.show_entry", id=entry_id, _anchor="questions")
    return url_for("ashilms.desk.show_inbox")


def _page(name: str, form: RemarkForm, entry: Entry, **more: Any) -> ResponseReturnValue:
    db, who = session(), actor()
    ids = {entry.person_id, entry.supervisor_id or entry.person_id}
    return (
        render_template(
            f"ashilms/threads/{name}.html",
            form=form,
            entry=entry,
            thread=services.tell_of_questions(db, who, entry),
            names=people.names_of(db, ids),
            may_ask=services.may_ask(db, who, entry, now=now()),
            own=entry.person_id == who.person_id,
            **more,
        ),
        422 if form.errors else 200,
    )
