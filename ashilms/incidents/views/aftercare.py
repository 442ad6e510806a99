"""What is due after sessions, what nobody has answered, and the card that a client takes home."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.incidents import services
from ashilms.incidents.forms import AnswerForm, CardForm
from ashilms.incidents.models import FollowUp
from ashilms.incidents.rules.follow_ups import NAMES, WORDS, Answer
from ashilms.incidents.views.blueprint import bp
from ashilms.practicum.models import Entry
from ashilms.screenings.rules.plan import Card
from ashilms.web import actor, needs, now, session, settings, transaction


@bp.get("/follow-ups")
@needs("answer follow-ups")
def show_due() -> ResponseReturnValue:
    """Show a trainee what they have to ask their clients now, what comes, and what they answered."""
    return _due(AnswerForm())


@bp.post("/follow-ups/<int:id>")
@needs("answer follow-ups")
def answer_follow_up(id: int) -> ResponseReturnValue:
    """Let a trainee answer what is due in one tap, or with a note; "something else" leads to a report."""
    row, form = services.find_follow_up(session(), actor(), id), AnswerForm()
    if not form.validate_on_submit():
        return _due(form, row, 422)
    answer = Answer(form.answer.data)
    try:
        with transaction() as db:
            services.answer_follow_up(db, actor(), id, answer, note=form.note.data or "", now=now())
    except Unacceptable as refused:
        form.note.errors = [str(refused)]
        return _due(form, services.find_follow_up(session(), actor(), id), 422)
    if answer is Answer.OTHER:
        flash("Kept. Tell what it is, so that somebody can help.")
        return redirect(url_for(".report_incident", follow_up=id))
    flash("Kept. Thank you for asking.", "success")
    return redirect(url_for(".show_due"))


def _due(form: AnswerForm, wrong: FollowUp | None = None, status: int = 200) -> ResponseReturnValue:
    """Draw the page; `wrong` is what `form` was sent about, and is drawn with it."""
    db, who = session(), actor()
    due = services.find_due(db, who, now=now())
    page = render_template(
        "ashilms/incidents/due.html",
        due=[(row, form if row is wrong else AnswerForm(formdata=None)) for row in due],
        wrong=wrong,
        coming=services.find_coming(db, who, now=now()),
        answered=services.find_answered(db, who),
        unreported=services.find_unreported(db, who),
        names=NAMES,
        words=WORDS,
    )
    return page, status


@bp.get("/follow-ups/overdue")
@needs("see overdue follow-ups")
def show_overdue() -> ResponseReturnValue:
    """Show whoever supervised what trainees have not answered for a day."""
    rows = services.find_overdue(session(), actor(), now=now())
    names = people.names_of(session(), {row.person_id for row in rows})
    return render_template("ashilms/incidents/overdue.html", rows=rows, people=names, names=NAMES)


@bp.get("/practicum/entries/<int:id>/aftercare")
@needs("see practicum entries")
def show_card(id: int) -> ResponseReturnValue:
    """Show the card that the client of a session takes home, to be printed."""
    entry, card = services.find_card(session(), actor(), id)
    return _card(entry, card, CardForm(**_ended(entry)))


@bp.post("/practicum/entries/<int:id>/aftercare")
@needs("log practicum")
def record_card(id: int) -> ResponseReturnValue:
    """Let the trainee record that they gave the card, and when."""
    entry, card = services.find_card(session(), actor(), id)
    form = CardForm(**_ended(entry))
    if not form.validate_on_submit():
        return _card(entry, card, form, 422)
    try:
        with transaction() as db:
            services.record_card(db, actor(), id, *form.as_time(), now=now())
    except Unacceptable as refused:
        form[refused.field or "at"].errors = [str(refused)]
        return _card(*services.find_card(session(), actor(), id), form, 422)
    flash("Recorded. The session shows that the card was given.", "success")
    return redirect(url_for("ashilms.practicum.show_entry", id=id))


def _ended(entry: Entry) -> dict[str, object]:
    if entry.span is None:
        return {}
    ended = local(entry.span.ends, entry.zone)
    return {"day": ended.date(), "at": ended.time()}


def _card(entry: Entry, card: Card, form: CardForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "ashilms/incidents/card.html",
        entry=entry,
        card=card,
        form=form,
        given=services.find_given(session(), entry.id),
        own=entry.person_id == actor().person_id,
        number=settings().emergency_number,
        school=settings().provider_name,
    )
    return page, status
