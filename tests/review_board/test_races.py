"""Two members at once: real threads on a real database file or server."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry, EntryEvent
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase, BoardVote
from tests.conftest import NOW
from tests.practicum.test_races import School, at_once, school
from tests.review_board.conftest import LATER, REASON, SAID, VOID, WHY, welcome

__all__ = ["school"]


def accused(school: School) -> tuple[int, int, int]:
    """Return a case on which nobody has voted, its version, and the session that it is about."""
    entry = school.sent()
    with Session(school.engine, expire_on_commit=False) as db:
        practicum.countersign_entry(
            db, school.cast.bea, entry.id, version=entry.version, ratings={}, outcome=None, now=NOW
        )
        row = services.open_falsified(db, school.cast.bea, entry.id, WHY, now=NOW)
        services.answer(db, school.cast.ana, row.id, SAID, now=LATER)
        db.commit()
        return row.id, row.version, entry.id


def voting(who: Any, id: int, seen: int) -> Callable[[Session], object]:
    return lambda db: services.vote(db, who, id, VOID, REASON, seen=seen, now=LATER)


def test_of_two_who_vote_at_once_on_the_same_one_has_to_look_again(school: School) -> None:
    """V2.3.4: neither votes on what they have not seen."""
    id, seen, _ = accused(school)
    through, refused = at_once(school, [voting(school.cast.dee, id, seen), voting(school.cast.reg, id, seen)])
    assert (through, len(refused)) == (1, 1)
    assert "Look at the case again" in refused[0]
    with Session(school.engine) as db:
        assert db.get_one(BoardCase, id).is_open


def test_of_several_deciding_votes_one_decides_and_what_follows_is_done_once(school: School) -> None:
    id, seen, entry_id = accused(school)
    with Session(school.engine, expire_on_commit=False) as db:
        services.vote(db, school.cast.dee, id, VOID, REASON, seen=seen, now=LATER)
        more = [school.cast.reg, *(welcome(db, key) for key in ("eve", "fay", "gus"))]
        db.commit()
    through, refused = at_once(school, [voting(who, id, seen + 1) for who in more])
    assert (through, len(refused)) == (1, 3)
    with Session(school.engine) as db:
        assert db.scalar(select(func.count()).select_from(BoardVote)) == 2
        assert db.get_one(Entry, entry_id).state == "void"
        voided = select(func.count()).where(EntryEvent.entry_id == entry_id, EntryEvent.step == "void")
        assert db.scalar(voided) == 1
        assert audit.verify_chain(db) is None
