"""Finding evidence: for whoever may see the entry, on the entry's page, and for whoever looks the site over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import Missing
from ashilms.evidence.models import Evidence, EvidenceSeal
from ashilms.evidence.rules.files import digest_of_files
from ashilms.files import services as files
from ashilms.files.services import Store
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry


@dataclass(frozen=True, slots=True)
class Attached:
    """One file of an entry, and whether it is there to be looked at."""

    row: Evidence
    there: bool


def find_evidence(db: Session, actor: Actor, evidence_id: int, *, now: datetime) -> Evidence:
    """Return a file of evidence for whoever may see its entry; raises `Missing`, for one taken away too."""
    row = db.get(Evidence, evidence_id)
    if row is None or row.removed_at is not None:
        raise Missing("There is no such file.")
    try:
        practicum.find_entry(db, actor, row.entry_id, now=now)
    except Missing:
        raise Missing("There is no such file.") from None
    return row


def find_attached(db: Session, store: Store, entry_id: int) -> Sequence[Attached]:
    """Return an entry's files in the order in which they were attached, those taken away included.

    The caller may see the entry. One whose file is lost says so.
    """
    rows = db.scalars(select(Evidence).where(Evidence.entry_id == entry_id).order_by(Evidence.number)).all()
    return [Attached(row, row.removed_at is None and files.is_kept(store, row.file)) for row in rows]


def tell_of_evidence(db: Session, actor: Actor, entry: Entry) -> Sequence[Evidence]:
    """Return the files of an entry that somebody may see, for its page."""
    there = select(Evidence).where(Evidence.entry_id == entry.id, Evidence.removed_at.is_(None))
    return db.scalars(there.order_by(Evidence.number)).all()


def files_of(db: Session) -> list[tuple[str, str]]:
    """Return every file of evidence that is kept: a name for it, and its hash."""
    there = select(Evidence).where(Evidence.removed_at.is_(None)).order_by(Evidence.id)
    return [(f"evidence {row.id} of entry {row.entry_id}", row.file) for row in db.scalars(there)]


def find_unsound(db: Session) -> Iterator[int]:
    """Yield the ids of signed entries whose files are not those that were there when they were signed.

    A file that a registrar took away since counts as there: its row still names it.
    """
    signed = select(EvidenceSeal).order_by(EvidenceSeal.entry_id, EvidenceSeal.round)
    for seal in db.scalars(signed):
        named = select(Evidence.file).where(
            Evidence.entry_id == seal.entry_id,
            Evidence.at <= seal.at,
            Evidence.removed_at.is_(None) | (Evidence.removed_at > seal.at),
        )
        if digest_of_files(db.scalars(named)) != seal.digest:
            yield seal.entry_id
