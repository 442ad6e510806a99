"""Months by the calendar: what "twelve months from then" is."""

from datetime import date


def months_after(start: date, months: int) -> date:
    """Return the same day of the month, `months` later; where that month is shorter, its last day.

    Twelve months from 29 February are 28 February.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    longest = (following - date(year, month + 1, 1)).days
    return date(year, month + 1, min(start.day, longest))
