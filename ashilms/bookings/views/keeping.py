"""Offering places, seeing who booked them, calling them off, and saying who did not come."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR
from ashilms.bookings import services
from ashilms.bookings.forms import CallOffForm, DoForm, SlotForm
from ashilms.bookings.views.blueprint import bp
from ashilms.cohorts import services as cohorts
from ashilms.courses import services as courses
from ashilms.errors import Clash, Unacceptable
from ashilms.sites import services as sites
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/bookings/add", methods=["GET", "POST"])
@needs("offer places")
def offer_slot() -> ResponseReturnValue:
    """Let an instructor offer places that they lead, a registrar anybody's."""
    form = _form()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.offer_slot(db, actor(), form.as_typed(), now=now())
        except (Unacceptable, Clash) as refused:
            form.refuse(getattr(refused, "field", None), str(refused))
        else:
            flash("The places are offered.", "success")
            return redirect(url_for(".show_bookings"))
    page = render_template("ashilms/bookings/offer.html", form=form, zone=actor().zone)
    return page, 422 if form.errors or form.form_errors else 200


def _form() -> SlotForm:
    db, who = session(), actor()
    form = SlotForm(capacity=1, notice=24)
    assessors = services.find_assessors(db)
    if not who.has(REGISTRAR):
        assessors = {id: name for id, name in assessors.items() if id == who.id}
    classes = {
        live.id: f"{cohort.name}: {live.title}"
        for cohort in cohorts.find_cohorts(db, who)
        for live in cohorts.sessions_of(db, cohort)
        if live.starts > now() and live.closed_at is None
    }
    rooms = {room.id: f"{room.name}, {room.site}" for room in sites.find_rooms(db, only_open=True)}
    form.offer({course.id: course.title for course in courses.find_courses(db)}, classes, assessors, rooms)
    return form


@bp.get("/bookings/<int:id>")
@needs("offer places")
def show_slot(id: int) -> ResponseReturnValue:
    """Show who booked what somebody leads, and what can be done with each place."""
    db = session()
    slot = services.get_slot(db, actor(), id)
    rows = services.bookings_of(db, slot.id)
    names = people.names_of(db, [slot.assessor_id, *(row.person_id for row in rows)])
    page = {"slot": slot, "rows": rows, "names": names, "form": DoForm(), "now": now(), "zone": actor().zone}
    return render_template("ashilms/bookings/slot.html", **page)


@bp.route("/bookings/<int:id>/call-off", methods=["GET", "POST"])
@needs("offer places")
def call_off(id: int) -> ResponseReturnValue:
    """Let whoever leads it, or a registrar, call something off with a reason."""
    slot, form = services.get_slot(session(), actor(), id), CallOffForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.call_off(db, actor(), id, reason=form.reason.data or "", now=now())
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash("It is called off; whoever booked a place sees why.", "success")
            return redirect(url_for(".show_bookings"))
    page = render_template("ashilms/bookings/call_off.html", slot=slot, form=form, zone=actor().zone)
    return page, 422 if form.errors else 200


@bp.post("/bookings/places/<int:id>/absent")
@needs("offer places")
def mark_absent(id: int) -> ResponseReturnValue:
    """Let whoever leads an observation say that a trainee did not come."""
    with transaction() as db:
        row = services.mark_booking(db, actor(), id, came=False, now=now())
    flash("Kept: they did not come.", "success")
    return redirect(url_for(".show_slot", id=row.slot_id))
