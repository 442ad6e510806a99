"""Finding documents: one's own, what waits to be checked, and what a standing is judged by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.errors import Missing
from ashilms.held_documents.models import DocumentDecision, HeldDocument
from ashilms.held_documents.rules import DOCUMENT, State
from ashilms.plugins import Fact
from ashilms.supervision import services as supervision
from ashilms.waiting import Offer, Waiting, listed

NONE = "There is no such document, or none that you may see."
MOST_SHOWN = 200
"""Lines of a page of what waits: the longest waiting first."""


def documents_of(db: Session, actor: Actor, person_id: int) -> Sequence[HeldDocument]:
    """Return a person's documents, the latest first, to that person and to registrars; raises `Missing`."""
    if not (actor.has(REGISTRAR) or actor.person_id == person_id):
        raise Missing(NONE)
    query = select(HeldDocument).where(HeldDocument.person_id == person_id)
    return db.scalars(query.order_by(HeldDocument.id.desc())).all()


def get_document(db: Session, actor: Actor, document_id: int) -> HeldDocument:
    """Return a document to whose it is, and to registrars; raises `Missing`."""
    row = db.get(HeldDocument, document_id)
    if row is None or not (actor.has(REGISTRAR) or actor.person_id == row.person_id):
        raise Missing(NONE)
    return row


def is_replaced(db: Session, row: HeldDocument) -> bool:
    """Return whether a document that nobody has decided on was replaced: its holder sent a later one like it."""
    query = select(HeldDocument.id).where(HeldDocument.id == row.id, _later_like_it().exists())
    return row.state is State.SENT and db.scalar(query) is not None


def replaced_among(rows: Iterable[HeldDocument]) -> frozenset[int]:
    """Return the ids of those that were replaced, of all that one person has sent."""
    sent = list(rows)
    latest: dict[tuple[str, str], int] = {}
    for row in sent:
        latest[row.likeness] = max(row.id, latest.get(row.likeness, 0))
    return frozenset(row.id for row in sent if row.state is State.SENT and latest[row.likeness] != row.id)


def find_waiting(db: Session, actor: Actor) -> Sequence[HeldDocument]:
    """Return what the actor may decide on, the longest waiting first: not their own, nor of anybody close to them.

    Of several of one kind and place that were sent, the latest alone: it replaces the others.
    """
    if not actor.has(REGISTRAR):
        raise Missing(NONE)
    query = select(HeldDocument).where(*_waiting_for(db, actor)).order_by(HeldDocument.id)
    return db.scalars(query.limit(MOST_SHOWN)).all()


def count_waiting(db: Session, actor: Actor) -> int:
    """Return how many documents wait for the actor, as `find_waiting` says; 0 for who checks none."""
    if not actor.has(REGISTRAR):
        return 0
    return db.scalar(select(func.count()).select_from(HeldDocument).where(*_waiting_for(db, actor))) or 0


def _waiting_for(db: Session, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    decided = select(DocumentDecision.id).where(DocumentDecision.document_id == HeldDocument.id)
    barred = supervision.select_barred(db, actor.id)
    return ~decided.exists(), ~_later_like_it().exists(), HeldDocument.person_id.not_in(barred)


def _later_like_it() -> Select[Any]:
    """Return what finds a later document of the same holder, kind and place, inside of a query for documents."""
    later = aliased(HeldDocument)
    return select(later.id).where(
        later.person_id == HeldDocument.person_id, later.kind == HeldDocument.kind,
        later.place_key == HeldDocument.place_key, later.id > HeldDocument.id,
    )  # fmt: skip


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return the documents that wait for the actor, as the queue takes them."""
    rows = find_waiting(db, actor) if actor.has(REGISTRAR) else []
    names = people.names_of(db, [row.person_id for row in rows])
    return listed([_waiting(row, names[row.person_id]) for row in rows])


def _waiting(row: HeldDocument, name: str) -> Waiting:
    why = f"Document to check · {row.title}"
    endpoint = "ashilms.held_documents.show_document"
    return Waiting("document", row.id, row.person_id, name, row.sent_at, why, False, endpoint, {"id": row.id})


def find_facts(db: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
    """Return the documents of these people as facts, each with every state and the day it took it."""
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    query = select(HeldDocument).where(HeldDocument.person_id.in_(person_ids)).order_by(HeldDocument.id)
    for row in db.scalars(query):
        held = row.as_held()
        values = {
            "document": row.kind, "place": row.place, "from": held.issued_on.isoformat(),
            "until": held.ends_on.isoformat() if held.ends_on else None,
            "turned": [[on.isoformat(), state.value] for on, state in held.turned],
        }  # fmt: skip
        facts[row.person_id].append(Fact(f"document:{row.id}", DOCUMENT, held.turned[0][0], values))
    return facts


def files_of(db: Session) -> Sequence[tuple[int, str]]:
    """Return each document's id with the hash of its file, for whoever looks whether all of them are there."""
    query = select(HeldDocument.id, HeldDocument.file).order_by(HeldDocument.id)
    return [(id, sha256) for id, sha256 in db.execute(query)]
