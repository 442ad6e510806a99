"""Treatment rooms and their inspections, kept by instructors and registrars."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.practicum import services
from ashilms.practicum.forms import InspectionForm, RoomForm
from ashilms.practicum.rules.rooms import LOADS, current_until, explain_room
from ashilms.practicum.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction


@bp.get("/rooms")
@needs("keep rooms")
def show_rooms() -> ResponseReturnValue:
    """Show every treatment room and whether it may be used today."""
    today = local(now(), actor().zone).date()
    rooms = [
        (room, current_until(room.as_inspections(), today), explain_room(room.as_inspections(), today))
        for room in services.find_rooms(session())
    ]
    return render_template("ashilms/practicum/rooms.html", rooms=rooms, loads=LOADS)


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
            flash("The room is added. Record its inspection, so that sessions can be logged in it.")
            return redirect(url_for(".inspect_room", id=target))
    return render_template("ashilms/practicum/room.html", form=form, room=None), 422 if form.errors else 200


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
            return redirect(url_for(".show_rooms"))
    return render_template("ashilms/practicum/room.html", form=form, room=room), 422 if form.errors else 200


@bp.route("/rooms/<int:id>/inspect", methods=["GET", "POST"])
@needs("keep rooms")
def inspect_room(id: int) -> ResponseReturnValue:
    """Let an instructor or a registrar record an inspection; one without a working load is recorded too."""
    room = services.get_room(session(), id)
    form = InspectionForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.record_inspection(db, actor(), id, **form.as_record(), now=now())
        except Unacceptable as refused:
            form[refused.field or "note"].errors = [str(refused)]
        else:
            flash("The inspection is recorded.")
            return redirect(url_for(".show_rooms"))
    return render_template(
        "ashilms/practicum/inspect.html", form=form, room=room
    ), 422 if form.errors else 200
