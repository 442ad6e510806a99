"""Each kind of requirement: what meets it, what is missing, and the day on which that changes."""

from datetime import date
from typing import Any

import pytest

from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.kinds import BUILT_IN
from ashilms.programs.rules.calendar import months_after
from ashilms.programs.rules.validity import Rule, count
from tests.programs.evidence import DAY, certificate, credit, held_on, incident, live, remediation, session

pytestmark = pytest.mark.any_database

KINDS = {kind.name: kind for kind in BUILT_IN}
NONE: tuple[Fact, ...] = ()


def judge(kind: str, params: dict[str, Any], *evidence: Fact, on: date = DAY) -> Met | Unmet:
    return KINDS[kind].judge(params, evidence, on)


@pytest.mark.parametrize(
    ("kind", "params", "evidence", "have", "needed"),
    [
        ("contact_hours", {"minutes": 100}, [], "0 of 100 min", "100 min to go"),
        ("contact_hours", {"minutes": 100}, [credit(50), live(49)], "99 of 100 min", "1 min to go"),
        ("contact_hours", {"minutes": 100}, [credit(50), live(50)], "2 contact hours", None),
        ("contact_hours", {"minutes": 100}, [session(minutes=600)], "0 of 100 min", "100 min to go"),
        ("live_attendance", {"minutes": 100}, [credit(100)], "0 of 100 min", "100 min to go"),
        ("live_attendance", {"minutes": 100}, [live(50, 1), live(49, 2)], "99 of 100 min", "1 min to go"),
        ("live_attendance", {"minutes": 100}, [live(50, 1), live(50, 2)], "100 of 100 min", None),
        ("live_attendance", {"session": "Training"}, [live(50)], "not attended", ""),
        (
            "live_attendance",
            {"session": "Training"},
            [live(5, title="training")],
            "attended on 24 November 2026",
            None,
        ),
        ("practicum_sessions", {"count": 2}, [session(1)], "1 of 2", "1 to go"),
        ("practicum_sessions", {"count": 2}, [session(1), session(2, category="P4")], "2 of 2", None),
        (
            "practicum_sessions",
            {"count": 2, "category": "P4"},
            [session(1), session(2, category="P4")],
            "1 of 2",
            "1 to go",
        ),
        ("practicum_sessions", {"count": 1}, [session(refused=True)], "0 of 1", "1 to go"),
        ("practicum_clients", {"count": 2}, [session(1), session(2)], "1 of 2", "1 to go"),
        ("practicum_clients", {"count": 2}, [session(1), session(2, client="C-2")], "2 of 2", None),
        ("practicum_clients", {"count": 1}, [session(client="")], "0 of 1", "1 to go"),
        (
            "practicum_clients",
            {"count": 2, "category": "P4"},
            [session(1), session(2, category="P4", client="C-2")],
            "1 of 2",
            "1 to go",
        ),
        ("case_mix", {"feature": "over-90", "count": 1}, [session(features=["light"])], "0 of 1", "1 to go"),
        (
            "case_mix",
            {"feature": "over-90", "count": 1},
            [session(features=["light", "over-90"])],
            "1 of 1",
            None,
        ),
        (
            "case_mix",
            {"feature": "light", "count": 1, "category": "P5"},
            [session(features=["light"])],
            "0 of 1",
            "1 to go",
        ),
        (
            "case_mix",
            {"feature": "light", "count": 1},
            [session(features=["light"], refused=True)],
            "0 of 1",
            "1 to go",
        ),
        ("no_open_incident", {"severity": 3}, [], "none open", None),
        ("no_open_incident", {"severity": 3}, [incident(2)], "none open", None),
        ("no_open_incident", {"severity": 3}, [incident(3)], "1 open", "1 incident to close"),
        (
            "no_open_incident",
            {"severity": 3},
            [incident(3, number=1), incident(5, number=2)],
            "2 open",
            "2 incidents to close",
        ),
        ("certificate_held", {"program": "level-1"}, [], "none stands", "a certificate that stands"),
        (
            "certificate_held",
            {"program": "level-1"},
            [certificate(program="level-2")],
            "none stands",
            "a certificate that stands",
        ),
        ("certificate_held", {"program": "level-1"}, [certificate()], "held since 24 November 2026", None),
    ],
)
def test_what_there_is_meets_it_or_what_is_missing_is_said(
    kind: str, params: dict[str, Any], evidence: list[Fact], have: str, needed: str | None
) -> None:
    answer = judge(kind, params, *evidence)
    assert answer.have == have
    assert (answer.needed if isinstance(answer, Unmet) else None) == needed


@pytest.mark.parametrize(
    ("kind", "params", "says"),
    [
        ("contact_hours", {}, "'minutes'"),
        ("contact_hours", {"minutes": 50, "live": True}, "no 'live'"),
        ("live_attendance", {}, "either"),
        ("live_attendance", {"minutes": 50, "session": "x"}, "either"),
        ("live_attendance", {"session": 5}, "'session' as a text"),
        ("live_attendance", {"minutes": 0}, "above zero"),
        ("practicum_sessions", {"category": "P3"}, "'count'"),
        ("practicum_sessions", {"count": 1, "after": 3}, "'after'"),
        ("practicum_sessions", {"count": 1, "since": "level-1"}, "no 'since'"),
        ("practicum_clients", {"count": True}, "'count'"),
        ("practicum_clients", {"count": 1, "category": 3}, "'category'"),
        ("case_mix", {"count": 3}, "'feature'"),
        ("case_mix", {"feature": "light"}, "'count'"),
        ("no_open_incident", {}, "'severity'"),
        ("certificate_held", {}, "'program'"),
        ("certificate_held", {"program": "level-1", "months": 0}, "'months'"),
    ],
)
def test_parameters_that_are_wrong_are_said_to_be(kind: str, params: dict[str, Any], says: str) -> None:
    assert says in " ".join(KINDS[kind].problems(params))


HALF = {"program": "level-1", "months": 6}
YEAR = {"program": "level-1", "months": 12}
LEAP, AUGUST = date(2028, 2, 29), date(2027, 8, 31)


@pytest.mark.parametrize(
    ("params", "issued", "on", "met"),
    [
        (HALF, date(2026, 3, 10), date(2026, 9, 9), False),
        (HALF, date(2026, 3, 10), date(2026, 9, 10), True),
        (HALF, date(2026, 3, 10), date(2026, 9, 11), True),
        (HALF, AUGUST, date(2028, 2, 28), False),
        (HALF, AUGUST, date(2028, 2, 29), True),
        (HALF, date(2026, 8, 31), date(2027, 2, 27), False),
        (HALF, date(2026, 8, 31), date(2027, 2, 28), True),
        (YEAR, LEAP, date(2029, 2, 27), False),
        (YEAR, LEAP, date(2029, 2, 28), True),
        (YEAR, date(2027, 12, 31), date(2028, 12, 30), False),
        (YEAR, date(2027, 12, 31), date(2028, 12, 31), True),
    ],
)
def test_it_is_held_for_long_enough_on_the_same_day_of_the_month(
    params: dict[str, Any], issued: date, on: date, met: bool
) -> None:
    answer = judge("certificate_held", params, certificate(issued=issued, until=None), on=on)
    assert isinstance(answer, Met) is met
    if isinstance(answer, Unmet):
        assert answer.by == months_after(issued, params["months"])


@pytest.mark.parametrize(
    ("on", "met"),
    [
        (date(2026, 11, 23), False),
        (date(2026, 11, 24), True),
        (date(2028, 11, 23), True),
        (date(2028, 11, 24), False),
    ],
)
def test_a_certificate_is_held_from_its_first_day_to_its_last(on: date, met: bool) -> None:
    until = count(Rule(24), DAY).until
    assert until == date(2028, 11, 23)
    answer = judge("certificate_held", {"program": "level-1"}, certificate(until=until), on=on)
    assert isinstance(answer, Met) is met
    if isinstance(answer, Met):
        assert answer.until == until


@pytest.mark.parametrize(
    ("changes", "on", "met"),
    [
        ([("2027-01-10", "suspended")], date(2027, 1, 9), True),
        ([("2027-01-10", "suspended")], date(2027, 1, 10), False),
        ([("2027-01-10", "suspended"), ("2027-02-01", "valid")], date(2027, 1, 31), False),
        ([("2027-01-10", "suspended"), ("2027-02-01", "valid")], date(2027, 2, 1), True),
        ([("2027-01-10", "revoked")], date(2027, 1, 9), True),
        ([("2027-01-10", "revoked")], date(2027, 1, 10), False),
    ],
)
def test_what_is_suspended_or_revoked_is_not_held(
    changes: list[tuple[str, str]], on: date, met: bool
) -> None:
    row = certificate(until=None, changes=[(DAY.isoformat(), "valid"), *changes])
    assert isinstance(judge("certificate_held", {"program": "level-1"}, row, on=on), Met) is met


@pytest.mark.parametrize(
    ("renewed", "since"),
    [(date(2027, 11, 20), DAY), (date(2027, 11, 24), DAY), (date(2027, 11, 25), date(2027, 11, 25))],
)
def test_a_renewal_without_a_gap_goes_on_counting(renewed: date, since: date) -> None:
    first = certificate(number=1, until=date(2027, 11, 23))
    second = certificate(number=2, issued=renewed, until=date(2029, 11, 23))
    answer = judge("certificate_held", {"program": "level-1"}, first, second, on=date(2028, 1, 1))
    assert isinstance(answer, Met)
    assert answer.have == held_on(since)


def test_what_was_revoked_and_issued_anew_begins_anew() -> None:
    first = certificate(number=1, changes=[(DAY.isoformat(), "valid"), ("2027-03-01", "revoked")])
    second = certificate(number=2, issued=date(2027, 3, 2), until=None)
    answer = judge("certificate_held", YEAR, first, second, on=date(2028, 1, 1))
    assert isinstance(answer, Unmet)
    assert answer.by == date(2028, 3, 2)


@pytest.mark.parametrize(
    ("turned", "on", "met"),
    [
        ([("2026-11-24", True)], date(2026, 11, 23), True),
        ([("2026-11-24", True)], date(2026, 11, 24), False),
        ([("2026-11-24", True), ("2026-12-01", False)], date(2026, 11, 30), False),
        ([("2026-11-24", True), ("2026-12-01", False)], date(2026, 12, 1), True),
        ([("2026-11-24", True), ("2026-11-24", False)], date(2026, 11, 24), True),
        ([("2026-11-24", True), ("2026-12-01", False), ("2026-12-05", True)], date(2026, 12, 4), True),
        ([("2026-11-24", True), ("2026-12-01", False), ("2026-12-05", True)], date(2026, 12, 5), False),
    ],
)
def test_an_incident_counts_while_it_is_open_at_the_end_of_the_day(
    turned: list[tuple[str, bool]], on: date, met: bool
) -> None:
    assert (
        isinstance(judge("no_open_incident", {"severity": 3}, incident(3, turned=turned), on=on), Met) is met
    )


@pytest.mark.parametrize(("on", "met"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True)])
def test_a_remediation_counts_until_the_day_it_is_closed(on: date, met: bool) -> None:
    assert isinstance(judge("no_open_remediation", {}, remediation("2026-12-01"), on=on), Met) is met


@pytest.mark.parametrize(
    ("held", "count"), [([], 0), ([certificate(issued=DAY)], 1), ([certificate(program="level-0")], 0)]
)
def test_sessions_since_a_certificate_are_those_after_its_day(held: list[Fact], count: int) -> None:
    days = [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)]
    evidence = (*held, *(session(number, on=day) for number, day in enumerate(days)))
    answer = judge("practicum_sessions", {"count": 60, "after": "level-1"}, *evidence, on=days[-1])
    assert answer.have == f"{count} of 60"


def test_each_client_stands_on_their_first_session() -> None:
    rows = [session(3, starts="2026-11-24T08:00:00+00:00"), session(1, starts="2026-11-24T09:00:00+00:00")]
    answer = judge("practicum_clients", {"count": 1}, *rows)
    assert isinstance(answer, Met)
    assert answer.evidence == ("entry:3",)


@pytest.mark.parametrize(
    ("start", "months", "then"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last(start: date, months: int, then: date) -> None:
    assert months_after(start, months) == then
