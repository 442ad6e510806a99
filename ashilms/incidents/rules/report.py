"""The first report: what, when, where, and how grave in plain words. Whatever explains it comes later."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ashilms.formats import find_moments, local
from ashilms.texts import find_identity

Problem = tuple[str, str]
"""A field, and a sentence that says what to put right."""

OLDEST = timedelta(days=366)
LONGEST = 4000
LONGEST_PLACE = 120


@dataclass(frozen=True, slots=True)
class Report:
    """What a person filled in; anything but `happened` may be empty while it is a draft."""

    happened: str = ""
    day: date | None = None
    at: time | None = None
    room_id: int | None = None
    place: str = ""
    """Where it was, when that was no treatment room."""
    severity: int | None = None
    equipment_failed: bool = False
    trainee_id: int | None = None
    """Who gave the session, if there was one."""
    supervisor_id: int | None = None
    entry_id: int | None = None

    def occurred(self, zone: str) -> datetime | None:
        """Return when it happened by the clock of `zone`; of two such moments the first, `None` for none."""
        if self.day is None or self.at is None:
            return None
        return next(iter(find_moments(self.day, self.at, zone)), None)


def find_text_problems(report: Report, today: date) -> Iterator[Problem]:
    """Yield what in its words tells who somebody is: refused in a draft too."""
    for field in ("happened", "place"):
        if identity := find_identity(getattr(report, field), today):
            yield field, identity


def find_report_problems(report: Report, zone: str, now: datetime) -> list[Problem]:
    """Return everything that keeps a report from being sent."""
    problems = list(find_text_problems(report, now.date()))
    if len(report.happened.strip()) < 10:
        problems.append(("happened", "Say what happened, in a sentence or two."))
    problems += _time_problems(report, zone, now)
    if report.room_id is None and not report.place.strip():
        problems.append(("room_id", "Choose the room, or say below where it was."))
    if report.severity is None:
        problems.append(("severity", "Choose what comes nearest. It can be corrected later."))
    return problems


def _time_problems(report: Report, zone: str, now: datetime) -> Iterator[Problem]:
    today = local(now, zone).date()
    if report.day is None:
        yield "day", "Put in the day on which it happened."
    elif not today - OLDEST <= report.day <= today:
        yield "day", "That day is not within the last year. Put in the day on which it happened."
    elif report.at is None:
        yield "at", "Put in the time, as near as you know it."
    else:
        yield from _clock_problems(report, zone, now)


def _clock_problems(report: Report, zone: str, now: datetime) -> Iterator[Problem]:
    moment = report.occurred(zone)
    if moment is None:
        yield "at", "The clocks were put forward then and skipped this time. Put in another."
    elif moment > now:
        yield "at", "That is still to come. Put in when it happened."


def report_as_json(report: Report) -> dict[str, Any]:
    """Return a report as a draft keeps it."""
    kept = asdict(report)
    return {**kept, "day": report.day and report.day.isoformat(), "at": report.at and report.at.isoformat()}


def report_from_json(kept: dict[str, Any]) -> Report:
    """Return a report that a draft kept."""
    day, at = kept["day"], kept["at"]
    return Report(
        **{
            **kept,
            "day": date.fromisoformat(day) if day else None,
            "at": time.fromisoformat(at) if at else None,
        }
    )
