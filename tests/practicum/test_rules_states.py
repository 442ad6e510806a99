"""The state machine of an entry: every pair of state and step, and nothing that signed work can turn into."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from ashilms.practicum.rules.states import (
    EDITABLE,
    SENTENCES,
    SIGNED,
    STEPS,
    State,
    Step,
    state_at,
    take_step,
)

ALLOWED = {
    State.DRAFT: "save submit void",
    State.SUBMITTED: "return reject countersign void",
    State.RETURNED: "save submit void take-back",
    State.COUNTERSIGNED: "amend supersede void",
    State.LAPSED: "void",
    State.REJECTED: "reconsider",
    State.VOID: "",
    State.AMENDED: "",
}


@pytest.mark.parametrize(("state", "step"), list(product(State, Step)))
def test_a_step_may_be_taken_only_from_its_states(state: State, step: Step) -> None:
    """V2.3.1: countersigning before submitting, submitting twice, editing what was signed: all impossible."""
    assert (take_step(state, step) is not None) == (step.value in ALLOWED[state].split())


def test_signed_work_is_never_editable_again() -> None:
    reachable, fresh = set(SIGNED), set(SIGNED)
    while fresh:
        fresh = {after for (before, _), after in STEPS.items() if before in fresh} - reachable
        reachable |= fresh
    assert reachable == {State.COUNTERSIGNED, State.AMENDED, State.VOID}
    assert not reachable & EDITABLE


LAPSES = datetime(2026, 12, 24, tzinfo=UTC)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize(
    ("lapses_at", "now", "late"),
    [
        (LAPSES, LAPSES, True),
        (LAPSES, LAPSES - timedelta(seconds=1), False),
        (LAPSES, None, False),
        (None, LAPSES, False),
    ],
)
def test_only_what_waits_for_a_signature_lapses(
    state: State, lapses_at: datetime | None, now: datetime | None, late: bool
) -> None:
    lapsed = late and state is State.SUBMITTED
    assert state_at(state, lapses_at, now) is (State.LAPSED if lapsed else state)


def test_every_state_has_a_sentence_for_whoever_comes_too_late() -> None:
    assert set(SENTENCES) == set(State)
