"""How long each kind is kept, and what the archive says."""

from datetime import UTC, date, datetime

import pytest

from ashilms.custody.rules.archive import SOMEBODY_ELSE, in_words, plain, whom
from ashilms.custody.rules.kinds import ENDING, Fate, Kind, Years, ends_on

YEARS = Years(6, 7, 10)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "years", "day"),
    [
        (datetime(2020, 2, 29, tzinfo=UTC), 6, date(2026, 3, 1)),
        (datetime(2020, 2, 29, tzinfo=UTC), 8, date(2028, 2, 29)),
        (datetime(2019, 12, 31, 23, 59, tzinfo=UTC), 7, date(2026, 12, 31)),
    ],
)
def test_something_is_kept_for_whole_years_after_the_last_of_it(
    last: datetime, years: int, day: date
) -> None:
    """A leap day ends on the first of March."""
    assert ends_on(last, years) == day


def test_only_three_kinds_end_by_time() -> None:
    """Account goes at once, certificates and the record stay; each says why."""
    assert [kind for kind in Kind if YEARS.of(kind)] == list(ENDING)
    assert [YEARS.of(kind) for kind in ENDING] == [6, 7, 10]
    assert all(kind.called and kind.why for kind in Kind)


@pytest.mark.parametrize(
    ("fate", "goes"),
    [
        (Fate(Kind.ACCOUNT, 3), True),
        (Fate(Kind.PRACTICE, 3, date(2026, 11, 25)), False),
        (Fate(Kind.PRACTICE, 3, date(2026, 11, 24)), True),
        (Fate(Kind.CERTIFICATES, 3), False),
    ],
)
def test_what_goes_is_what_nothing_holds(fate: Fate, goes: bool) -> None:
    """The day before its end it stays, on that day it goes."""
    assert fate.goes(date(2026, 11, 24)) is goes


def test_nobody_else_is_named() -> None:
    """By number or by label; dates and bytes are what JSON can hold."""
    assert [whom(each, 3) for each in (3, 4, None)] == [3, SOMEBODY_ELSE, None]
    assert [plain(each, 3) for each in ("person:3", "person:31", "jobs", b"a", NOW, None)] == [
        "person:3", SOMEBODY_ELSE, "jobs", "YQ==", NOW.isoformat(), None,
    ]  # fmt: skip


def test_the_readme_names_what_is_missing() -> None:
    """And nothing where nothing is."""
    assert "left out; tell the school" not in in_words("School", 3, NOW, [])
    assert "files/evidence-7" in in_words("School", 3, NOW, ["files/evidence-7"])
