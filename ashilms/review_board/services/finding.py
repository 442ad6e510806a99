"""Finding cases: whose they are, who may see them, and what they say to a standing."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.errors import Missing
from ashilms.plugins import Fact
from ashilms.practicum.models import Entry
from ashilms.programs.rules import BOARD_CASE
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.kinds import HOLDS_UP, Kind, Sort
from ashilms.review_board.services.involving import find_decidable
from ashilms.supervision import services as supervision
from ashilms.waiting import Offer, Waiting, listed

NONE = "There is no such case, or none that you may see."
MOST_SHOWN = 200


def get_case(db: Session, actor: Actor, case_id: int) -> BoardCase:
    """Return a case to whom it is about, to registrars, and to instructors who opened it or may decide on it.

    Raises `Missing` for anybody else, `NotAllowed` for a registrar who is too close to whom it is about.
    """
    row = db.get(BoardCase, case_id)
    if row is None:
        raise Missing(NONE)
    if row.person_id == actor.person_id:
        return row
    if actor.has(REGISTRAR):
        supervision.refuse_close(db, actor, row.person_id, "see to this", "this person")
        return row
    if not (actor.has(INSTRUCTOR) and _concerns(db, actor, [row])):
        raise Missing(NONE)
    return row


def _concerns(db: Session, actor: Actor, rows: Sequence[BoardCase]) -> list[BoardCase]:
    """Return the cases that an instructor opened, voted on, or may decide on."""
    decidable = find_decidable(db, actor, rows)
    return [
        row
        for row in rows
        if row.id in decidable or actor.id in {row.opened_by, *(vote.by_id for vote in row.votes)}
    ]


def lock_case(db: Session, case: BoardCase) -> BoardCase:
    """Return a case as it is now, once nobody else decides about whom it is about.

    Nor about whom a disputed session names, since it may wait for them again: in turn, two could wait in a ring.
    """
    people.lock_people(db, {case.person_id, *_named_in(db, case)})
    db.refresh(case)
    db.refresh(case, ["pieces", "votes"])
    return case


def _named_in(db: Session, case: BoardCase) -> set[int]:
    if case.disputed is not Sort.ENTRY:
        return set()
    named = select(Entry.supervisor_id).where(Entry.id.in_(case.ids(Sort.ENTRY)))
    return {id for id in db.scalars(named) if id is not None}


def find_open_fails(db: Session, person_id: int) -> Sequence[BoardCase]:
    """Return the open cases about somebody's automatic fails as they are now, the earliest first; lock them before."""
    waiting = select(BoardCase).where(
        BoardCase.person_id == person_id, BoardCase.kind == Kind.FAILS, BoardCase.decided_at.is_(None)
    )
    return db.scalars(waiting.order_by(BoardCase.id).execution_options(populate_existing=True)).all()


def find_cases(db: Session, actor: Actor) -> Sequence[BoardCase]:
    """Return the cases about the actor and those that they see to: open ones first, what is due first before all."""
    query = select(BoardCase).order_by(
        BoardCase.decided_at.is_not(None), BoardCase.decided_at.desc(), BoardCase.decide_by, BoardCase.id
    )
    own = BoardCase.person_id == actor.id
    if actor.has(REGISTRAR):
        barred = supervision.select_barred(db, actor.id)
        return db.scalars(query.where(own | BoardCase.person_id.not_in(barred)).limit(MOST_SHOWN)).all()
    if actor.has(INSTRUCTOR):
        rows = db.scalars(query.limit(MOST_SHOWN)).all()
        seen = {row.id for row in _concerns(db, actor, rows)}
        return [row for row in rows if row.id in seen or row.person_id == actor.id]
    return db.scalars(query.where(own).limit(MOST_SHOWN)).all()


def find_facts(db: Session, *, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
    """Return the cases that hold up a certificate while they are open, as facts for a programme: one query."""
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    columns = select(BoardCase.id, BoardCase.person_id, BoardCase.opened_at, BoardCase.decided_at)
    query = columns.where(BoardCase.person_id.in_(person_ids), BoardCase.kind.in_(HOLDS_UP))
    for id, person_id, opened_at, decided_at in db.execute(query.order_by(BoardCase.id)):
        closed = decided_at.astimezone(UTC).date().isoformat() if decided_at else None
        on = opened_at.astimezone(UTC).date()
        facts[person_id].append(Fact(f"board-case:{id}", BOARD_CASE, on, {"closed": closed}))
    return facts


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return the cases that wait for the actor's vote, as the queue takes them; overdue ones are flagged."""
    query = select(BoardCase).where(BoardCase.decided_at.is_(None), BoardCase.person_id != actor.id)
    rows = [
        row for row in db.scalars(query.order_by(BoardCase.decide_by).limit(MOST_SHOWN)) if row.heard(now)
    ]
    decidable = find_decidable(db, actor, rows)
    rows = [row for row in rows if row.id in decidable]
    names = people.names_of(db, {row.person_id for row in rows})
    return listed([_waiting(row, names[row.person_id], now) for row in rows])


def _waiting(row: BoardCase, name: str, now: datetime) -> Waiting:
    why = f"Review board · {row.title}, {row.left(now)}"
    page = "ashilms.review_board.show_case"
    return Waiting(
        "board", row.id, row.person_id, name, row.opened_at, why, row.overdue(now), page, {"id": row.id}
    )
