"""What waits to be checked: how much, in which order, and the few that a page shows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.actor import Actor
from ashilms.errors import Missing
from ashilms.held_documents.models import DocumentDecision, HeldDocument
from ashilms.held_documents.services.finding import NONE, later_like_it, may_check
from ashilms.supervision import services as supervision
from ashilms.waiting import Counts, Offer, Turn, Waiting, listed

KIND = "document"
MOST_SHOWN = 200
"""Lines of a page of what waits: the longest waiting first."""
SHOWN = (
    HeldDocument.id,
    HeldDocument.person_id,
    HeldDocument.title,
    HeldDocument.ends_on,
    HeldDocument.sent_at,
)
OLDEST_FIRST = (HeldDocument.sent_at, HeldDocument.id)


def find_waiting(db: Session, actor: Actor) -> Sequence[Row[Any]]:
    """Return what the actor may decide on, the longest waiting first: not their own, nor of anybody close to them.

    Of several of one kind and place that were sent, the latest alone: it replaces the others. `MOST_SHOWN` at most,
    each with what is in `SHOWN` and its holder's `name`. Raises `Missing`.
    """
    if not may_check(actor):
        raise Missing(NONE)
    return db.execute(_shown(_mine(db, actor)).order_by(*OLDEST_FIRST).limit(MOST_SHOWN)).all()


def count_waiting(db: Session, actor: Actor) -> int:
    """Return how many documents wait for the actor, as `find_waiting` says; 0 for who checks none."""
    if not may_check(actor):
        return 0
    return _count(db, _mine(db, actor))


def next_waiting(db: Session, actor: Actor) -> int | None:
    """Return the id of the document that has waited longest for the actor, or `None`; raises as `find_waiting`."""
    if not may_check(actor):
        raise Missing(NONE)
    query = select(HeldDocument.id).where(_mine(db, actor))
    return db.scalar(query.order_by(*OLDEST_FIRST).limit(1))


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return the documents that wait for the actor, as the queue takes them."""
    if not may_check(actor):
        return listed(())
    mine = _mine(db, actor)
    return Offer(
        Counts(_count(db, mine)),
        lambda most: _line_up(db, mine, most),
        lambda turns: _describe(db, mine, [turn.id for turn in turns if turn.kind == KIND]),
    )


def _mine(db: Session, actor: Actor) -> ColumnElement[bool]:
    decided = select(DocumentDecision.id).where(DocumentDecision.document_id == HeldDocument.id)
    barred = supervision.select_barred(db, actor.id)
    return and_(~decided.exists(), ~later_like_it().exists(), HeldDocument.person_id.not_in(barred))


def _count(db: Session, mine: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count()).select_from(HeldDocument).where(mine)) or 0


def _shown(mine: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    query = select(*SHOWN, Person.name).join(Person, Person.id == HeldDocument.person_id)
    return query.where(mine)


def _line_up(db: Session, mine: ColumnElement[bool], most: int) -> Sequence[Turn]:
    query = select(HeldDocument.sent_at, HeldDocument.id).where(mine).order_by(*OLDEST_FIRST).limit(most)
    return [Turn(True, True, since, KIND, id) for since, id in db.execute(query)]


def _describe(db: Session, mine: ColumnElement[bool], ids: Collection[int]) -> Sequence[Waiting]:
    return [
        Waiting(
            KIND, row.id, row.person_id, row.name, row.sent_at, f"Document to check · {row.title}", False,
            "ashilms.held_documents.show_document", {"id": row.id},
        )
        for row in db.execute(_shown(mine).where(HeldDocument.id.in_(ids)))
    ]  # fmt: skip
