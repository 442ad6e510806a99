"""Whether a session could be held in a room: the check before it, and the times at which the room was locked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ashilms.formats import day, find_moments, local
from ashilms.sites.rules.points import Outcome
from ashilms.sites.rules.records import Inspection

HOLDS = timedelta(hours=2)
"""How long before the session its check may lie: the programme's own line."""


def last_start(at: datetime, zone: str) -> datetime:
    """Return when a session may begin at the latest on a check done then: in two hours, or before midnight there."""
    tomorrow = local(at, zone).date() + timedelta(days=1)
    midnight = find_moments(tomorrow, time(), zone)
    return min([at + HOLDS, *(moment - timedelta(minutes=1) for moment in midnight[:1])])


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a room as it was recorded."""

    id: int
    room_id: int
    person_id: int
    course: str
    """The slug of the course by whose points it was done."""
    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Locked:
    """A stretch of time in which a room was locked; `until` is `None` while it still is."""

    since: datetime
    until: datetime | None
    reason: str

    def covers(self, starts: datetime, ends: datetime) -> bool:
        """Return whether any of this time lies in it; a session that ends as the lock begins does not."""
        return self.since < ends and (self.until is None or starts < self.until)


@dataclass(frozen=True, slots=True)
class Room:
    """A treatment room as whoever logs a session knows it."""

    name: str
    inspections: tuple[Inspection, ...]
    locks: tuple[Locked, ...] = ()


def explain_lock(room: Room, starts: datetime, ends: datetime, zone: str) -> str | None:
    """Return why the room was locked at some time of the session, or `None`."""
    found = next((lock for lock in room.locks if lock.covers(starts, ends)), None)
    if found is None:
        return None
    since = local(found.since, zone)
    sentence = f"This room was locked on {day(since.date())} at {since:%H:%M}. {found.reason}"
    return f"{sentence} A session ends there then." if found.since > starts else sentence


def explain_check(
    check: Check,
    others: Iterable[Check],
    room: Room,
    *,
    room_id: int,
    course: str,
    starts: datetime,
    zone: str,
) -> str | None:
    """Return why a session that starts then can't stand on this check, or `None` when it can.

    `others` are the checks of the same people near that time: of each person's checks of a room the last counts.
    """
    if (check.room_id, check.course) != (room_id, course):
        return OF_ANOTHER
    if check.outcome is not Outcome.PASSED:
        return "That check did not pass. Put right what it found, and check the room again."
    return _explain_time(check, starts, zone) or _explain_later(check, others, room, starts, zone)


OF_ANOTHER = "That check was of another room, or by another course's points. Choose one of this room."


def _explain_time(check: Check, starts: datetime, zone: str) -> str | None:
    at = local(check.at, zone)
    if check.at > starts:
        return f"The room is checked before the session. This check was done at {at:%H:%M}, after its start."
    if at.date() != local(starts, zone).date():
        return f"The room is checked on the day of the session. This check is of {day(at.date())}."
    if check.at < starts - HOLDS:
        return f"A check holds for two hours. This one was done at {at:%H:%M}, longer before the session."
    return None


def _explain_later(
    check: Check, others: Iterable[Check], room: Room, starts: datetime, zone: str
) -> str | None:
    for lock in room.locks:
        if check.at <= lock.since <= starts:
            return (
                f"The room was locked at {local(lock.since, zone):%H:%M}, after this check. Check it again."
            )
    for other in others:
        same = (other.room_id, other.person_id) == (check.room_id, check.person_id)
        if same and other.outcome is not Outcome.PASSED and check.at < other.at <= starts:
            return f"A later check, at {local(other.at, zone):%H:%M}, did not pass. Check the room again."
    return None
