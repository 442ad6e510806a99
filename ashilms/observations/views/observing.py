"""The assessor's page: the rubric, a comment, and one signature; for a session, or for a place that was booked."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.comments import services as comments
from ashilms.comments.forms import INSERT
from ashilms.errors import Unacceptable
from ashilms.observations import services
from ashilms.observations.forms import ObservationForm
from ashilms.observations.models import Observation
from ashilms.observations.services import Rated, Subject
from ashilms.observations.views.blueprint import bp
from ashilms.practicum.forms import make_rating_form
from ashilms.rubrics.rules import Outcome
from ashilms.web import actor, needs, now, prove_again, session, transaction

Sign = Callable[[Session, Rated], Observation]


@bp.route("/observations/entries/<int:id>/observe", methods=["GET", "POST"])
@needs("observe")
def observe_entry(id: int) -> ResponseReturnValue:
    """Let an assessor who was asked rate a session too, after proving who they are."""
    return _observe(
        lambda: services.find_entry_subject(session(), actor(), id),
        lambda db, rated: services.observe_entry(db, actor(), id, rated, now=now()),
    )


@bp.route("/observations/bookings/<int:id>/observe", methods=["GET", "POST"])
@needs("observe")
def observe_booking(id: int) -> ResponseReturnValue:
    """Let whoever leads a booked observation rate it, after proving who they are."""
    return _observe(
        lambda: services.find_booking_subject(session(), actor(), id, now=now()),
        lambda db, rated: services.observe_booking(db, actor(), id, rated, now=now()),
    )


def _observe(find: Callable[[], Subject], sign: Sign) -> ResponseReturnValue:
    again = prove_again()
    if again is not None and request.method == "GET":
        return again
    subject = find()
    form = make_rating_form(ObservationForm, subject.plan.as_plan().rubric, outcome="")
    form.offer_comments(comments.find_comments(session(), actor()))
    if not form.is_submitted():
        return _page(subject, form)
    if not form.validate() or again is not None:
        return _page(subject, form, status=422, again=again)
    return _decide(find, subject, form, sign)


def _decide(
    find: Callable[[], Subject], subject: Subject, form: ObservationForm, sign: Sign
) -> ResponseReturnValue:
    do = request.form.get("do", "show")
    if do == INSERT:
        form.insert_comment()
    if do != "sign":
        return _page(subject, form)
    try:
        with transaction() as db:
            id = sign(db, form.as_rated(subject.plan.as_plan().rubric)).id
    except Unacceptable as refused:
        form.refuse(refused.field, str(refused))
        return _page(find(), form, status=422)
    flash("Signed. The trainee reads it from now on.", "success")
    return redirect(url_for(".show_observation", id=id))


def _page(
    subject: Subject, form: ObservationForm, *, status: int = 200, again: Any = None
) -> ResponseReturnValue:
    rubric, db = subject.plan.as_plan().rubric, session()
    outcome = _judge(subject, form)
    form.outcome.data = outcome.result.value if outcome else ""
    page = render_template(
        "ashilms/observations/observe.html",
        form=form,
        subject=subject,
        rubric=rubric,
        criteria=form.lines(rubric),
        outcome=outcome,
        trainee=people.names_of(db, [subject.trainee_id])[subject.trainee_id],
        prove_url=getattr(again, "location", None),
        unfit=services.judge_assessor(db, actor(), subject, now=now()).explain("Your"),
    )
    return page, status


def _judge(subject: Subject, form: ObservationForm) -> Outcome | None:
    rated = form.as_rated(subject.plan.as_plan().rubric)
    if not rated.ratings and not rated.auto_fails:
        return None
    try:
        return services.judge(subject, rated)
    except Unacceptable:
        return None
