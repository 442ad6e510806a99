"""How long a certificate holds: every way of counting at its edges, what is left after, and the simulator."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.forms import CHOICE
from ashilms.plugins import Fact
from ashilms.programs.rules import Proof, Standing
from ashilms.programs.rules.validity import (
    COMPLETION,
    FIXED,
    PREVIOUS,
    Rule,
    Stage,
    completed_on,
    count,
    milestones,
    opens_on,
    parse_day,
    read_rule,
    stage_on,
)
from tests.programs.test_views import Sign
from tests.schooling import text_of

UNTIL = date(2028, 5, 31)
TWO_YEARS = Rule(24)
RENEWED = Rule(24, PREVIOUS)
JUNE = Rule(24, FIXED, ((6, 1),), least_months=24)


@pytest.mark.parametrize(
    ("done", "months", "until"),
    [
        (date(2026, 11, 24), 24, date(2028, 11, 23)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2026, 12, 31), 2, date(2027, 2, 27)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2027, 12, 1), 1, date(2027, 12, 31)),
    ],
)
def test_months_are_counted_by_the_calendar_from_completion(done: date, months: int, until: date) -> None:
    assert count(Rule(months), done).until == until
    assert count(Rule(months), done, previous=UNTIL).until == until  # what was before does not matter


@pytest.mark.parametrize(
    ("done", "until", "why"),
    [
        (date(2028, 3, 1), date(2030, 2, 28), "more than 90 days before"),
        (date(2028, 3, 2), date(2030, 5, 31), "after the one before ended, 31 May 2028"),
        (UNTIL, date(2030, 5, 31), "after the one before ended"),
        (date(2028, 6, 1), date(2030, 5, 31), "after the one before ended"),
        (date(2028, 7, 30), date(2030, 5, 31), "after the one before ended"),
        (
            date(2028, 7, 31),
            date(2030, 7, 30),
            "the grace of 60 days after the one before had ended on 30 July 2028",
        ),
    ],
)
def test_a_renewal_within_its_window_keeps_the_day(done: date, until: date, why: str) -> None:
    found = count(RENEWED, done, previous=UNTIL)
    assert found.until == until
    assert why in found.because


def test_a_first_certificate_has_none_before_to_count_from() -> None:
    found = count(RENEWED, date(2026, 3, 3))
    assert (found.until, "none before" in found.because) == (date(2028, 3, 2), True)


@pytest.mark.parametrize(
    ("done", "until"),
    [
        (date(2026, 3, 3), date(2028, 6, 1)),
        (date(2026, 5, 31), date(2028, 6, 1)),
        (date(2026, 6, 1), date(2028, 6, 1)),
        (date(2026, 6, 2), date(2029, 6, 1)),
        (date(2024, 2, 29), date(2026, 6, 1)),
    ],
)
def test_a_fixed_day_leaves_at_least_what_it_must(done: date, until: date) -> None:
    found = count(JUNE, done)
    assert found.until == until
    assert "The first 1 June that leaves at least 24 months" in found.because


def test_of_several_fixed_days_the_next_one_counts() -> None:
    rule = Rule(12, FIXED, ((12, 31), (6, 30)))
    assert count(rule, date(2026, 6, 30)).until == date(2026, 6, 30)
    assert count(rule, date(2026, 7, 1)).until == date(2026, 12, 31)
    assert "31 December or 30 June" in count(rule, date(2026, 7, 1)).because


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 120), st.integers(0, 60), st.integers(0, 400)
)
def test_no_way_of_counting_gives_less_than_it_says(done: date, months: int, least: int, days: int) -> None:
    """Later completion never ends earlier; a renewal kept to its day loses nothing of the one before."""
    for rule in (Rule(months), Rule(months, FIXED, ((6, 1), (11, 30)), least_months=least)):
        assert done <= count(rule, done).until <= count(rule, done + timedelta(days=days)).until
    previous = done + timedelta(days=days)
    renewed = count(Rule(months, PREVIOUS), done, previous=previous)
    assert renewed.until >= (previous if days <= 90 else done)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2028, 3, 31), Stage.VALID),
        (date(2028, 4, 1), Stage.EXPIRING),
        (UNTIL, Stage.EXPIRING),
        (date(2028, 6, 1), Stage.GRACE),
        (date(2028, 7, 30), Stage.GRACE),
        (date(2028, 7, 31), Stage.LAPSED),
        (date(2029, 5, 31), Stage.LAPSED),
        (date(2029, 6, 1), Stage.REASSESS),
        (date(2031, 5, 31), Stage.REASSESS),
        (date(2031, 6, 1), Stage.REPEAT),
    ],
)
def test_each_stage_ends_on_its_day(today: date, stage: Stage) -> None:
    assert stage_on(TWO_YEARS, UNTIL, today) is stage


def test_what_happens_around_the_last_day_stands_in_order() -> None:
    days = [one.on for one in milestones(RENEWED, UNTIL)]
    assert days == sorted(days)
    assert days == [
        date(2028, 3, 2), date(2028, 3, 2), date(2028, 4, 1), date(2028, 5, 1), date(2028, 5, 24), UNTIL,
        date(2028, 7, 30), date(2029, 6, 1), date(2031, 6, 1),
    ]  # fmt: skip
    assert [one.on for one in milestones(TWO_YEARS, UNTIL)] == days
    keeps = [
        [one.what for one in milestones(rule, UNTIL) if "keeps the day" in one.what]
        for rule in (RENEWED, TWO_YEARS)
    ]
    assert [len(found) for found in keeps] == [1, 0]


def test_a_certificate_is_never_renewed_on_the_day_it_was_issued() -> None:
    issued = date(2028, 5, 1)
    assert opens_on(TWO_YEARS, date(2026, 6, 1), UNTIL) == date(2028, 3, 2)
    assert opens_on(TWO_YEARS, issued, UNTIL) == issued + timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["02-29", "02-30", "13-01", "00-10", "06", "6/1", "", "-1-2", "a-b", "06-01-02"]
)
def test_what_is_no_day_of_every_year_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no day of every year"):
        parse_day(text)


@pytest.mark.parametrize(
    "kind", ["approval", "waiver", "document", "incident", "remediation", "certificate", "task_mark"]
)
def test_what_others_decided_completes_nothing(kind: str) -> None:
    """Its day would move the certificate's time, and nobody did anything on it."""
    leaves = tuple(Proof(name, name, True, "", evidence=(name,)) for name in ("done", "decided"))
    standing = Standing(
        "level-1", 1, date(2026, 11, 24), Proof("all", "All", True, "", members=leaves, least=2)
    )
    evidence = [
        Fact("done", "quiz_passed", date(2026, 11, 1), {}),
        Fact("decided", kind, date(2026, 11, 9), {}),
    ]
    assert completed_on(standing, evidence) == date(2026, 11, 1)
    assert completed_on(standing, evidence[1:]) is None


def test_a_programme_says_how_it_counts() -> None:
    assert read_rule({"validity_months": None}) is None
    assert read_rule({"validity_months": 24}) == Rule(24, COMPLETION)
    said = {"counted_from": "fixed_dates", "dates": ["06-01", "12-01"], "least_months": 12, "grace_days": 30}
    rule = read_rule({"validity_months": 24, "validity": said})
    assert rule == Rule(24, FIXED, ((6, 1), (12, 1)), least_months=12, grace_days=30)


def test_the_simulator_says_until_when_and_why(client_of: Sign) -> None:
    page = text_of(client_of("ana").get("/validity?done=2026-03-03&counted_from=fixed_dates&dates=06-01"))
    assert "Finish on 3 March 2026 → valid until 1 June 2028" in page
    assert (
        "The first 1 June that leaves at least 24 months from 3 March 2026, the day it was completed." in page
    )
    assert "31 July 2028" in page.split("Around its last day")[1]
    page = text_of(
        client_of("ana").get("/validity?done=2028-03-02&previous=2028-05-31&counted_from=previous_expiry")
    )
    assert "valid until 31 May 2030" in page


def test_without_a_question_it_counts_from_today(client_of: Sign) -> None:
    assert "Finish on 24 November 2026 → valid until 23 November 2028" in text_of(
        client_of("ana").get("/validity")
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("done=never", "Put in the day as in 2026-11-24."),
        ("done=1999-01-01", "from 2000 to 2100"),
        ("previous=9999-12-31", "from 2000 to 2100"),
        ("counted_from=moon", CHOICE),
        ("counted_from=fixed_dates", "Put in at least one day"),
        ("dates=02-29", "02-29 is no day of every year"),
        ("version=77", CHOICE),
        ("least=0", "1 to 120 months"),
        (f"least={'9' * 400}", "1 to 120 months"),
        ("least=some", "Put in a whole number."),
        (f"dates={'06-01+' * 13}", "at most twelve days"),
        (f"dates={'6' * 121}", "longer than 120"),
    ],
)
def test_what_cannot_be_counted_is_refused(client_of: Sign, asked: str, said: str) -> None:
    page = text_of(client_of("reg").get(f"/validity?{asked}"), 422)
    assert said in page
    assert "valid until" not in page


@pytest.mark.parametrize(("who", "code"), [(None, 401), ("ana", 200), ("bea", 200), ("reg", 200)])
def test_whoever_is_signed_in_may_count(client_of: Sign, who: str | None, code: int) -> None:
    answer = client_of(who).get("/validity")
    assert (answer.status_code, "valid until 23 November 2028" in answer.text) == (code, code == 200)
