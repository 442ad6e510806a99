"""The shipped screening table: each row alone, the nearest answers that don't fire it, and many rows at once."""

import random
import re
from datetime import date, timedelta
from typing import Any

import pytest

from ashilms.screenings.rules.conditions import uses
from ashilms.screenings.rules.intake import Answer, add_months
from ashilms.screenings.rules.outcomes import PRECEDENCE, Outcome
from ashilms.screenings.rules.screening import Decision, screen
from tests.practicum.conftest import SHIPPED, WELL
from tests.screenings.table import EXPECTED, QUESTIONS, RULES, TODAY, complete, fire, merge

WAIT = re.compile(r"a wait(?: of (?P<many>\d+) (?P<unit>day|month)s?)?(?:, then (?P<then>[A-Z_]+))?")


def decide(answers: dict[str, Answer], on: date = TODAY) -> Decision:
    return screen(SHIPPED, answers, today=on)


def end_of(wait: re.Match[str], start: date = TODAY) -> date | None:
    if wait["many"] is None:
        return None
    many = int(wait["many"])
    return start + timedelta(days=many) if wait["unit"] == "day" else add_months(start, many)


def test_every_row_has_an_expectation_and_every_expectation_a_row() -> None:
    assert list(EXPECTED) == list(RULES)


def test_somebody_who_is_well_may_be_worked_on() -> None:
    decision = decide(dict(WELL))
    assert (decision.outcome, decision.fired, decision.missing) == (Outcome.PROCEED, (), ())


@pytest.mark.parametrize("id", EXPECTED)
def test_a_row_alone_leads_to_the_decision_that_was_written_down_for_it(id: str) -> None:
    decision, expected = decide(fire(RULES[id])), EXPECTED[id]
    assert id in [rule.rule for rule in decision.fired]
    assert decision.missing == ()
    if wait := WAIT.fullmatch(expected):
        assert decision.outcome is Outcome.DEFER_UNTIL
        assert decision.until == end_of(wait)
    else:
        assert decision.outcome == expected


@pytest.mark.parametrize("id", [id for id, expected in EXPECTED.items() if "then" in expected])
def test_a_wait_ends_on_its_day_and_not_on_the_day_before(id: str) -> None:
    wait = WAIT.fullmatch(EXPECTED[id])
    assert wait is not None
    end, answers = end_of(wait), fire(RULES[id])
    assert end is not None
    assert decide(answers, end - timedelta(days=1)).outcome is Outcome.DEFER_UNTIL
    assert decide(answers, end).outcome == wait["then"]


def others_of(id: str) -> list[dict[str, Answer]]:
    """Return forms with one other answer each to every question that the row looks at: none fires it."""
    asked = {question for question in QUESTIONS if f"'{question}'" in str(RULES[id].when)}
    forms = []
    for question in (QUESTIONS[one] for one in sorted(asked) if QUESTIONS[one].kind == "choices"):
        named = str(RULES[id].when)
        for option in question.options:
            if not option.alone and option.id != "unsure" and f"'{option.id}'" not in named:
                answers: dict[str, Answer] = {**WELL}
                merge(answers, question.id, (option.id,))
                forms.append(complete(answers))
    return forms


@pytest.mark.parametrize("id", EXPECTED)
def test_a_row_stays_silent_for_somebody_well_and_for_the_neighbouring_answers(id: str) -> None:
    for answers in (dict(WELL), *others_of(id)):
        assert id not in [rule.rule for rule in decide(answers).fired], answers


BOUNDS: list[tuple[dict[str, Any], str, bool]] = [
    ({"age": 17}, "minor", True),
    ({"age": 18}, "minor", False),
    ({"age": 75, "sex": "male"}, "frailty", False),
    ({"age": 76, "sex": "male"}, "frailty", True),
    ({"client-weight": 56, "client-height": 174}, "frailty", True),
    ({"client-weight": 57, "client-height": 174}, "frailty", False),
    ({"age": 64, "sex": "female"}, "bone-risk", False),
    ({"age": 65, "sex": "female"}, "bone-risk", True),
    ({"age": 65, "sex": "other"}, "bone-risk", True),
    ({"age": 69, "sex": "male"}, "bone-risk", False),
    ({"age": 70, "sex": "male"}, "bone-risk", True),
    ({"age": 65, "sex": "male", "medicines": ("aspirin",), "aspirin-with": ("none",)}, "aspirin-more", False),
    ({"age": 66, "sex": "male", "medicines": ("aspirin",), "aspirin-with": ("none",)}, "aspirin-more", True),
    ({"client-weight": 64}, "client-lighter", False),
    ({"client-weight": 63}, "client-lighter", True),
    ({"client-weight": 95, "therapist-weight": 60, "rating": 233}, "table-overloaded", False),
    ({"client-weight": 95, "therapist-weight": 60, "rating": 232}, "table-overloaded", True),
]


@pytest.mark.parametrize(("changes", "id", "fires"), BOUNDS)
def test_a_figure_on_the_line_is_on_the_side_that_the_table_says(
    changes: dict[str, Any], id: str, fires: bool
) -> None:
    fired = [rule.rule for rule in decide({**WELL, **changes}).fired]
    assert (id in fired) == fires


@pytest.mark.parametrize("id", [id for id, rule in RULES.items() if uses(rule.when, "is_not")])
def test_a_row_with_a_milder_sister_holds_until_the_milder_answer_is_given(id: str) -> None:
    """A condition with two classes is the stricter one while the question that tells them apart is open."""
    rule = RULES[id]
    parts = [part for part in rule.when.get("all", ()) if "is_not" in part]
    for part in parts:
        answers = {k: v for k, v in fire(rule).items() if k != part["question"]}
        decision = decide(answers)
        assert id in [fired.rule for fired in decision.fired]
        assert not decision.outcome.allows_session


def affirm(answers: dict[str, Answer], id: str) -> dict[str, Answer]:
    """Return the form with a row's answers added to what was ticked and said before, which stays."""
    added, more = dict(answers), fire(RULES[id])
    for question, answer in more.items():
        if isinstance(answer, tuple) and answer != WELL.get(question):
            merge(added, question, answer)
        elif answers.get(question) == WELL.get(question):
            added[question] = answer
    return complete(added)


FIGURES = ("bp-", "age", "client-", "rating", "weights", "minor", "frailty", "table-")
TICKED = [id for id in RULES if not id.startswith(FIGURES)]
"""Rows that fire on something ticked: a figure is changed, not added."""


def test_one_more_yes_never_makes_a_decision_milder() -> None:
    """Two hundred people with up to five conditions each, and one condition more."""
    chance = random.Random(7)  # noqa: S311 - cases, not secrets
    for _ in range(200):
        answers: dict[str, Answer] = dict(WELL)
        *before, added = chance.sample(TICKED, chance.randint(1, 6))
        for id in before:
            answers = affirm(answers, id)
        first, then = decide(answers), decide(affirm(answers, added))
        assert PRECEDENCE.index(then.outcome) <= PRECEDENCE.index(first.outcome), (before, added)
        assert then.limits.forbidden >= first.limits.forbidden, (before, added)
