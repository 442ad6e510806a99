"""The supervisor's page: the session as it was logged, the rubric, and one signature."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.actor import INSTRUCTOR
from ashilms.comments import services as comments
from ashilms.comments.forms import INSERT
from ashilms.errors import Unacceptable
from ashilms.practicum import services
from ashilms.practicum.forms import ReviewForm, make_review_form
from ashilms.practicum.models import Entry
from ashilms.practicum.views.blueprint import bp
from ashilms.practicum.views.entries import describe_entry
from ashilms.rubrics.rules import Outcome, Result
from ashilms.web import actor, needs, now, prove_again, session, transaction

NEXT = 8
"""How much of the queue stands beside what is decided."""
SAID = {
    "sign": "Countersigned. The minutes count from now on.",
    "return": "Returned with your reason.",
    "reject": "Rejected with your reason.",
}


@bp.route("/countersign/<int:id>", methods=["GET", "POST"])
@needs("countersign")
def review_entry(id: int) -> ResponseReturnValue:
    """Let the named supervisor countersign an entry, return it or reject it, after proving who they are."""
    again = prove_again()
    if again is not None and request.method == "GET":
        return again
    entry = services.get_waiting(session(), actor(), id, now=now())
    rubric = entry.plan.as_plan().rubric
    form = make_review_form(rubric, version=entry.version, outcome="")
    form.offer_comments(comments.find_comments(session(), actor()))
    if not form.is_submitted():
        return _page(entry, form)
    if not form.validate() or again is not None:
        return _page(entry, form, status=422, again=again)
    return _decide(entry, form)


def _decide(entry: Entry, form: ReviewForm) -> ResponseReturnValue:
    do = request.form.get("do", "show")
    if do == INSERT:
        form.insert_comment()
    if do not in SAID:
        return _page(entry, form)
    try:
        with transaction() as db:
            _steps(entry, form)[do](db)
    except Unacceptable as refused:
        _put(form, refused)
        return _page(entry, form, status=422)
    flash(SAID[do], "success")
    return redirect(url_for("ashilms.desk.show_inbox"))


def _steps(entry: Entry, form: ReviewForm) -> dict[str, Callable[[Any], object]]:
    who, id, text, version = actor(), entry.id, form.text.data or "", form.seen()
    said = Result(form.outcome.data) if form.outcome.data in set(Result) else None
    ratings, fails = form.ratings(entry.plan.as_plan().rubric), form.auto_fails.data or []
    return {
        "sign": lambda db: services.countersign_entry(
            db,
            who,
            id,
            version=version,
            ratings=ratings,
            auto_fails=fails,
            text=text,
            outcome=said,
            now=now(),
        ),
        "return": lambda db: services.return_entry(db, who, id, version=version, reason=text, now=now()),
        "reject": lambda db: services.reject_entry(db, who, id, version=version, reason=text, now=now()),
    }


def _put(form: ReviewForm, refused: Unacceptable) -> None:
    if refused.field == "text":
        form.text.errors = [str(refused)]
    else:
        form.form_errors.append(str(refused))


def _page(entry: Entry, form: ReviewForm, *, status: int = 200, again: Any = None) -> ResponseReturnValue:
    """Draw the page; the button names what the ratings come to, and each failing one says so."""
    rubric = entry.plan.as_plan().rubric
    outcome = _judge(entry, form)
    form.outcome.data = outcome.result.value if outcome else ""
    return (
        render_template(
            "ashilms/practicum/review.html",
            form=form,
            rubric=rubric,
            criteria=form.lines(rubric),
            outcome=outcome,
            assesses=actor().has(INSTRUCTOR),
            prove_url=getattr(again, "location", None),
            unfit=services.judge_signer(session(), actor(), entry, now=now()).explain("Your"),
            queue=services.waiting_for(session(), actor(), now=now(), most=NEXT),
            waiting=services.count_waiting(session(), actor(), now=now()).waiting,
            **describe_entry(entry),
        ),
        status,
    )


def _judge(entry: Entry, form: ReviewForm) -> Outcome | None:
    try:
        return services.judge_entry(
            entry, actor(), form.ratings(entry.plan.as_plan().rubric), form.auto_fails.data or []
        )
    except Unacceptable:
        return None
