"""A trainee's own attendance, and the contact hours that it earned."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ashilms.cohorts import services
from ashilms.cohorts.models import Attendance
from ashilms.cohorts.rules.hours import wall
from ashilms.cohorts.rules.times import when
from ashilms.cohorts.views.blueprint import bp
from ashilms.courses.rules.credit import contact_hours
from ashilms.web import actor, needs, now, session


@bp.get("/attendance")
@needs("see own attendance")
def show_attendance() -> ResponseReturnValue:
    """Show a trainee the live sessions that they attended, the hours earned, and why where none were."""
    zone = actor().zone
    kept, ahead = services.find_own_attendance(session(), actor().id, now=now())
    lines = [
        (row, when(row.session.as_timetable(), zone), _there(row, zone), row.earned(zone)) for row in kept
    ]
    minutes = sum(earned.minutes for *_, earned in lines)
    return render_template(
        "ashilms/cohorts/attendance.html", lines=lines, minutes=minutes, hours=contact_hours(minutes),
        ahead=[(live, when(live.as_timetable(), zone)) for live in ahead],
    )  # fmt: skip


def _there(row: Attendance, zone: str) -> str:
    """Return from when to when somebody was there, by the clock of `zone`."""
    if row.arrived is None or row.departed is None:
        return "–"
    return f"{wall(row.arrived, zone)} to {wall(row.departed, zone)}"
