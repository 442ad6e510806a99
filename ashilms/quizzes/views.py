"""Finding a quiz, sitting it question by question, handing in, and the result."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from ashilms.courses.services import reason
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.files.sent import LARGEST
from ashilms.files.services import store_of
from ashilms.formats import local
from ashilms.quizzes import services
from ashilms.quizzes.forms import AnswerForm
from ashilms.quizzes.models import MARKING, OPEN, Attempt
from ashilms.quizzes.rules.grading import mark_text, marks_needed
from ashilms.quizzes.rules.sitting import is_over, seconds_left
from ashilms.web import (
    actor,
    limited,
    needs,
    now,
    session,
    settings,
    state,
    takes_files,
    transaction,
    wants_json,
)

bp = Blueprint("quizzes", __name__)
ATTEMPT = "/attempts/<int(max=2147483647):attempt_id>"
"""No larger than the database counts."""


@bp.get("/quizzes")
@needs("take quizzes")
def show_quizzes() -> ResponseReturnValue:
    """Show what may be sat now, what waits and until when, and what is passed."""
    _close_overdue()
    offers = services.find_offers(session(), actor().id, now=now())
    return render_template("ashilms/quizzes/quizzes.html", offers=offers, reason=reason)


@bp.get("/quizzes/<quiz_key>")
@needs("take quizzes")
def show_quiz(quiz_key: str) -> ResponseReturnValue:
    """Show the terms of one attempt before the clock starts."""
    _close_overdue()
    offer = services.offer_of(session(), actor().id, quiz_key, now=now())
    needed = marks_needed(offer.blueprint.draw, offer.blueprint.pass_percent)
    return render_template(
        "ashilms/quizzes/quiz.html",
        offer=offer,
        needed=mark_text(needed),
        reason=reason,
        go_on=_first_empty(offer),
        asides=_asides(quiz_key, offer.past),
        passwords=state().passwords is not None,
    )


def _first_empty(offer: services.Offer) -> int:
    """Return the number of the question to go on with, while the quiz is being sat."""
    if offer.sitting is None:
        return 1
    return next(iter(services.sheet_of(session(), actor(), offer.sitting.id).empty), 1)


@bp.post("/quizzes/<quiz_key>/start")
@needs("take quizzes")
@limited("300 per minute")
def start(quiz_key: str) -> ResponseReturnValue:
    """Start the clock, or go on where the attempt stands."""
    _close_overdue()
    grace = timedelta(seconds=settings().quiz_grace_seconds)
    with transaction() as db:
        attempt = services.start_attempt(db, actor(), quiz_key, _kinds(), grace=grace, now=now())
        attempt_id = attempt.id
    return redirect(url_for(".show_question", attempt_id=attempt_id, number=1))


@bp.post(f"{ATTEMPT}/retest")
@needs("take quizzes")
@limited("300 per minute")
def start_retest(attempt_id: int) -> ResponseReturnValue:
    """Start the clock of a re-test, or go on where it stands."""
    _close_overdue()
    grace = timedelta(seconds=settings().quiz_grace_seconds)
    with transaction() as db:
        retest_id = services.start_retest(db, actor(), attempt_id, _kinds(), grace=grace, now=now()).id
    return redirect(url_for(".show_question", attempt_id=retest_id, number=1))


@bp.route(f"{ATTEMPT}/<int(max=2147483647):number>", methods=["GET", "POST"])
@needs("take quizzes")
def show_question(attempt_id: int, number: int) -> ResponseReturnValue:
    """Ask one question and save what is answered; every button saves, and says where to go next."""
    return _answer(attempt_id, number, request.form)


@bp.post(f"{ATTEMPT}/<int(max=2147483647):number>/file")
@needs("take quizzes")
@limited("60 per minute")
@takes_files("answer")
def send_file(attempt_id: int, number: int) -> ResponseReturnValue:
    """Take a file as the answer to a question that asks for one; every button sends it along."""
    if not services.question_of(session(), _sheet(attempt_id), number, _kinds()).takes_file:
        raise Missing("This question takes no file.")
    return _answer(attempt_id, number, request.files)


def _answer(attempt_id: int, number: int, sent: Any) -> ResponseReturnValue:
    """Show a question, or save what was sent as its answer: by its form, or as its file."""
    sheet = _sheet(attempt_id)
    if sheet.attempt.state != OPEN:
        return _closed(sheet.attempt)
    shown = services.question_of(session(), sheet, number, _kinds())
    form = AnswerForm(key=_new_key(), flagged="1" if shown.flagged else "0")
    answer = _kinds()[shown.kind].form(shown.content, sent if form.is_submitted() else None)
    if not form.is_submitted():
        return _question_page(sheet, number, shown, form, answer)
    if not (form.validate() and answer.validate()):
        return _question_page(sheet, number, shown, form, answer), 422
    following = _next_page(sheet, number, form.moves_to)
    try:
        saved_at = (_save_file if shown.takes_file else _save)(attempt_id, number, form, answer)
    except Unacceptable as refusal:
        if wants_json():
            return {"refused": str(refusal)}, 422
        answer["answer"].errors = [str(refusal)]
        return _question_page(_sheet(attempt_id), number, shown, form, answer), 422
    if wants_json():
        return {"saved": _clock(saved_at), "fields": {"key": _new_key()}}
    return redirect(following)


@bp.get(f"{ATTEMPT}/review")
@needs("take quizzes")
def review(attempt_id: int) -> ResponseReturnValue:
    """Show what is empty and what is flagged, before it is handed in."""
    sheet = _sheet(attempt_id)
    if sheet.attempt.state != OPEN:
        return _closed(sheet.attempt)
    gaps = services.find_gaps(sheet, _kinds())
    return render_template("ashilms/quizzes/review.html", **_around(sheet), gaps=gaps)


@bp.post(f"{ATTEMPT}/hand-in")
@needs("take quizzes")
def hand_in(attempt_id: int) -> ResponseReturnValue:
    """Submit the attempt, once."""
    attempt = _sheet(attempt_id).attempt
    if attempt.state != OPEN:
        return _closed(attempt)
    with transaction() as db:
        services.hand_in(db, actor(), attempt_id, _kinds(), now=now())
    return redirect(url_for(".show_result", attempt_id=attempt_id))


@bp.get(f"{ATTEMPT}/result")
@needs("take quizzes")
def show_result(attempt_id: int) -> ResponseReturnValue:
    """Show what the attempt earned, what was missed, and what comes next."""
    attempt = _sheet(attempt_id).attempt
    if attempt.state == OPEN:
        return redirect(url_for(".review", attempt_id=attempt_id))
    if attempt.state == MARKING:
        return render_template("ashilms/quizzes/marking.html", attempt=attempt)
    result = services.result_of(session(), actor(), attempt_id, _kinds(), now=now())
    templates = {kind.name: kind.template for kind in _kinds().values()}
    asides = _asides(result.key, [attempt]) | _result_asides(attempt)
    return render_template(
        "ashilms/quizzes/result.html", result=result, mark_text=mark_text, templates=templates, asides=asides,
    )  # fmt: skip


def _kinds() -> services.Kinds:
    found: services.Kinds = state().kinds["question_kinds"]
    return found


def _asides(quiz_key: str, attempts: Sequence[Attempt]) -> dict[str, Any]:
    """Return what other rooms have to say to the person on a quiz's pages, and about these attempts."""
    db, who = session(), actor()
    return {name: tell(db, who, quiz_key, attempts) for name, tell in state().kinds["quiz_asides"].items()}


def _result_asides(attempt: Attempt) -> dict[str, Any]:
    """Return what other rooms have to say to the person about one attempt that was handed in."""
    db, who = session(), actor()
    return {name: tell(db, who, attempt) for name, tell in state().kinds["result_asides"].items()}


def _close_overdue() -> None:
    """Submit what time has run out on before anything is said about it."""
    if services.has_overdue(session(), actor().id, now=now()):
        with transaction() as db:
            services.close_overdue(db, _kinds(), now=now(), person_id=actor().id)


def _save(attempt_id: int, number: int, form: AnswerForm, answer: Form) -> datetime:
    with transaction() as db:
        return services.save_answer(
            db, actor(), attempt_id, number, answer["answer"].data, _kinds(),
            key=form.key.data or "", flagged=form.is_flagged, now=now(),
        )  # fmt: skip


def _save_file(attempt_id: int, number: int, form: AnswerForm, answer: Form) -> datetime:
    """Keep the file, then name it: lost in between, it is a file that no row names, and swept."""
    sent = answer["answer"].data
    if isinstance(sent, str):
        raise Unacceptable("Send it as a file.", "answer")
    data, store = sent.read(max(LARGEST.values()) + 1) if sent else b"", store_of(settings())
    given = services.keep_file(session(), actor(), store, attempt_id, number, data, _kinds())
    with transaction() as db:
        return services.save_file(
            db, actor(), attempt_id, number, given, _kinds(),
            key=form.key.data or "", flagged=form.is_flagged, now=now(),
        )  # fmt: skip


def _sheet(attempt_id: int) -> services.Sheet:
    """Return the person's own attempt; time has been looked at, so what is open is open."""
    sheet = services.sheet_of(session(), actor(), attempt_id)
    if sheet.attempt.state == OPEN and is_over(sheet.attempt.closes_at, now()):
        _close_overdue()
        sheet = services.sheet_of(session(), actor(), attempt_id)
    return sheet


def _question_page(
    sheet: services.Sheet, number: int, shown: services.Shown, form: AnswerForm, answer: Form
) -> str:
    return render_template(
        "ashilms/quizzes/question.html", **_around(sheet), number=number, shown=shown, form=form, answer=answer,
        template=_kinds()[shown.kind].template, saved=_clock(shown.saved_at) if shown.saved_at else None,
    )  # fmt: skip


def _around(sheet: services.Sheet) -> dict[str, Any]:
    """Return what every page of an open attempt shows: where one is, and how long is left."""
    left = seconds_left(sheet.attempt.deadline, now())
    minutes, seconds = divmod(left, 60)
    return {
        "sheet": sheet,
        "left": left,
        "left_text": f"{minutes}:{seconds:02}",
        "ends": f"{local(sheet.attempt.deadline, actor().zone):%H:%M}",
        "closes_in": seconds_left(sheet.attempt.closes_at, now()) + 1,
    }


def _closed(attempt: Attempt) -> ResponseReturnValue:
    """Lead to the result; what was sent to an attempt that is closed is refused in words."""
    if request.method == "GET":
        return redirect(url_for(".show_result", attempt_id=attempt.id))
    if wants_json():
        raise Clash("This attempt is closed; its result shows what counted.")
    by_clock = attempt.submitted_at == attempt.deadline
    return render_template("ashilms/quizzes/closed.html", attempt=attempt, by_clock=by_clock), 409


def _next_page(sheet: services.Sheet, number: int, move: str) -> str:
    if move == "leave":
        return url_for(".show_quizzes")
    count, attempt_id = sheet.count, sheet.attempt.id
    steps = {"next": number + 1, "back": number - 1, "flag": number, "stay": number}
    target = steps[move] if move in steps else int(move) if move.isdecimal() else count + 1
    if target > count:
        return url_for(".review", attempt_id=attempt_id)
    return url_for(".show_question", attempt_id=attempt_id, number=max(target, 1))


def _new_key() -> str:
    return secrets.token_hex(16)


def _clock(moment: datetime) -> str:
    return f"{local(moment, actor().zone):%H:%M:%S}"
