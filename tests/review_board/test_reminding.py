"""Whoever still has to do something about a case is reminded before its deadlines, each once."""

from datetime import date, datetime, time, timedelta

import pytest

from ashilms.review_board import services
from ashilms.review_board.models import BoardCase
from ashilms.review_board.services.reminding import AHEAD
from tests.conftest import NOW
from tests.review_board.conftest import VOID, Board
from tests.told import is_over

pytestmark = pytest.mark.any_database


def at(on: date) -> datetime:
    """Return noon of a day."""
    return datetime.combine(on, time(12), NOW.tzinfo)


def told(board: Board, on: date) -> list[tuple[int, date]]:
    """Return who is reminded on a day, and of which deadline."""
    return [(one.reader_id, one.deadline) for one in services.find_reminders(board.db, now=at(on))]


def test_whom_it_is_about_is_reminded_while_they_may_answer_and_have_not(board: Board) -> None:
    row, ana = board.accused(heard=False), board.cast.ana.id
    assert told(board, row.answer_by - AHEAD - timedelta(days=1)) == []
    assert told(board, row.answer_by - AHEAD) == [(ana, row.answer_by)]
    assert told(board, row.answer_by) == [(ana, row.answer_by)]
    assert (ana, row.answer_by) not in told(board, row.answer_by + timedelta(days=1))
    board.answer(row)
    assert told(board, row.answer_by - AHEAD) == []


def test_whoever_may_vote_is_reminded_once_it_is_heard_and_again_when_it_is_overdue(board: Board) -> None:
    """Bea opened it; Dee, Reg and Eve have no part in it."""
    row, cast = board.accused(), board.cast
    members = sorted((cast.dee.id, cast.reg.id, board.eve.id))
    assert told(board, row.decide_by - AHEAD - timedelta(days=1)) == []
    assert told(board, row.decide_by - AHEAD) == [(id, row.decide_by) for id in members]
    late = row.decide_by + timedelta(days=1)
    assert told(board, late + timedelta(days=5)) == [(id, late) for id in members]
    board.vote(cast.dee, row, VOID)
    assert cast.dee.id not in [reader for reader, _ in told(board, late)]
    board.vote(cast.reg, row, VOID)
    assert told(board, late) == []


def test_a_missed_day_loses_nothing_and_the_same_reminder_has_the_same_key(board: Board) -> None:
    row = board.accused(heard=False)

    def keys(on: date) -> set[str]:
        return {one.key for one in services.find_reminders(board.db, now=at(on))}

    assert keys(row.answer_by - AHEAD) == keys(row.answer_by - timedelta(days=1)) != set()
    assert keys(row.decide_by) & keys(row.decide_by + timedelta(days=1)) == set()


def test_what_waits_for_a_daily_mail_is_over_when_it_is_done_or_has_until_another_day(board: Board) -> None:
    row, ana = board.accused(heard=False), board.cast.ana.id
    when = at(row.answer_by - AHEAD)
    over = lambda who, deadline: is_over(  # noqa: E731
        board.db, "case-waits", f"{row.id}:{deadline}", now=when, person_id=who
    )
    assert not over(ana, row.answer_by)
    assert over(ana, row.answer_by + timedelta(days=1))
    assert over(board.cast.dee.id, row.answer_by)
    board.answer(row)
    assert over(ana, row.answer_by)


def test_its_day_is_that_of_whom_it_is_about(board: Board) -> None:
    row = board.accused(heard=False)
    board.db.get_one(BoardCase, row.id).zone = "Pacific/Auckland"
    board.db.commit()
    evening = datetime.combine(row.answer_by - AHEAD - timedelta(days=1), time(20), NOW.tzinfo)
    assert [one.reader_id for one in services.find_reminders(board.db, now=evening)] == [board.cast.ana.id]
