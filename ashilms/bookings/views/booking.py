"""What can be booked and what one has booked or leads: one page for everybody; and a trainee's two buttons."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.actor import TRAINEE
from ashilms.bookings import services
from ashilms.bookings.forms import DoForm
from ashilms.bookings.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction

OVER = timedelta(days=14)
"""How long what is over stays on the page."""


@bp.get("/bookings")
@needs("see bookings")
def show_bookings() -> ResponseReturnValue:
    """Show a trainee their places and what can be booked; an instructor what they lead, a registrar everything."""
    db, who = session(), actor()
    trains, since = who.has(TRAINEE), now() - OVER
    own = services.own_bookings(db, who.id, since=since) if trains else []
    slots = services.find_slots(db, who, now=now()) if trains else []
    led = services.find_led(db, who, since=since, now=now())
    named = {slot.assessor_id for slot in (*slots, *led, *(row.slot for row in own))}
    held = {row.slot_id for row in own}
    page = {
        "own": own, "open": [slot for slot in slots if slot.id not in held], "led": led, "form": DoForm(),
        "names": people.names_of(db, named), "now": now(), "zone": who.zone,
    }  # fmt: skip
    return render_template("ashilms/bookings/bookings.html", **page)


@bp.post("/bookings/<int:id>/book")
@needs("book places")
def book_place(id: int) -> ResponseReturnValue:
    """Let a trainee book a place."""
    with transaction() as db:
        services.book_place(db, actor(), id, now=now())
    flash("Booked. It is in your calendar too, if you made its address.", "success")
    return redirect(url_for(".show_bookings"))


@bp.post("/bookings/own/<int:id>/cancel")
@needs("book places")
def cancel_booking(id: int) -> ResponseReturnValue:
    """Let a trainee give their place back, as long as that is possible."""
    with transaction() as db:
        services.cancel_booking(db, actor(), id, now=now())
    flash("Your place is given back.", "success")
    return redirect(url_for(".show_bookings"))
