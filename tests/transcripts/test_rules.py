"""How what was earned falls into cycles, and what each cycle adds up to."""

from datetime import UTC, date, datetime

import pytest

from ashilms.practicum.rules.ledger import Sums
from ashilms.transcripts.rules import (
    Attended,
    Completed,
    Observed,
    Practised,
    Sat,
    Taken,
    Thing,
    Transcript,
    closing,
    cycles_of,
    texts_of,
)


def at(day: int, hour: int = 12) -> datetime:
    """Return a moment in November."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_a_certificate_closes_the_cycle_that_it_belongs_to() -> None:
    """What came up to it, at the same moment too, is of its cycle; a moment later is of the next."""
    things = [Thing(at(9)), Thing(at(3)), Thing(at(5)), Thing(at(5, 13))]
    first, second, third = cycles_of(things, [at(7), at(5)])
    assert [thing.at for thing in first.things] == [at(3), at(5)]
    assert [thing.at for thing in second.things] == [at(5, 13)]
    assert [thing.at for thing in third.things] == [at(9)]
    assert [(one.number, one.begins, one.ends) for one in (first, second, third)] == [
        (1, None, at(5)), (2, at(5), at(7)), (3, at(7), None),
    ]  # fmt: skip


def test_a_cycle_in_which_nothing_was_earned_is_there_only_if_it_is_the_first() -> None:
    """Whoever has just taken a course up has one, and whoever has just been certified begins none."""
    assert [(one.number, one.things) for one in cycles_of([], [])] == [(1, ())]
    assert [one.number for one in cycles_of([Thing(at(3))], [at(5)])] == [1]


@pytest.mark.parametrize(
    ("levels", "closes"), [({1: 0, 2: 1}, [at(6)]), ({1: 0}, [at(4)]), ({1: 1, 2: 1}, [at(4), at(6)]), ({}, [])]
)  # fmt: skip
def test_the_highest_programme_s_certificates_close_cycles(
    levels: dict[int, int], closes: list[datetime]
) -> None:
    """One on the way to it closes nothing."""
    assert closing(levels, [(1, at(4)), (2, at(6))]) == closes


def test_a_quiz_stands_once_by_the_attempt_that_says_what_became_of_it() -> None:
    """The first that passed, else the last; with how many there were."""
    sats = [
        Sat(at(1), 1, "Safety", False, "5 of 10"), Sat(at(2), 1, "Safety", True, "9 of 10"),
        Sat(at(3), 1, "Safety", True, "10 of 10"), Sat(at(4), 2, "Law", False, "1"), Sat(at(5), 2, "Law", False, "2"),
    ]  # fmt: skip
    (cycle,) = cycles_of(sats, [])
    assert [(one.sat.title, one.sat.said, one.attempts) for one in cycle.quizzes] == [
        ("Safety", "9 of 10", 3), ("Law", "2", 2),
    ]  # fmt: skip


def test_practicum_and_classes_add_up_in_whole_minutes() -> None:
    """By category; every minute stands once."""
    things = [
        Practised(at(1), "P3", Sums(credited=60)), Practised(at(2), "P4", Sums(pending=30)),
        Practised(at(3), "P3", Sums(credited=20, over_cap=5)),
        Attended(at(4), "Legs", "Spring", date(2026, 11, 4), 150),
        Attended(at(5), "Back", "Spring", date(2026, 11, 5), 75), Completed(at(6), "Safety", 45),
    ]  # fmt: skip
    (cycle,) = cycles_of(things, [])
    assert [(one.name, one.sessions, one.sums) for one in cycle.practicum] == [
        ("P3", 2, Sums(credited=80, over_cap=5)), ("P4", 1, Sums(pending=30)),
    ]  # fmt: skip
    assert cycle.practised == Sums(credited=80, over_cap=5, pending=30)
    assert cycle.contact_minutes == 225
    assert [one.minutes for one in cycle.modules] == [45]


def test_days_read_in_the_person_s_zone_and_every_text_is_looked_at() -> None:
    """Half past eleven at night in London is the next day in Berlin; a day of a calendar stays what it is."""
    seen = Observed(at(3), date(2026, 11, 3), "P4", "passed", "Bea")
    course = Taken("Barefoot", at(1), cycles_of([seen, Completed(at(2), "Lëgs")], []))
    transcript = Transcript("Ana", "Europe/Berlin", at(9), (1, "ab"), (course,))
    assert transcript.day(datetime(2026, 11, 3, 23, 30, tzinfo=UTC)) == "4 November 2026"
    assert transcript.day(date(2026, 11, 3)) == "3 November 2026"
    assert texts_of(transcript).split() == ["Ana", "Barefoot", "Lëgs", "P4", "passed", "Bea"]
