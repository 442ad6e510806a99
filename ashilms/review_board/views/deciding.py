"""Voting on a case, and lifting a pause that was decided."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.review_board import services
from ashilms.review_board.forms import LiftForm, VoteForm
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import AGREE
from ashilms.review_board.rules.kinds import MEASURES, Kind, found_in_words
from ashilms.review_board.views.blueprint import bp
from ashilms.web import actor, needs, now, prove_again, session, transaction

DECIDED = "The case is decided. What follows is done, and whom it is about is told."
VOTED = "Your vote stands. The case is decided once another member finds the same."


@bp.route("/review-board/<int:id>/vote", methods=["GET", "POST"])
@needs("decide board cases")
def vote(id: int) -> ResponseReturnValue:
    """Let somebody who was not involved vote on a case, having proved who they are; the second alike decides it."""
    if (again := prove_again()) is not None:
        return again
    row = services.find_ballot(session(), actor(), id, now=now())
    form = VoteForm(version=row.version)
    form.offer(Kind(row.kind), services.find_possible(session(), row))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                opinion, reason = form.as_opinion(), form.reason.data or ""
                row = services.vote(db, actor(), id, opinion, reason, seen=form.seen(), now=now())
                said = VOTED if row.is_open else DECIDED
        except Unacceptable as refused:
            form[refused.field or "reason"].errors = [str(refused)]
        else:
            flash(said, "success")
            return redirect(url_for(".show_case", id=id))
    row = services.get_case(session(), actor(), id)
    page = render_template(
        "ashilms/review_board/vote.html", row=row, form=form, names=_names(row), agree=AGREE,
        pieces=services.show_pieces(session(), actor(), row),
        findings=found_in_words(Kind(row.kind)), measures=MEASURES,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.route("/review-board/<int:id>/lift", methods=["GET", "POST"])
@needs("decide board cases")
def lift_pause(id: int) -> ResponseReturnValue:
    """Let somebody who was not involved lift a pause that the board decided, once what it asked for was shown."""
    if (again := prove_again()) is not None:
        return again
    row, form = services.find_paused(session(), actor(), id), LiftForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.lift_pause(db, actor(), id, form.reason.data or "", now=now())
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash("The pause is lifted, and sessions go on. Whom it was about is told.", "success")
            return redirect(url_for(".show_case", id=id))
    page = render_template("ashilms/review_board/lift.html", row=row, form=form, names=_names(row))
    return page, 422 if form.errors else 200


def _names(row: BoardCase) -> dict[int, str]:
    ids = {row.person_id, *(one.by_id for one in row.votes), *(piece.by_id for piece in row.pieces)}
    return people.names_of(session(), [id for id in ids if id])
