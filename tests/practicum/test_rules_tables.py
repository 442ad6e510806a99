"""How many tables a supervisor sees to at a time, minute by minute."""

from datetime import timedelta

import pytest

from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.tables import Table, explain_tables, most_at_once
from tests.conftest import NOW


def table(starts: int, ends: int, alone: bool = False) -> Table:
    """Return a session from minute to minute."""
    return Table(Span(NOW + timedelta(minutes=starts), NOW + timedelta(minutes=ends)), alone)


OWN = table(60, 120)


@pytest.mark.parametrize(
    ("others", "most"),
    [
        ([], 0),
        ([table(0, 60), table(120, 180)], 0),
        ([table(0, 61)], 1),
        ([table(50, 90), table(90, 130)], 1),
        ([table(50, 91), table(90, 130)], 2),
        ([table(0, 200), table(70, 80), table(75, 76), table(110, 115)], 3),
    ],
)
def test_what_goes_on_together_is_counted_at_the_busiest_moment(others: list[Table], most: int) -> None:
    beside = [one for one in others if one.span.overlaps(OWN.span)]
    assert most_at_once(OWN.span, beside) == most


@pytest.mark.parametrize(
    ("own", "others", "says"),
    [
        (OWN, [table(50, 130)], None),
        (OWN, [table(50, 130), table(50, 130)], "2 tables at a time at most"),
        (OWN, [table(60, 90), table(90, 120)], None),
        (OWN, [table(50, 130, alone=True)], "another trainee at their first"),
        (OWN, [table(0, 60, alone=True)], None),
        (table(60, 120, alone=True), [table(119, 130)], "you at your first"),
        (table(60, 120, alone=True), [], None),
    ],
)
def test_a_table_too_many_is_told(own: Table, others: list[Table], says: str | None) -> None:
    told = explain_tables(own, others, 2, "UTC")
    assert told is None if says is None else told is not None and says in told


def test_a_plan_that_says_nothing_allows_any_number() -> None:
    assert explain_tables(OWN, [table(0, 200)] * 9, 0, "UTC") is None
