"""How values read on a page: moments in the person's zone and back, minutes as hours, numbers in groups."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def local(moment: datetime, zone: str) -> datetime:
    """Return `moment` as the wall clock of `zone` shows it."""
    return moment.astimezone(ZoneInfo(zone))


def find_moments(day: date, at: time, zone: str) -> list[datetime]:
    """Return the moments at which the clocks of `zone` showed this: none in a gap, two when set back."""
    naive, here = datetime.combine(day, at), ZoneInfo(zone)
    moments = {naive.replace(tzinfo=here, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(m for m in moments if m.astimezone(here).replace(tzinfo=None) == naive)


def day(value: date, zone: str = "UTC") -> str:
    """Return a date in words, such as `24 November 2026`."""
    if isinstance(value, datetime):
        value = local(value, zone)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def clock(moment: datetime, zone: str = "UTC") -> str:
    """Return a date and time with its zone, such as `24 Nov 2026, 16:04 UTC`."""
    here = local(moment, zone)
    return f"{here.day} {MONTHS[here.month - 1][:3]} {here.year}, {here:%H:%M} {here.tzname()}"


def hours(minutes: int) -> str:
    """Return whole minutes as hours and minutes, such as `38 h 20 min`; never a decimal."""
    h, m = divmod(minutes, 60)
    return f"{h} h" if h and not m else f"{h} h {m:02} min" if h else f"{m} min"


def age(since: datetime, now: datetime) -> str:
    """Return how long ago `since` was, in the largest whole unit: `just now`, `5 min`, `3 h`, `2 days`."""
    gone = now - since
    if gone < timedelta(minutes=1):
        return "just now"
    if gone < timedelta(hours=1):
        return f"{gone.seconds // 60} min"
    if gone < timedelta(days=1):
        return f"{gone.seconds // 3600} h"
    return "1 day" if gone.days == 1 else f"{gone.days} days"


def span(length: timedelta) -> str:
    """Return a length of time in the largest unit that it is whole in: `1 day`, `6 h`, `5 min`."""
    if length % timedelta(days=1) == timedelta(0):
        return plural(length // timedelta(days=1), "day")
    return hours(length // timedelta(minutes=1))


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 entry`, `3 entries`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
