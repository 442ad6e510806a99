"""The check before a session: done on the spot, on a phone, and what it came to."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.sites import services
from ashilms.sites.forms import POINT, CheckForm, make_check_form
from ashilms.sites.models import CheckPlan, RoomCheck, TreatmentRoom
from ashilms.sites.rules.points import ANSWER_ALL, open_points
from ashilms.sites.rules.use import last_start
from ashilms.sites.views.blueprint import bp
from ashilms.sites.views.rooms import today
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/rooms/<int:id>/check", methods=["GET", "POST"])
@needs("check rooms")
def check_room(id: int) -> ResponseReturnValue:
    """Let whoever is about to practise check the room: fit, or locked."""
    room = services.get_room(session(), id)
    plan = services.get_check_plan(session(), request.args.get("course"))
    form = make_check_form(plan.as_points(), form_key=secrets.token_urlsafe(24), plan_id=plan.id)
    if not form.is_submitted():
        return _page(room, plan, form)
    if not form.validate():
        return _page(room, plan, form, status=422)
    try:
        check = _record(room, plan, form)
    except Unacceptable as refused:
        _tell(form, plan, refused)
        return _page(services.get_room(session(), id), plan, form, status=422)
    return redirect(url_for(".show_check", id=check.id))


def _record(room: TreatmentRoom, plan: CheckPlan, form: CheckForm) -> RoomCheck:
    answers = form.answers_of(plan.as_points())
    key = (form.form_key.data or secrets.token_urlsafe(24))[:64]
    with transaction() as db:
        return services.record_check(
            db, actor(), room.id, form.seen("plan_id"), answers, form_key=key, refused=request.form.get("do") == "lock",
            note=(form.note.data or "").replace("\r\n", "\n"), now=now(),
        )  # fmt: skip


def _tell(form: CheckForm, plan: CheckPlan, refused: Unacceptable) -> None:
    """Put what was refused where it has to be put right: at each open point, at the note, or above all."""
    if str(refused) == ANSWER_ALL:
        for point in open_points(plan.as_points(), form.answers_of(plan.as_points())):
            form[POINT + point.id].errors = ["Answer this point."]
    elif refused.field:
        form[refused.field].errors = [str(refused)]
    else:
        form.form_errors.append(str(refused))


def _page(room: TreatmentRoom, plan: CheckPlan, form: CheckForm, *, status: int = 200) -> ResponseReturnValue:
    return (
        render_template(
            "ashilms/sites/check.html",
            room=room,
            plan=plan,
            points=[(point, form[POINT + point.id]) for point in plan.as_points()],
            plans=services.find_check_plans(session()),
            form=form,
            unfit=services.why_unfit(room, today()),
        ),
        status,
    )


@bp.get("/rooms/checks/<int:id>")
@needs("see rooms")
def show_check(id: int) -> ResponseReturnValue:
    """Show what a check came to, and what to do now: to whoever did it, an instructor or a registrar."""
    db, who = session(), actor()
    check = services.get_check(db, who, id)
    return render_template(
        "ashilms/sites/check_done.html",
        check=check,
        own=check.person_id == who.person_id,
        name=people.names_of(db, [check.person_id]).get(check.person_id, ""),
        last_start=last_start(check.at, who.zone),
    )
