"""The state machine of an entry: every pair of state and step, and nothing that signed work can turn into."""

from itertools import product

import pytest

from ashilms.practicum.rules.states import EDITABLE, SENTENCES, SIGNED, STEPS, State, Step, take_step

ALLOWED = {
    State.DRAFT: "save submit void",
    State.SUBMITTED: "return reject countersign void",
    State.RETURNED: "save submit void",
    State.COUNTERSIGNED: "amend supersede void",
    State.LAPSED: "void",
    State.REJECTED: "",
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


def test_every_state_has_a_sentence_for_whoever_comes_too_late() -> None:
    assert set(SENTENCES) == set(State)
