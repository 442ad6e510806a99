"""Bringing something before the board: a session that may be false, or a decision that is disputed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.review_board import services
from ashilms.review_board.forms import WordsForm
from ashilms.review_board.rules.deciding import ANSWER_DAYS, DECIDE_DAYS
from ashilms.review_board.rules.kinds import FOLLOWS, Sort
from ashilms.review_board.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction

DAYS = {"answer_days": ANSWER_DAYS, "decide_days": DECIDE_DAYS}


@bp.route("/review-board/sessions/<int:entry_id>", methods=["GET", "POST"])
@needs("bring board cases")
def open_case(entry_id: int) -> ResponseReturnValue:
    """Let who supervised a session, or a registrar, bring it before the board because it may be false."""
    entry, form = services.find_accusable(session(), actor(), entry_id), WordsForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                row = services.open_falsified(db, actor(), entry_id, form.words.data or "", now=now())
                case_id = row.id
        except Unacceptable as refused:
            form.words.errors = [str(refused)]
        else:
            flash("It is before the board. The trainee is told, and has time to answer.", "success")
            return redirect(url_for(".show_case", id=case_id))
    name = people.names_of(session(), [entry.person_id])[entry.person_id]
    page = render_template("ashilms/review_board/open.html", entry=entry, form=form, name=name, **DAYS)
    return page, 422 if form.errors else 200


@bp.route(
    "/review-board/dispute/<any(entry,observation,appeal,certificate):sort>/<int:id>", methods=["GET", "POST"]
)
@needs("dispute decisions")
def dispute(sort: str, id: int) -> ResponseReturnValue:
    """Let whom a decision is about bring it before the board."""
    found, form = services.find_disputable(session(), actor(), Sort(sort), id, now=now()), WordsForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                row = services.dispute(db, actor(), found.sort, id, form.words.data or "", now=now())
                case_id = row.id
        except Unacceptable as refused:
            form.words.errors = [str(refused)]
        else:
            flash("It is before the board. You’ll have mail when it is decided.", "success")
            return redirect(url_for(".show_case", id=case_id))
    page = render_template(
        "ashilms/review_board/dispute.html", found=found, form=form, follows=FOLLOWS[found.sort], **DAYS
    )
    return page, 422 if form.errors else 200
