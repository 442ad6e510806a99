"""What a contract has to say, and how a remediation stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ashilms.observations.rules.remediation import State, Terms, find_problems, is_overdue, state_of

pytestmark = pytest.mark.any_database

TODAY = date(2026, 11, 24)
TERMS = Terms(
    "One hand off the bar while loaded.", "Mount ten times\n\nDismount ten times", "Five clean mounts in a row.",
    TODAY + timedelta(days=7),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"issue": "Hands."}, "issue"),
        ({"steps": " "}, "steps"),
        ({"success": "x" * 2001}, "success"),
        ({"issue": "Ask maria@example.org about it."}, "issue"),
        ({"due_on": None}, "due_on"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": TODAY + timedelta(days=91)}, "due_on"),
        ({"due_on": TODAY}, None),
    ],
)
def test_a_contract_says_what_how_and_by_when(changes: dict[str, object], field: str | None) -> None:
    found = [name for name, _ in find_problems(replace(TERMS, **changes), TODAY)]  # type: ignore[arg-type]
    assert found == ([field] if field else [])


def test_steps_are_told_one_by_one() -> None:
    assert TERMS.lines == ["Mount ten times", "Dismount ten times"]


@pytest.mark.parametrize(
    ("written", "agreed", "closed", "state"),
    [
        (False, False, False, State.OPENED),
        (True, False, False, State.WRITTEN),
        (True, True, False, State.AGREED),
        (True, True, True, State.CLOSED),
    ],
)
def test_how_it_stands(written: bool, agreed: bool, closed: bool, state: State) -> None:
    assert state_of(written=written, agreed=agreed, closed=closed) is state
    past = TODAY - timedelta(days=1)
    assert is_overdue(state, past, TODAY) is not closed
    assert not is_overdue(state, TODAY, TODAY)
    assert not is_overdue(state, None, TODAY)
