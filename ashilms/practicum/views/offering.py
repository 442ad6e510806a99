"""Which recorded checks of a room a session may stand on, offered by day, time, room and who did them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from ashilms.courses import services as courses
from ashilms.formats import clock
from ashilms.practicum.rules.session import find_span
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span
from ashilms.screenings.rules.plan import Plan
from ashilms.sites import services as sites
from ashilms.sites.models import RoomCheck
from ashilms.sites.rules.use import explain_check

NEAR = timedelta(days=1)
"""By how much a day anywhere reaches beyond that day in UTC."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Before it nobody checked a room; earlier days would only leave the calendar."""
MOST = 100
"""Checks offered of oneself, and of supervisors, at most; a day has a handful."""


def find_offered(
    db: Session,
    own: int,
    supervisors: Collection[int],
    course_id: int,
    plan: Plan,
    day: date | None,
    *,
    now: datetime,
) -> Sequence[RoomCheck]:
    """Return the checks that passed while a session may still be logged, and since this day.

    One's own stand before those of supervisors, and the latest of each first.
    """
    slug, since = _slug(db, course_id), now - timedelta(days=plan.caps.log_window_days + 1)
    if day is not None:
        since = min(since, max(datetime.combine(day, time(), UTC), EARLIEST) - NEAR)
    return [
        check
        for whose in ([own], supervisors)
        for check in sites.find_checks(
            db, whose, since=since, until=now, course=slug, passed=True, limit=MOST
        )
    ]


def _slug(db: Session, course_id: int) -> str:
    return courses.get_course_by_id(db, course_id).slug


def keep_fitting(checks: Sequence[RoomCheck], sheet: Sheet, zone: str) -> list[RoomCheck]:
    """Return the checks that fit the room and the time of a sheet, and the one that it names.

    While it has neither room nor time, all of them fit.
    """
    span = find_span(sheet, zone)

    def fits(check: RoomCheck) -> bool:
        here = sheet.room_id in (None, check.room_id)
        return here and (not isinstance(span, Span) or _fits(check, checks, span, zone))

    return [check for check in checks if check.id == sheet.check_id or fits(check)]


def _fits(check: RoomCheck, others: Sequence[RoomCheck], span: Span, zone: str) -> bool:
    value, room = check.as_check(), check.room.as_room()
    problem = explain_check(
        value, [other.as_check() for other in others], room,
        room_id=value.room_id, course=value.course, starts=span.starts, zone=zone,
    )  # fmt: skip
    return problem is None


def name_checks(checks: Sequence[RoomCheck], own: int, names: Mapping[int, str], zone: str) -> dict[int, str]:
    """Return what each check is called in a list: room, moment, and whose it is."""
    return {
        check.id: f"{check.room.name} · {clock(check.at, zone)}"
        + (" · yours" if check.person_id == own else f" · {names.get(check.person_id, 'supervisor')}")
        for check in checks
    }
