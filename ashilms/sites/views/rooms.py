"""Treatment rooms: seen by whoever uses them, kept with their records by instructors and registrars."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.sites import services
from ashilms.sites.forms import AcceptanceForm, RoomForm, known_of
from ashilms.sites.rules.records import LOADS, MOUNTINGS, current_until, explain_room, needs_record
from ashilms.sites.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction


def today() -> date:
    """Return the day by the clock of whoever is asking."""
    return local(now(), actor().zone).date()


@bp.get("/rooms")
@needs("see rooms")
def show_rooms() -> ResponseReturnValue:
    """Show every treatment room and whether it may be used today."""
    db, on = session(), today()
    rooms = [
        (
            room,
            current_until(room.as_inspections(), on),
            explain_room(room.as_inspections(), on),
            needs_record(room.as_inspections(), on),
        )
        for room in services.find_rooms(db)
    ]
    needy = services.count_needy(db, today=on)
    return render_template("ashilms/sites/rooms.html", rooms=rooms, needy=needy, loads=LOADS)


@bp.get("/rooms/<int:id>")
@needs("see rooms")
def show_room(id: int) -> ResponseReturnValue:
    """Show a room to whoever uses it: whether it may be used, its locks and records, and the checks one may see."""
    db, who, on = session(), actor(), today()
    room = services.get_room(db, id)
    checks = services.find_checks_of(db, who, id)
    signers = [row.recorded_by for row in room.inspections if row.recorded_by is not None]
    doers = [id for lock in room.locks for id in (lock.by_id, lock.opening and lock.opening.by_id) if id]
    return render_template(
        "ashilms/sites/room.html",
        room=room,
        until=current_until(room.as_inspections(), on),
        unfit=services.why_unfit(room, on),
        checks=checks,
        names=people.names_of(db, [*signers, *doers, *(check.person_id for check in checks)]),
        loads=LOADS,
        mountings=MOUNTINGS,
    )


@bp.route("/rooms/add", methods=["GET", "POST"])
@needs("keep rooms")
def add_room() -> ResponseReturnValue:
    """Let an instructor or a registrar add a treatment room."""
    form = RoomForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                room = services.add_room(
                    db, actor(), name=form.name.data or "", site=form.site.data or "", now=now()
                )
                target = room.id
        except Unacceptable as refused:
            form.name.errors = [str(refused)]
        else:
            flash("The room is added. Record its acceptance, so that sessions can be logged in it.")
            return redirect(url_for(".inspect_room", id=target))
    return render_template("ashilms/sites/room_form.html", form=form, room=None), 422 if form.errors else 200


@bp.route("/rooms/<int:id>/edit", methods=["GET", "POST"])
@needs("keep rooms")
def edit_room(id: int) -> ResponseReturnValue:
    """Let an instructor or a registrar rename a room, or close it for new sessions."""
    room = services.get_room(session(), id)
    form = RoomForm(obj=room)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.change_room(
                    db, actor(), id, name=form.name.data or "", site=form.site.data or "",
                    open=bool(form.open.data), now=now(),
                )  # fmt: skip
        except Unacceptable as refused:
            form.name.errors = [str(refused)]
        else:
            flash("The room is saved.")
            return redirect(url_for(".show_room", id=id))
    return render_template("ashilms/sites/room_form.html", form=form, room=room), 422 if form.errors else 200


@bp.route("/rooms/<int:id>/inspect", methods=["GET", "POST"])
@needs("keep rooms")
def inspect_room(id: int) -> ResponseReturnValue:
    """Let an instructor or a registrar keep an acceptance record; one without working loads is kept too."""
    room = services.get_room(session(), id)
    form = AcceptanceForm(**known_of(services.last_record(room)))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.record_acceptance(db, actor(), id, form.as_record(), now=now())
        except Unacceptable as refused:
            form[refused.field or "note"].errors = [str(refused)]
        else:
            flash("The record is kept.")
            return redirect(url_for(".show_room", id=id))
    return render_template("ashilms/sites/inspect.html", form=form, room=room), 422 if form.errors else 200
