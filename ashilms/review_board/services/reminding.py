"""Whom to remind of a case's deadlines, on a day: found anew each time, so that a missed day loses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ashilms.formats import day
from ashilms.review_board.models import BoardCase
from ashilms.review_board.services.involving import find_deciders

AHEAD = timedelta(days=3)
"""How long before a deadline whoever still has to do something is reminded, once."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """That a case waits for somebody, to be said once for each deadline."""

    case: BoardCase
    reader_id: int
    said: str
    deadline: date
    answer_by: date | None = None
    """Until when whom it is about may answer; of whoever decides there is none."""

    @property
    def key(self) -> str:
        """What stands for it: the same however often it is found, and another one when the deadline moves."""
        return f"review_board.remind:{self.case.id}:{self.reader_id}:{self.deadline.isoformat()}"


def find_reminders(db: Session, *, now: datetime) -> Iterator[Reminder]:
    """Yield what is due: to whom a case is about while they may answer, and have not; to whoever may vote, once heard.

    Days are those of the person concerned, as on the case. What nobody decided in time is reminded of again, the day
    after its deadline.
    """
    soon = now.date() + AHEAD + timedelta(days=1)  # whatever the zone
    waiting = or_(BoardCase.answer_by <= soon, BoardCase.decide_by <= soon)
    query = select(BoardCase).where(BoardCase.decided_at.is_(None), waiting).order_by(BoardCase.id)
    for row in db.scalars(query):
        yield from _of_case(db, row, now)


def still_waits(db: Session, case: BoardCase, reader_id: int, deadline: date, *, now: datetime) -> bool:
    """Return whether a case waits for somebody still, and until the same day."""
    due = _of_case(db, case, now) if case.is_open else ()
    return any((one.reader_id, one.deadline) == (reader_id, deadline) for one in due)


def _of_case(db: Session, row: BoardCase, now: datetime) -> Iterator[Reminder]:
    today = row.day(now)
    if row.takes_answer(now) and not row.heard(now) and row.answer_by - today <= AHEAD:
        said = "Your time to answer before the review board ends soon."
        yield Reminder(row, row.person_id, said, row.answer_by, row.answer_by)
    if row.heard(now) and row.decide_by - today <= AHEAD:
        yield from _for_deciders(db, row, overdue=row.overdue(now))


def _for_deciders(db: Session, row: BoardCase, *, overdue: bool) -> Iterator[Reminder]:
    deadline = row.decide_by + timedelta(days=1) if overdue else row.decide_by
    was = "was to be decided by" if overdue else "is to be decided by"
    said = f"A case before the review board {was} {day(row.decide_by)} and waits for your vote."
    for reader_id in sorted(find_deciders(db, row)):
        yield Reminder(row, reader_id, said, deadline)
