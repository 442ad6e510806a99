"""What waits to be marked: for somebody, oldest first; and for a registrar, all of it with who marks it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.models import Cohort
from ashilms.marking.models import GivenMark, MarkerAsked, MarkingPiece
from ashilms.marking.rules import State
from ashilms.marking.services.finding import is_markable
from ashilms.supervision.services import select_barred
from ashilms.waiting import Counts, Offer, Turn, Waiting, listed

KIND = "marking"
PAGE = 25
"""Answers on one page of the queue."""


@dataclass(frozen=True, slots=True)
class Line:
    """One answer that waits, and whose turn it is: names, or none where nobody can mark it yet."""

    piece: MarkingPiece
    who: str
    why: str
    markers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of what waits, how much there is, and whether it is everybody's."""

    lines: Sequence[Line]
    waiting: int
    page: int
    pages: int
    whole: bool
    """Whether it is all that waits for anybody, as a registrar sees it."""


def queue_of(db: Session, actor: Actor, *, page: int, whole: bool = False) -> Queue:
    """Return one page of what the actor marks, oldest first; all that waits, to a registrar who asks for the `whole`.

    As many queries however much waits; a page after the last is the last.
    """
    whole = whole and actor.has(REGISTRAR)
    which = _unsettled(db, actor) if whole else _my_turn(db, actor)
    waiting = db.scalar(select(func.count()).select_from(MarkingPiece).where(which)) or 0
    pages = max(1, -(-waiting // PAGE))
    page = min(max(page, 1), pages)
    query = select(MarkingPiece).where(which).order_by(MarkingPiece.since, MarkingPiece.id)
    rows = db.scalars(query.offset((page - 1) * PAGE).limit(PAGE)).all()
    markers = _markers(db, rows) if whole else {}
    names = people.names_of(db, [row.person_id for row in rows])
    lines = [Line(row, names[row.person_id], why(row), markers.get(row.id, ())) for row in rows]
    return Queue(lines, waiting, page, pages, whole)


def why(piece: MarkingPiece) -> str:
    """Return in words what is to be done about an answer."""
    what = f"{piece.attempt.version.title}, question {piece.number}"
    if piece.state == State.DIFFER:
        return f"Two marks differ: settle it · {what}"
    return f"{'Second mark' if piece.needed > 1 and piece.marks else 'Mark'} · {what}"


def _unsettled(db: Session, actor: Actor) -> ColumnElement[bool]:
    return and_(
        MarkingPiece.state != State.SETTLED, MarkingPiece.person_id.not_in(select_barred(db, actor.id))
    )


def _my_turn(db: Session, actor: Actor) -> ColumnElement[bool]:
    return and_(_is_turn(actor), is_markable(db, actor))


def _is_turn(actor: Actor) -> ColumnElement[bool]:
    gave = exists().where(GivenMark.piece_id == MarkingPiece.id, GivenMark.marker_id == actor.person_id)
    return or_(
        and_(MarkingPiece.state == State.WAITING, ~gave), and_(MarkingPiece.state == State.DIFFER, gave)
    )


def _markers(db: Session, rows: Sequence[MarkingPiece]) -> Mapping[int, tuple[str, ...]]:
    """Return who marks each of these and is an instructor still: who was asked, and who teaches the trainee."""
    ids = [row.id for row in rows]
    asked = select(MarkerAsked.piece_id, MarkerAsked.marker_id).where(MarkerAsked.piece_id.in_(ids))
    taught = select(MarkingPiece.id, Cohort.instructor_id).where(
        MarkingPiece.id.in_(ids), cohorts.taught(MarkingPiece.person_id, MarkingPiece.course_id),
        Cohort.instructor_id != MarkingPiece.person_id,
    )  # fmt: skip
    pairs = sorted({(piece, marker) for piece, marker in [*db.execute(asked), *db.execute(taught)]})
    names = cohorts.find_instructors(db)
    return {
        id: tuple(names[marker] for piece, marker in pairs if piece == id and marker in names) for id in ids
    }


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return the answers whose marks wait for the actor, as the inbox takes them."""
    if not actor.has(INSTRUCTOR):
        return listed(())
    mine = _my_turn(db, actor)
    waiting = db.scalar(select(func.count()).select_from(MarkingPiece).where(mine)) or 0
    return Offer(
        Counts(waiting),
        lambda most: _line_up(db, mine, most),
        lambda turns: _describe(db, mine, [turn.id for turn in turns if turn.kind == KIND]),
    )


def _line_up(db: Session, mine: ColumnElement[bool], most: int) -> Sequence[Turn]:
    query = select(MarkingPiece.since, MarkingPiece.id).where(mine)
    query = query.order_by(MarkingPiece.since, MarkingPiece.id).limit(most)
    return [Turn(True, True, since, KIND, id) for since, id in db.execute(query)]


def _describe(db: Session, mine: ColumnElement[bool], ids: Collection[int]) -> Sequence[Waiting]:
    query = select(MarkingPiece, Person.name).join(Person, Person.id == MarkingPiece.person_id)
    return [
        Waiting(
            KIND, row.id, row.person_id, name, row.since, why(row), False, "ashilms.marking.mark_answer",
            {"id": row.id},
        )
        for row, name in db.execute(query.where(mine, MarkingPiece.id.in_(ids)))
    ]  # fmt: skip
