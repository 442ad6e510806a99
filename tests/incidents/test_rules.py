"""What follows from a severity, what keeps a report from being sent, which steps may be taken: tables of cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import product

import pytest

from ashilms.incidents.rules.facts import FACTS, changes_between, fact_in_words, find_fact_problems
from ashilms.incidents.rules.report import (
    Report,
    find_report_problems,
    find_text_problems,
    report_as_json,
    report_from_json,
)
from ashilms.incidents.rules.severity import SEVERITIES, Consequences, consequences_of
from ashilms.incidents.rules.states import SENTENCES, STEPS, State, Step, is_involved, take_step

pytestmark = pytest.mark.any_database

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOW.date()
WHOLE = Report(
    "The strap slipped and nobody was on it.",
    TODAY,
    time(9, 40),
    room_id=1,
    severity=0,
    equipment_failed=True,
)


@pytest.mark.parametrize("failed", [False, True])
@pytest.mark.parametrize(
    ("severity", "pauses", "locks"),
    [(None, False, False), (0, False, False), (1, False, False), (2, False, False), (3, True, False), (4, True, True),
     (5, True, True)],
)  # fmt: skip
def test_a_pause_follows_from_three_and_a_locked_room_from_four_or_from_equipment(
    severity: int | None, pauses: bool, locks: bool, failed: bool
) -> None:
    found = consequences_of(severity, equipment_failed=failed)
    assert found == Consequences(pauses=pauses, locks=locks or failed)
    assert found.urgent == (pauses or locks or failed)


def test_every_severity_is_said_in_words_that_frighten_nobody() -> None:
    said = " ".join(title + about for title, about in SEVERITIES.values()).casefold()
    assert list(SEVERITIES) == [0, 1, 2, 3, 4, 5]
    assert not any(word in said for word in ("catastroph", "negligen", "fault", "fatal", "liab", "blame"))


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"happened": "Fell."}, "happened", "in a sentence or two"),
        ({"happened": "She wrote to ana@example.org about it."}, "happened", "e-mail address"),
        ({"happened": "Her number is 0151 2345 6789, call it."}, "happened", "telephone number"),
        ({"happened": "She was born on 3 May 1961 and fell."}, "happened", "date of birth"),
        ({"place": "Ask ana@example.org", "room_id": None}, "place", "e-mail address"),
        ({"day": None}, "day", "Put in the day"),
        ({"day": date(2026, 11, 25)}, "day", "within the last year"),
        ({"day": date(1, 1, 1)}, "day", "within the last year"),
        ({"day": date(9999, 12, 31)}, "day", "within the last year"),
        ({"at": None}, "at", "Put in the time"),
        ({"at": time(12, 1)}, "at", "still to come"),
        ({"room_id": None}, "room_id", "say below where"),
        ({"severity": None}, "severity", "comes nearest"),
    ],
)
def test_a_report_that_can_t_be_sent_is_told_why_at_its_field(
    changes: dict[str, object], field: str, says: str
) -> None:
    """T11: what tells who a client is never gets into the record."""
    problems = dict(find_report_problems(replace(WHOLE, **changes), "UTC", NOW))
    assert set(problems) == {field}
    assert says in problems[field]


def test_a_whole_report_may_be_sent_and_one_from_elsewhere_says_where() -> None:
    assert find_report_problems(WHOLE, "UTC", NOW) == []
    assert find_report_problems(replace(WHOLE, room_id=None, place="The stairs"), "UTC", NOW) == []


def test_a_draft_may_be_empty_but_tells_nobody_s_identity() -> None:
    assert list(find_text_problems(Report(), TODAY)) == []
    assert [field for field, _ in find_text_problems(Report(happened="ana@example.org"), TODAY)] == [
        "happened"
    ]


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 3, 29), time(1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 30), None),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 11, 24), time(0, 15), datetime(2026, 11, 23, 23, 15, tzinfo=UTC)),
    ],
)
def test_times_are_read_by_the_reporter_s_clock_across_its_changes(
    day: date, at: time, moment: datetime | None
) -> None:
    report = replace(WHOLE, day=day, at=at)
    assert report.occurred("Europe/Berlin") == moment
    problems = dict(find_report_problems(report, "Europe/Berlin", NOW))
    assert ("at" in problems) == (moment is None)


@pytest.mark.parametrize("report", [Report(), WHOLE, replace(WHOLE, entry_id=3, place="x")])
def test_a_draft_comes_back_as_it_was_left(report: Report) -> None:
    assert report_from_json(report_as_json(report)) == report


def test_the_whole_state_machine() -> None:
    ways = {(state, step): take_step(state, step) for state, step in product(State, Step)}
    assert {key for key, after in ways.items() if after} == set(STEPS)
    assert {step for state, step in STEPS if state is State.CLOSED} == {Step.REOPEN, Step.NOTE}
    assert {step for state, step in STEPS if state is State.DRAFT} == {Step.SAVE, Step.REPORT}
    assert set(SENTENCES) == set(State)


@pytest.mark.parametrize(("person", "involved"), [(1, True), (2, True), (3, True), (4, False), (None, True)])
def test_whoever_was_there_is_too_near_and_so_is_the_machine(person: int | None, involved: bool) -> None:
    assert is_involved(person, {1, 2, 3}) is involved


@pytest.mark.parametrize(
    ("id", "value", "says"),
    [
        ("position", "upside down", "from the list"),
        ("region", "wing", "no such region"),
        ("client", "Maria", "such as C-14"),
        ("insurer_on", "2026-11-25", "still to come"),
        ("emergency_reference", "call +49 (0)30 12345678901234", "at most 30"),
        ("symptoms", "She mailed from ana@example.org.", "e-mail address"),
        ("witnesses", "0151 2345 6789", "telephone number"),
        ("root_cause", "DOB 3/5/1961", "date of birth"),
    ],
)
def test_a_fact_that_can_t_be_is_told_why(id: str, value: str, says: str) -> None:
    problems = dict(find_fact_problems({id: value}, TODAY))
    assert says in problems[id]


def test_facts_that_can_be_are_taken_and_read_in_words() -> None:
    facts = {
        "position": "prone", "region": "calf-left", "client": "C-14", "insurer_on": "2026-11-24",
        "emergency_reference": "2026-1128-0044", "feet": "2", "symptoms": "Sore on the left until noon.", "stroke": "",
    }  # fmt: skip
    assert list(find_fact_problems(facts, TODAY)) == []
    words = {id: fact_in_words(id, value) for id, value in facts.items()}
    assert (words["position"], words["region"], words["feet"]) == ("Face down", "Left calf", "Two feet")
    assert words["insurer_on"] == "24 November 2026"


def test_what_changes_is_told_with_what_stood_there_before() -> None:
    before, after = {"feet": "1", "stroke": "glide"}, {"feet": "2", "stroke": "glide", "due_on": "2026-12-01"}
    assert changes_between(before, after) == [
        ["Feet on the client", "One foot", "Two feet"],
        ["By when", "", "2026-12-01"],
    ]
    assert changes_between(after, after) == []


def test_facts_are_told_apart() -> None:
    assert len({fact.id for fact in FACTS}) == len(FACTS) == len({fact.label for fact in FACTS})
