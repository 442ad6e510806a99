"""Unlocking a room, by an instructor or a registrar."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.errors import Unacceptable
from ashilms.sites import services
from ashilms.sites.forms import UnlockForm
from ashilms.sites.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/rooms/locks/<int:id>/unlock", methods=["GET", "POST"])
@needs("keep rooms")
def unlock_room(id: int) -> ResponseReturnValue:
    """Let an instructor or a registrar say what was mended, so that the room may be used again."""
    lock = services.get_lock(session(), id)
    form = UnlockForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.unlock_room(db, actor(), id, reason=form.reason.data or "", now=now())
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash("That lock is open. Whoever practises there checks the room first.", "success")
            return redirect(url_for(".show_room", id=lock.room_id))
    lock = services.get_lock(session(), id)
    return (
        render_template(
            "ashilms/sites/unlock.html",
            form=form,
            lock=lock,
            needs_record=services.needs_new_record(lock, lock.room, actor(), now=now()),
        ),
        422 if form.errors else 200,
    )
