"""One's calendar by a secret address: the page that makes and takes it back, and the calendar itself."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.bookings import services
from ashilms.bookings.forms import DoForm
from ashilms.bookings.views.blueprint import bp
from ashilms.web import ANYONE, actor, limited, needs, now, sealed, session, settings, transaction


@bp.route("/calendar", methods=["GET", "POST"])
@needs("keep own calendar")
def show_feed() -> ResponseReturnValue:
    """Let a person make the address of their calendar, or another one in its place; it is shown this once."""
    form, address = DoForm(), ""
    if form.validate_on_submit():
        with transaction() as db:
            token = services.make_feed(db, actor(), now=now())
        address = settings().public_url.rstrip("/") + f"/calendar/{token}.ics"
    feed = services.find_feed(session(), actor())
    return render_template("ashilms/bookings/feed.html", form=form, feed=feed, address=address)


@bp.post("/calendar/revoke")
@needs("keep own calendar")
def revoke_feed() -> ResponseReturnValue:
    """Let a person take the address of their calendar back."""
    with transaction() as db:
        services.revoke_feed(db, actor(), now=now())
    flash("The address leads nowhere any more.", "success")
    return redirect(url_for(".show_feed"))


@bp.get("/calendar/<token>.ics")
@needs(ANYONE)
@limited("60 per minute")
def read_feed(token: str) -> ResponseReturnValue:
    """Give a calendar to whoever holds its address; any other address leads nowhere."""
    body = services.read_feed(session(), token, site=settings().public_url, now=now())
    return sealed(Response(body, mimetype="text/calendar"))
