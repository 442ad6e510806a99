"""What follows from decisions, in the rooms that they concern: done with the decision, or nothing is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from ashilms.accounts import services as people
from ashilms.courses import services as courses
from ashilms.errors import Clash
from ashilms.observations import services as observations
from ashilms.observations.models import Observation, Remediation
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.review_board import services
from ashilms.review_board.rules.kinds import Sort
from tests.conftest import NOW
from tests.observations.conftest import FAIL
from tests.practicum.conftest import make_sheet
from tests.review_board.conftest import DISMISSED, LATER, PAUSE, REASON, SET_ASIDE, UPHELD, VOID, Board


def test_what_can_t_be_done_undoes_the_vote_that_would_have_done_it(board: Board) -> None:
    """An open amendment keeps its session from being declared void."""
    row = board.vote(board.cast.dee, board.accused(), VOID)
    entry_id = row.ids(Sort.ENTRY)[0]
    practicum.amend_entry(board.db, board.cast.ana, entry_id, now=LATER)
    board.db.commit()
    with pytest.raises(Clash, match="amendment of this entry is open"):
        board.vote(board.cast.reg, row, VOID)
    board.db.rollback()
    assert (row.is_open, len(row.votes)) == (True, 1)
    assert board.db.get_one(Entry, entry_id).state == State.COUNTERSIGNED


def test_the_pause_after_two_fails_ends_where_the_remediation_is_enough(board: Board) -> None:
    row = board.failed_twice()
    before = {hold.id for hold in courses.open_holds_of(board.db, board.cast.ana.id)}
    board.decide(row, DISMISSED)
    after = {hold.id for hold in courses.open_holds_of(board.db, board.cast.ana.id)}
    assert before - after == {row.hold_id}
    assert len(after) == 2  # of the two remediations, which go on


def test_the_pause_after_two_fails_stays_where_more_is_needed(board: Board) -> None:
    row = board.failed_twice()
    before = courses.open_holds_of(board.db, board.cast.ana.id)
    board.decide(row, PAUSE)
    assert courses.open_holds_of(board.db, board.cast.ana.id) == before
    assert row.is_paused


def test_a_rejected_session_waits_again_and_may_be_signed(board: Board) -> None:
    entry = board.rejected()
    board.decide(board.dispute(Sort.ENTRY, entry.id), SET_ASIDE)
    board.db.refresh(entry)
    assert (entry.state, entry.round, entry.lapses_at) == (State.SUBMITTED, 2, LATER + timedelta(days=30))
    assert [review.verdict for review in entry.reviews] == ["reject"]
    board.desk.sign(entry, now=LATER)
    assert entry.state == State.COUNTERSIGNED


def test_a_rejection_that_was_given_again_is_another_decision(board: Board) -> None:
    entry = board.rejected()
    board.decide(board.dispute(Sort.ENTRY, entry.id), SET_ASIDE)
    board.db.refresh(entry)
    why = "I was still not in the building then."
    practicum.reject_entry(board.db, board.cast.bea, entry.id, version=entry.version, reason=why, now=LATER)
    assert board.dispute(Sort.ENTRY, entry.id).is_open


def test_a_rejected_session_whose_time_is_taken_by_now_does_not_come_back(board: Board) -> None:
    entry = board.rejected()
    row = board.vote(board.cast.dee, board.dispute(Sort.ENTRY, entry.id), SET_ASIDE)
    board.desk.send(make_sheet(board.watch.stage, board.cast.bea.id), client="C-15")
    with pytest.raises(Clash, match="another session at that time"):
        board.vote(board.cast.reg, row, SET_ASIDE)
    board.db.rollback()
    assert row.is_open


def amended(board: Board) -> tuple[Entry, Entry]:
    """Return a session that Bea countersigned, and Ana's amendment of it, which she rejected."""
    entry = board.session()
    amendment = practicum.amend_entry(board.db, board.cast.ana, entry.id, now=LATER)
    sheet = replace(amendment.as_sheet(), reflection="An hour, and I noted the longer strokes now.")
    practicum.change_entry(
        board.db, board.cast.ana, amendment.id, sheet, version=amendment.version, send=True, now=LATER
    )
    why = "That is not what I saw."
    practicum.reject_entry(
        board.db, board.cast.bea, amendment.id, version=amendment.version, reason=why, now=LATER
    )
    board.db.commit()
    return entry, amendment


def test_a_rejected_amendment_waits_again_and_takes_the_place_of_what_it_amends(board: Board) -> None:
    """What it amends stands at the same time, and is not in its way."""
    entry, amendment = amended(board)
    board.decide(board.dispute(Sort.ENTRY, amendment.id), SET_ASIDE)
    board.db.refresh(amendment)
    assert amendment.state == State.SUBMITTED
    board.desk.sign(amendment, now=LATER)
    assert (amendment.state, board.db.get_one(Entry, entry.id).state) == (State.COUNTERSIGNED, State.AMENDED)


def test_a_rejected_amendment_of_what_counts_no_more_or_is_amended_anew_does_not_come_back(
    board: Board,
) -> None:
    entry, amendment = amended(board)
    row = board.vote(board.cast.dee, board.dispute(Sort.ENTRY, amendment.id), SET_ASIDE)
    other = practicum.amend_entry(board.db, board.cast.ana, entry.id, now=LATER)
    board.db.commit()
    with pytest.raises(Clash, match="amends the same session anew"):
        board.vote(board.cast.reg, row, SET_ASIDE)
    board.db.rollback()
    for id in (other.id, entry.id):
        practicum.void_entry(board.db, board.cast.ana, id, reason=REASON, now=LATER)
    board.db.commit()
    with pytest.raises(Clash, match="countersigned no more"):
        board.vote(board.cast.reg, row, SET_ASIDE)
    board.db.rollback()
    assert (row.is_open, board.db.get_one(Entry, amendment.id).state) == (True, State.REJECTED)


def test_all_whom_a_decision_locks_are_locked_at_once(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """In turn, the trainee here and the supervisor later, it could wait in a ring with who signs a session."""
    row = board.vote(board.cast.dee, board.dispute(Sort.ENTRY, board.rejected().id), SET_ASIDE)
    locked: list[set[int]] = []
    monkeypatch.setattr(people, "lock_people", lambda _db, ids: locked.append(set(ids)))
    board.vote(board.cast.reg, row, SET_ASIDE)
    assert {board.cast.ana.id, board.cast.bea.id} <= locked[0]
    assert set().union(*locked) == locked[0]


def test_upheld_nothing_changes(board: Board) -> None:
    entry = board.rejected()
    row = board.decide(board.dispute(Sort.ENTRY, entry.id), UPHELD)
    assert (row.decision, board.db.get_one(Entry, entry.id).state) == (UPHELD, State.REJECTED)


def test_an_automatic_fail_that_is_set_aside_counts_nowhere(board: Board) -> None:
    seen = board.watch.watch(board.cast.bea, FAIL, hour=13)
    assert (
        next(fact.id for fact in observations.facts_of(board.db, board.cast.ana.id))
        == f"observation:{seen.id}"
    )
    board.decide(board.dispute(Sort.OBSERVATION, seen.id), SET_ASIDE)
    remediation = board.db.scalars(select(Remediation)).one()
    assert (remediation.aside, remediation.passed_id, remediation.closed_at) == (True, None, LATER)
    assert courses.open_holds_of(board.db, board.cast.ana.id) == []
    facts = observations.facts_of(board.db, board.cast.ana.id)
    assert [fact.kind for fact in facts] == ["remediation"]
    assert board.db.get_one(Observation, seen.id).auto_fails == ["ignored-stop"]  # it stays as it was signed
    assert observations.find_fails(board.db, board.cast.ana.id) == []


def test_an_automatic_fail_whose_remediation_was_closed_meanwhile_is_not_set_aside(board: Board) -> None:
    seen = board.watch.watch(board.cast.bea, FAIL, hour=13)
    row = board.vote(board.cast.dee, board.dispute(Sort.OBSERVATION, seen.id), SET_ASIDE)
    observations.set_aside_fail(board.db, board.cast.reg, seen.id, reason=REASON, now=LATER)
    board.db.commit()
    with pytest.raises(Clash, match="closed"):
        board.vote(board.cast.reg, row, SET_ASIDE)


def test_a_session_that_is_void_already_can_t_be_voted_void(board: Board) -> None:
    row = board.accused()
    practicum.void_entry(board.db, board.cast.ana, row.ids(Sort.ENTRY)[0], reason=REASON, now=NOW)
    assert "void" not in services.find_possible(board.db, row)
