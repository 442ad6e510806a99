"""Renewing: which tree on which day, what counts since the certificate before, and being in time."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ashilms.plugins import Fact
from ashilms.programs.rules.renewing import (
    Before,
    Judged,
    Terms,
    judge,
    may_renew_from,
    read_before,
    read_terms,
)
from ashilms.programs.rules.validity import Stage
from tests.programs.evidence import certificate, document, incident, session
from tests.schooling import KINDS

DAY = timedelta(days=1)
ISSUED, COMPLETED, UNTIL = date(2026, 6, 20), date(2026, 6, 1), date(2028, 5, 31)
GRACE, LAPSED, REPEAT = date(2028, 7, 30), date(2029, 5, 31), date(2031, 5, 31)


def leaf(id: str, kind: str, **params: Any) -> dict[str, Any]:
    return {"id": id, "title": id, "kind": kind, "with": params, "how": "Do it."}


CONTENT: dict[str, Any] = {
    "validity_months": 24,
    "renewal": {
        "requirements": {
            "id": "renew", "title": "Renew", "all_of": [
                leaf("practised", "practicum_sessions", count=2),
                leaf("licence", "document_held", document="licence"),
                leaf("incidents", "no_open_incident", severity=3),
                leaf("approved", "second_person_approval"),
            ],
        },
        "lapsed": leaf("late", "observation_passed", rubric="observation", count=1),
        "reassess": leaf("anew", "practicum_sessions", count=3),
    },
}  # fmt: skip


def terms_of(**changes: Any) -> Terms:
    terms = read_terms("level-1", 7, CONTENT | changes)
    assert terms is not None
    return terms


TERMS = terms_of()
OLD = certificate(issued=ISSUED, until=UNTIL, completed=COMPLETED)
LICENCE = document(until=date(2032, 1, 1))


def before_of(fact: Fact = OLD) -> Before:
    before = read_before([fact], "BBM-1")
    assert before is not None
    return before


def on(day: date, *facts: Fact, terms: Terms = TERMS) -> Judged:
    return judge(terms, before_of(), KINDS, [OLD, LICENCE, *facts], day)


def two(day: date, **values: Any) -> list[Fact]:
    return [session(1, day, **values), session(2, day, **values)]


def observed(day: date) -> Fact:
    values = {"passed": True, "assessor": 7, "rubric": "observation"}
    return Fact("observation:1", "observation", day, values)


def approval(day: date, ended: date | None = None) -> Fact:
    return Fact("approval:1", "approval", day, {"by": 9, "ended": ended and ended.isoformat()})


@pytest.mark.parametrize(
    ("today", "stage", "asked"),
    [
        (UNTIL - 61 * DAY, Stage.VALID, "renew"),
        (UNTIL - 60 * DAY, Stage.EXPIRING, "renew"),
        (UNTIL, Stage.EXPIRING, "renew"),
        (UNTIL + DAY, Stage.GRACE, "renew"),
        (GRACE, Stage.GRACE, "renew"),
        (GRACE + DAY, Stage.LAPSED, "late"),
        (LAPSED, Stage.LAPSED, "late"),
        (LAPSED + DAY, Stage.REASSESS, "anew"),
        (REPEAT, Stage.REASSESS, "anew"),
        (REPEAT + DAY, Stage.REPEAT, None),
    ],
)
def test_what_is_asked_depends_on_the_day(today: date, stage: Stage, asked: str | None) -> None:
    found = on(today)
    assert (found.stage, found.ready) == (stage, False)
    first = found.standing and next(iter(found.standing.proof.members))
    whole = found.standing.proof.id if found.standing else None
    assert asked in (whole, first.id if first else None)
    assert (whole == "late-renewal") is (asked in ("late", "anew"))


@pytest.mark.parametrize(
    ("until", "grace", "lapsed"),
    [
        (date(2028, 2, 29), date(2028, 4, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2027, 4, 29), date(2028, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29), date(2028, 12, 31)),
    ],
)
def test_around_a_leap_day_the_calendar_counts(until: date, grace: date, lapsed: date) -> None:
    before = replace(before_of(), until=until)
    stages = [
        judge(TERMS, before, KINDS, [], day).stage for day in (grace, grace + DAY, lapsed, lapsed + DAY)
    ]
    assert stages == [Stage.GRACE, Stage.LAPSED, Stage.LAPSED, Stage.REASSESS]


@pytest.mark.parametrize(
    ("day", "counts"), [(COMPLETED - DAY, 0), (COMPLETED, 0), (COMPLETED + DAY, 2), (ISSUED, 2)]
)
def test_what_was_done_counts_from_the_day_after_completion(day: date, counts: int) -> None:
    found = on(UNTIL, *two(day))
    assert found.standing is not None
    assert found.standing.proof.members[0].have == f"{counts} of 2"
    assert found.ready is (counts == 2)


@pytest.mark.parametrize(
    ("done", "stage", "ready"), [(GRACE, Stage.GRACE, True), (GRACE + DAY, Stage.LAPSED, False)]
)
def test_who_did_everything_in_time_loses_nothing_by_a_queue(done: date, stage: Stage, ready: bool) -> None:
    """Signed, and asked about, long after the grace."""
    signed = LAPSED - DAY
    found = on(LAPSED, *two(done, since=signed))
    assert (found.stage, found.ready) == (stage, ready)
    assert not on(signed - DAY, *two(done, since=signed)).ready  # until it is signed it counts for nobody


@pytest.mark.parametrize(("seen", "ready"), [(UNTIL, False), (UNTIL + DAY, True), (GRACE + DAY, True)])
def test_what_is_asked_on_top_counts_from_the_day_after_the_end(seen: date, ready: bool) -> None:
    found = on(LAPSED, *two(GRACE + DAY), observed(seen))
    assert (found.stage, found.ready) == (Stage.LAPSED, ready)


def test_after_a_year_another_tree_takes_the_place_of_the_one_for_the_late() -> None:
    some = [session(n, LAPSED + n * DAY) for n in (1, 2)]
    assert not on(REPEAT, *some, observed(LAPSED + DAY)).ready
    found = on(REPEAT, *some, session(3, REPEAT))
    assert (found.stage, found.ready) == (Stage.REASSESS, True)
    assert on(REPEAT + 40 * DAY, *some, session(3, REPEAT)).ready  # in time, and approved late
    assert on(REPEAT + 40 * DAY, *some, session(3, REPEAT + DAY)).standing is None


def test_without_a_tree_for_the_late_nothing_is_renewed_then() -> None:
    plain = terms_of(renewal={"requirements": CONTENT["renewal"]["requirements"]})
    assert on(GRACE, terms=plain).standing is not None
    assert on(GRACE + DAY, terms=plain) == Judged(Stage.LAPSED, None)
    assert on(GRACE + DAY, *two(GRACE), terms=plain).ready
    later = terms_of(renewal={key: CONTENT["renewal"][key] for key in ("requirements", "reassess")})
    assert on(LAPSED, terms=later) == Judged(Stage.LAPSED, None)
    assert on(LAPSED + DAY, terms=later).standing is not None


@pytest.mark.parametrize(
    ("sent", "until", "held"),
    [
        (COMPLETED - 300 * DAY, UNTIL + 300 * DAY, True),
        (COMPLETED - 300 * DAY, UNTIL - DAY, False),
        (COMPLETED - 300 * DAY, None, False),
        (COMPLETED, None, False),
        (COMPLETED + DAY, None, False),
        (ISSUED, None, False),
        (ISSUED + DAY, None, True),
    ],
)
def test_a_document_without_an_end_counts_for_one_certificate(
    sent: date, until: date | None, held: bool
) -> None:
    found = judge(TERMS, before_of(), KINDS, [OLD, document(since=sent, until=until)], UNTIL)
    assert found.standing is not None
    assert found.standing.proof.members[1].met is held


def task(day: date) -> Fact:
    return Fact("mark:1", "task_mark", day, {"task": "essay", "number": 1, "passed": True, "by": 9})


MARKED = terms_of(renewal={"requirements": leaf("essay", "task_marked", task="essay", words="Write.")})


@pytest.mark.parametrize(("marked", "met"), [(COMPLETED + DAY, False), (ISSUED, False), (ISSUED + DAY, True)])
def test_a_mark_of_before_the_issue_was_of_the_certificate_before(marked: date, met: bool) -> None:
    found = on(UNTIL, task(marked), terms=MARKED)
    assert found.standing is not None
    assert found.standing.met is met


def test_what_was_completed_after_its_issue_starts_no_sooner_than_completion() -> None:
    """A clock that was set back: the later of both days holds."""
    late = replace(before_of(), completed=ISSUED + 3 * DAY)
    found = judge(MARKED, late, KINDS, [OLD, task(ISSUED + 3 * DAY)], UNTIL)
    assert found.standing is not None
    assert not found.standing.met


@pytest.mark.parametrize(
    ("sent", "until", "ready"),
    [
        (GRACE, None, True),
        (GRACE + DAY, None, False),
        (GRACE + DAY, REPEAT, True),  # it holds on the day, whenever it was sent
    ],
)
def test_a_document_without_an_end_is_in_time_by_the_day_on_which_it_was_sent(
    sent: date, until: date | None, ready: bool
) -> None:
    facts = [OLD, *two(GRACE), document(since=sent, until=until)]
    found = judge(TERMS, before_of(), KINDS, facts, LAPSED)
    assert (found.stage, found.ready) == (Stage.GRACE if ready else Stage.LAPSED, ready)


@pytest.mark.parametrize(
    ("given", "ended", "met"), [(ISSUED, None, False), (ISSUED + DAY, None, True), (ISSUED, UNTIL, False)]
)
def test_an_approval_is_of_one_certificate(given: date, ended: date | None, met: bool) -> None:
    found = on(UNTIL, *two(UNTIL), approval(given, ended))
    assert found.standing is not None
    assert (found.standing.met, found.ready) == (met, True)


def test_an_open_incident_of_before_stands_in_the_way_until_it_is_closed() -> None:
    was = COMPLETED - 100 * DAY
    still = incident(3, on=was)
    closed = incident(3, on=was, turned=[(was.isoformat(), True), (UNTIL.isoformat(), False)])
    assert [on(UNTIL, *two(UNTIL), one).ready for one in (still, closed)] == [False, True]


def test_a_waiver_of_the_first_certificate_waives_nothing_here() -> None:
    values = {
        "program": "level-1", "requirement": "practised", "sort": "waiver", "reason": "Elsewhere.", "by": 9,
        "until": date(2032, 1, 1).isoformat(), "ended": None,
    }  # fmt: skip
    assert not on(UNTIL, Fact("waiver:1", "waiver", UNTIL, values)).ready


def test_the_same_evidence_gives_the_same_bytes_in_any_order() -> None:
    facts = [*two(GRACE + DAY), observed(GRACE + DAY)]
    found = [on(LAPSED, *order).standing for order in (facts, facts[::-1])]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].canonical() == found[1].canonical()


@pytest.mark.parametrize(
    "fact",
    [certificate(number=2), certificate(until=None), Fact("certificate:BBM-2", "certificate", ISSUED, {})],
)
def test_what_is_not_there_or_does_not_end_is_not_followed(fact: Fact) -> None:
    assert read_before([fact], "BBM-1") is None


def test_its_status_is_told_by_the_day() -> None:
    turned = [(ISSUED.isoformat(), "valid"), (UNTIL.isoformat(), "suspended")]
    before = before_of(certificate(issued=ISSUED, until=UNTIL, completed=COMPLETED, changes=turned))
    days = (ISSUED - DAY, ISSUED, UNTIL - DAY, UNTIL)
    assert [before.status_on(day) for day in days] == ["", "valid", "valid", "suspended"]
    assert may_renew_from(TERMS, before) == UNTIL - 90 * DAY


@pytest.mark.parametrize("content", [{"validity_months": None}, {"renewal": {}}])
def test_what_does_not_end_or_renews_nothing_has_no_terms(content: dict[str, Any]) -> None:
    assert read_terms("level-1", 7, CONTENT | content) is None
