"""What categories come to: each count, the mix, and the shares, as the shipped pack asks for them."""

from dataclasses import replace

import pytest

from ashilms.practicum.rules.minima import Done, is_met, mix_of, needs_of
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.plan import read_plan
from tests.practicum.conftest import shipped

PLAN = read_plan({"level": 1, "practicum": shipped("practicum.yaml"), "screening": shipped("screening.yaml")})
P4 = Done("P4", 75, "C-1", 7, Outcome.PROCEED, observed=True)


def test_the_minima_of_level_1_are_the_fifty_hours_of_the_dossier() -> None:
    needs = {code: category.needs for code, category in PLAN.categories.items()}
    assert sum(need["minutes"] for need in needs.values()) == 50 * 60
    assert needs["P4"] == {"minutes": 720, "entries": 10, "clients": 8, "observed": 4}
    assert needs["P7"] == {"minutes": 240, "entries": 12, "not_treat": 4, "clearance": 2, "defer": 2}
    assert (needs["P2"]["refused"], needs["P5"]["clients"], PLAN.categories["P5"].review_days) == (1, 8, 7)
    assert {code for code, category in PLAN.categories.items() if category.open} == {
        f"P{n}" for n in range(1, 8)
    }


@pytest.mark.parametrize(
    ("done", "open"),
    [
        ([], ["Credited time", "Session", "Different client", "Session rated by the rubric"]),
        ([replace(P4, client=f"C-{n}") for n in range(10)], []),
        ([replace(P4, client=f"C-{n % 7}") for n in range(10)], ["Different client"]),
        ([replace(P4, client=f"C-{n}", observed=n < 3) for n in range(10)], ["Session rated by the rubric"]),
        ([replace(P4, client=f"C-{n}", category="P5") for n in range(10)],
         ["Credited time", "Session", "Different client", "Session rated by the rubric"]),
    ],
)  # fmt: skip
def test_a_category_is_met_when_each_of_its_counts_is(done: list[Done], open: list[str]) -> None:
    category = PLAN.categories["P4"]
    assert [need.title for need in needs_of(category, done) if not need.met] == open
    assert is_met(category, done) == (not open)


def test_cases_count_by_what_was_decided() -> None:
    stop, wait = Outcome.STOP_DECLINE, Outcome.DEFER_UNTIL
    cases = [Done("P7", 20, outcome=outcome) for outcome in [stop] * 3 + [wait] * 2 + [Outcome.PROCEED]]
    cases.append(Done("P7", 20, outcome=Outcome.MODIFY, cleared=True))
    have = {need.title: need.have for need in needs_of(PLAN.categories["P7"], cases)}
    assert have["Case that allows no session"] == 5
    assert (have["Case with a clearance"], have["Case that waits"]) == (1, 2)


def test_the_mix_counts_marks_and_outcomes_of_client_sessions_alone() -> None:
    heavy = frozenset({"over-90"})
    done = [replace(P4, client=f"C-{n}", marks=heavy, outcome=Outcome.MODIFY) for n in range(3)]
    done.append(Done("P3", 600, "C-9", 7, Outcome.MODIFY, marks=heavy))
    mix = {need.title: (need.have, need.need, need.met) for need in mix_of(PLAN, done)}
    assert mix["Clients over 90 kg, on a table that carries both"] == (3, 3, True)
    assert mix["Sessions that a decision limited"] == (3, 5, False)


def test_planned_endings_by_hands_alone_count_in_sessions_with_clients_alone() -> None:
    title = "Sessions with an ending by hands alone, planned before"
    done = [replace(P4, hands_ending=True, times=2), P4, Done("P3", 60, hands_ending=True)]
    mix = {need.title: (need.have, need.need, need.met) for need in mix_of(PLAN, done)}
    assert mix[title] == (2, 2, True)
    assert {need.title: need.have for need in mix_of(PLAN, done[1:])}[title] == 0


def test_no_client_has_more_than_a_fifth_and_a_second_supervisor_a_quarter() -> None:
    five = [replace(P4, client=f"C-{n}", supervisor=7 + (n == 0)) for n in range(5)]
    shares = {need.title: need.met for need in mix_of(PLAN, five)}
    assert shares["Time with one client"]
    assert not shares["Time with a second supervisor"]
    more = [*five, replace(P4, client="C-1", supervisor=9)]
    shares = {need.title: need.met for need in mix_of(PLAN, more)}
    assert not shares["Time with one client"], "two of six"
    assert shares["Time with a second supervisor"], "two of six"
    assert mix_of(PLAN, []) == mix_of(PLAN, [Done("P3", 60)]), "no shares of nothing"
