"""Finding documents: one's own, what was replaced, and what a standing is judged by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased, joinedload

from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.errors import Missing
from ashilms.held_documents.models import HeldDocument
from ashilms.held_documents.rules import DOCUMENT, State
from ashilms.plugins import Fact

NONE = "There is no such document, or none that you may see."


def may_check(actor: Actor) -> bool:
    """Return whether the actor checks documents, whosever they are."""
    return allows(actor, "check documents")


def documents_of(db: Session, actor: Actor, person_id: int) -> Sequence[HeldDocument]:
    """Return a person's documents, the latest first, to that person and to registrars; raises `Missing`."""
    if not (may_check(actor) or actor.person_id == person_id):
        raise Missing(NONE)
    query = select(HeldDocument).where(HeldDocument.person_id == person_id)
    return db.scalars(query.order_by(HeldDocument.id.desc())).all()


def get_document(db: Session, actor: Actor, document_id: int) -> HeldDocument:
    """Return a document to whose it is, and to registrars; raises `Missing`."""
    row = db.get(HeldDocument, document_id)
    if row is None or not (may_check(actor) or actor.person_id == row.person_id):
        raise Missing(NONE)
    return row


def is_replaced(db: Session, row: HeldDocument) -> bool:
    """Return whether a document that nobody has decided on was replaced: its holder sent a later one like it."""
    query = select(HeldDocument.id).where(HeldDocument.id == row.id, later_like_it().exists())
    return row.state is State.SENT and db.scalar(query) is not None


def replaced_among(rows: Iterable[HeldDocument]) -> frozenset[int]:
    """Return the ids of those that were replaced, of all that one person has sent."""
    sent = list(rows)
    latest: dict[tuple[str, str], int] = {}
    for row in sent:
        latest[row.likeness] = max(row.id, latest.get(row.likeness, 0))
    return frozenset(row.id for row in sent if row.state is State.SENT and latest[row.likeness] != row.id)


def later_like_it() -> Select[Any]:
    """Return what finds a later document of the same holder, kind and place, inside of a query for documents."""
    later = aliased(HeldDocument)
    return select(later.id).where(
        later.person_id == HeldDocument.person_id, later.kind == HeldDocument.kind,
        later.place_key == HeldDocument.place_key, later.id > HeldDocument.id,
    )  # fmt: skip


def find_facts(db: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
    """Return the documents of these people as facts, each with every state and the day it took it."""
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    query = select(HeldDocument).where(HeldDocument.person_id.in_(person_ids)).order_by(HeldDocument.id)
    for row in db.scalars(query.options(joinedload(HeldDocument.decisions))).unique():
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
