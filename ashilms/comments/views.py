"""The page of one's own saved comments."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.comments import services
from ashilms.comments.forms import CommentForm
from ashilms.errors import Unacceptable
from ashilms.web import actor, needs, now, session, transaction

bp = Blueprint("comments", __name__)


@bp.route("/comments", methods=["GET", "POST"])
@needs("save comments")
def show_comments() -> ResponseReturnValue:
    """Show an instructor or supervisor their saved comments, and let them save another."""
    form = CommentForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.save_comment(db, actor(), form.text.data or "", now=now())
        except Unacceptable as refused:
            form.text.errors = [str(refused)]
        else:
            flash("Saved. You find it where you rate and countersign.", "success")
            return redirect(url_for(".show_comments"))
    rows = services.find_comments(session(), actor())
    page = render_template("ashilms/comments/comments.html", rows=rows, form=form)
    return page, 422 if form.errors else 200


@bp.post("/comments/<int:id>/remove")
@needs("save comments")
def remove_comment(id: int) -> ResponseReturnValue:
    """Let somebody take a saved comment of theirs away."""
    with transaction() as db:
        services.remove_comment(db, actor(), id)
    flash("Taken away. What was written with it stays.", "success")
    return redirect(url_for(".show_comments"))
