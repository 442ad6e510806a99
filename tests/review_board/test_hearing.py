"""Evidence and answers: added to, never changed; in time, and before anybody has voted."""

from datetime import timedelta

import pytest

from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import ANSWER_DAYS, MOST_PIECES
from ashilms.review_board.rules.kinds import Sort
from ashilms.review_board.services import opening
from ashilms.review_board.services.opening import Evidence
from tests.conftest import NOW
from tests.review_board.conftest import DISMISSED, LATER, SAID, Board

NOTED = "The door's record of that day names nobody."


def add(board: Board, row: BoardCase, key: str = "note", *, days: int = 1) -> None:
    services.add_evidence(board.db, board.cast.reg, row.id, key, NOTED, now=NOW + timedelta(days=days))
    board.db.commit()


def test_whom_it_is_about_answers_until_the_last_day_and_no_longer(board: Board) -> None:
    row, last = board.accused(heard=False), NOW + timedelta(days=ANSWER_DAYS)
    board.answer(row, now=last)
    board.answer(row, now=last)
    assert [piece.sort for piece in row.pieces].count(Sort.ANSWER) == 2
    with pytest.raises(Clash, match="time for an answer is over"):
        services.answer(board.db, board.cast.ana, row.id, SAID, now=last + timedelta(days=1))


def test_nobody_else_answers(board: Board) -> None:
    """T11: somebody who may not see the case does not learn of it."""
    row = board.accused(heard=False)
    for who, refused in (("caz", Missing), ("bea", NotAllowed), ("reg", NotAllowed), ("dee", NotAllowed)):
        with pytest.raises(refused):
            services.answer(board.db, getattr(board.cast, who), row.id, SAID, now=LATER)


def test_what_is_added_is_to_be_answered_again_and_leaves_days_for_it(board: Board) -> None:
    row = board.accused()
    assert row.heard(LATER)
    add(board, row, days=9)
    assert not row.heard(NOW + timedelta(days=10))
    assert (row.answer_by - NOW.date()).days == 14
    assert row.pieces[-1].by_id == board.cast.reg.id


def test_only_what_is_of_the_person_is_offered_and_each_piece_once(board: Board) -> None:
    row, other = board.accused(), board.session_of_another()
    offered = services.offer_evidence(board.db, row)
    assert next(iter(offered)) == "note"
    assert f"entry:{row.ids(Sort.ENTRY)[0]}" not in offered
    assert f"entry:{other.id}" not in offered
    for key in (f"entry:{other.id}", f"entry:{row.ids(Sort.ENTRY)[0]}", "entry:0", "nothing", "answer"):
        with pytest.raises(Unacceptable) as refused:
            services.add_evidence(board.db, board.cast.reg, row.id, key, NOTED, now=LATER)
        assert refused.value.field == "piece"


def test_nothing_is_added_or_answered_once_somebody_has_voted(board: Board) -> None:
    row = board.accused()
    board.vote(board.cast.dee, row, DISMISSED)
    with pytest.raises(Clash, match="votes on the same"):
        add(board, row)
    with pytest.raises(Clash):
        board.answer(row)


def test_whom_it_is_about_adds_no_evidence_of_their_own(board: Board) -> None:
    row = board.accused()
    with pytest.raises(Missing):
        services.add_evidence(board.db, board.cast.ana, row.id, "note", NOTED, now=LATER)


def test_a_case_has_an_end(board: Board) -> None:
    row = board.accused()
    notes = [Evidence(Sort.NOTE, NOTED)] * (MOST_PIECES - len(row.pieces))
    opening.keep_pieces(board.db, board.cast.reg, row, notes, now=LATER)
    with pytest.raises(Clash, match="no more are kept"):
        add(board, row)
