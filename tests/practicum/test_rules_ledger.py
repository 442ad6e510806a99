"""What entries add up to: tables, and thousands of histories against an independent count."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashilms.practicum.rules.ledger import Posting, Sums, post
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import State

BERLIN = "Europe/Berlin"
CAP = 360


def entry(
    id: int, starts: str, minutes: int, state: State = State.COUNTERSIGNED, category: str = "P3",
    zone: str = BERLIN,
) -> Posting:  # fmt: skip
    begin = datetime.fromisoformat(starts).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return Posting(id, category, Span(begin, begin + timedelta(minutes=minutes)), zone, state)


@pytest.mark.parametrize(
    ("state", "sums", "reason"),
    [
        (State.COUNTERSIGNED, Sums(credited=60), ""),
        (State.SUBMITTED, Sums(pending=60), ""),
        (State.RETURNED, Sums(not_counted=60), "Returned"),
        (State.REJECTED, Sums(not_counted=60), "Rejected"),
        (State.VOID, Sums(not_counted=60), "void"),
        (State.AMENDED, Sums(not_counted=60), "amendment"),
        (State.LAPSED, Sums(not_counted=60), "Lapsed"),
    ],
)
def test_only_countersigned_minutes_are_credited_and_the_others_say_why(
    state: State, sums: Sums, reason: str
) -> None:
    ledger = post([entry(1, "2026-11-24T10:00", 60, state)], daily_cap=CAP)
    assert (ledger.total, ledger.by_category) == (sums, {"P3": sums})
    assert reason in ledger.lines[0].reason


def test_minutes_past_the_daily_cap_are_kept_apart() -> None:
    day = [entry(n, f"2026-11-24T{8 + 2 * n:02}:00", 100) for n in range(5)]
    ledger = post(day, daily_cap=CAP)
    assert [line.sums.credited for line in ledger.lines] == [100, 100, 100, 60, 0]
    assert [line.sums.over_cap for line in ledger.lines] == [0, 0, 0, 40, 100]
    assert [line.reason for line in ledger.lines] == [
        "",
        "",
        "",
        "Over the daily cap.",
        "Over the daily cap.",
    ]
    assert ledger.total == Sums(credited=360, over_cap=140)


def test_the_cap_is_one_for_all_categories_and_new_every_day() -> None:
    entries = [
        entry(1, "2026-11-24T08:00", 300, category="P3"),
        entry(2, "2026-11-24T14:00", 300, category="P4"),
        entry(3, "2026-11-25T08:00", 300, category="P4"),
    ]
    ledger = post(entries, daily_cap=CAP)
    assert ledger.by_category == {"P3": Sums(credited=300), "P4": Sums(credited=360, over_cap=240)}


def test_what_waits_or_was_refused_uses_up_nothing_of_the_cap() -> None:
    entries = [
        entry(1, "2026-11-24T06:00", 300, State.SUBMITTED),
        entry(2, "2026-11-24T12:00", 300, State.VOID),
        entry(3, "2026-11-24T18:00", 300),
    ]
    assert post(entries, daily_cap=CAP).total == Sums(credited=300, pending=300, not_counted=300)


@pytest.mark.parametrize(
    ("starts", "minutes", "credited"),
    [
        ("2026-11-24T21:00", 360, 360),
        ("2026-11-24T18:00", 720, 720),
        ("2026-11-24T17:00", 720, 660),
        # The night in which clocks go back has an hour more before 03:00, and it is that day's hour.
        ("2026-10-24T23:00", 480, 420),
        ("2026-03-28T23:00", 480, 420),
    ],
)
def test_a_session_across_midnight_uses_the_cap_of_both_days(
    starts: str, minutes: int, credited: int
) -> None:
    assert post([entry(1, starts, minutes)], daily_cap=CAP).total.credited == credited


def test_the_order_in_which_entries_are_given_changes_nothing() -> None:
    entries = [entry(n, f"2026-11-24T{8 + 3 * n:02}:00", 170) for n in range(4)]
    assert post(entries, daily_cap=CAP) == post(reversed(entries), daily_cap=CAP)


def test_no_entries_make_an_empty_ledger() -> None:
    assert post([], daily_cap=CAP).total.minutes == 0


@st.composite
def histories(draw: st.DrawFn) -> list[Posting]:
    """Entries that do not overlap, over a few days around a clock change, in any state."""
    at = datetime(2026, 10, 23, tzinfo=UTC)
    entries = []
    for id in range(draw(st.integers(0, 14))):
        at += timedelta(minutes=draw(st.integers(0, 300)))
        ends = at + timedelta(minutes=draw(st.integers(1, 720)))
        state = draw(st.sampled_from([s for s in State if s is not State.DRAFT]))
        zone = draw(st.sampled_from([BERLIN, "America/New_York"]))
        entries.append(Posting(id, draw(st.sampled_from(["P3", "P4"])), Span(at, ends), zone, state))
        at = ends
    return entries


def count_by_the_minute(entries: list[Posting], cap: int) -> Counter[str]:
    """Another way to the same sums: one minute after the other."""
    used: Counter[date] = Counter()
    sums: Counter[str] = Counter()
    for e in entries:
        for n in range(int((e.span.ends - e.span.starts).total_seconds()) // 60):
            day = (e.span.starts + timedelta(minutes=n)).astimezone(ZoneInfo(e.zone)).date()
            if e.state is State.SUBMITTED:
                sums["pending"] += 1
            elif e.state is not State.COUNTERSIGNED:
                sums["not_counted"] += 1
            elif used[day] < cap:
                used[day] += 1
                sums["credited"] += 1
            else:
                sums["over_cap"] += 1
    return sums


@settings(max_examples=300)
@given(histories(), st.integers(1, 800))
def test_the_ledger_agrees_with_counting_minute_by_minute(entries: list[Posting], cap: int) -> None:
    """T01: histories in every state, around a clock change, against an independent checker."""
    ledger, counted = post(entries, daily_cap=cap), count_by_the_minute(entries, cap)
    for name in ("credited", "over_cap", "pending", "not_counted"):
        assert getattr(ledger.total, name) == counted[name]
    assert ledger.total.minutes == sum(e.span.minutes for e in entries)
    assert ledger.total == sum(ledger.by_category.values(), Sums())
    assert ledger.total == sum((line.sums for line in ledger.lines), Sums())
    assert all(bool(line.reason) == bool(line.sums.over_cap + line.sums.not_counted) for line in ledger.lines)
