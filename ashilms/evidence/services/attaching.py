"""Attaching a file: read by its content, made fit to be kept, kept, and only then named by a row."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.evidence.models import Evidence
from ashilms.files import services as files
from ashilms.files.services import Ready, Store
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry

FIELD = "file"


def may_attach(actor: Actor, entry: Entry, *, now: datetime) -> bool:
    """Return whether the actor attaches files to an entry: its trainee, while nobody has decided on it."""
    return entry.person_id == actor.person_id and practicum.takes_additions(entry, now=now)


def refuse_attaching(actor: Actor, entry: Entry, *, now: datetime) -> None:
    """Raise `NotAllowed` for whoever only looks at an entry, `Clash` for one that was decided."""
    if entry.person_id != actor.person_id:
        raise NotAllowed("The trainee attaches files to their own session.")
    if not practicum.takes_additions(entry, now=now):
        raise Clash(
            "This session was decided, so it stays as it is. Amend it to attach something to the amendment."
        )


def prepare_file(
    db: Session, actor: Actor, store: Store, entry_id: int, data: bytes, *, most: int, now: datetime
) -> Ready:
    """Make what was sent fit to be kept, and keep it in `store`, before any row names it.

    Photos are drawn anew, films lose what they say besides. Raises `Missing` for somebody else's entry,
    `NotAllowed` and `Clash` as `refuse_attaching`, `Unacceptable` for what is nothing of ours, too large, too long or
    one too many, and `Unavailable`; nothing is kept then.
    """
    refuse_attaching(actor, practicum.find_entry(db, actor, entry_id), now=now)
    _refuse_more(db, entry_id, most)
    return files.keep_sent(store, data, field=FIELD)


def attach_file(
    db: Session, actor: Actor, store: Store, entry_id: int, ready: Ready, *, most: int, now: datetime
) -> Evidence:
    """Name a kept file by a row; the same one twice is one. Raises as `prepare_file`, and for a file that is gone."""
    entry = practicum.add_to_entry(db, actor, entry_id, now=now)
    there = select(Evidence).where(Evidence.entry_id == entry.id, Evidence.removed_at.is_(None))
    same = db.scalar(there.where(Evidence.file == ready.sha256))
    if same is not None:
        return same
    _refuse_more(db, entry.id, most)
    files.refuse_lost(store, ready)
    number = 1 + (db.scalar(select(func.max(Evidence.number)).where(Evidence.entry_id == entry.id)) or 0)
    row = Evidence(
        entry_id=entry.id, number=number, kind=ready.kind, file=ready.sha256, size=ready.size, seconds=ready.seconds,
        at=now,
    )  # fmt: skip
    db.add(row)
    db.flush()
    after = {"evidence": row.id, "kind": row.kind, "file": row.file}
    audit.record(
        db, actor, "evidence.attach", f"entry:{entry.id}", now=now, about=entry.person_id, after=after
    )
    return row


def _refuse_more(db: Session, entry_id: int, most: int) -> None:
    count = db.scalar(
        select(func.count()).where(Evidence.entry_id == entry_id, Evidence.removed_at.is_(None))
    )
    if (count or 0) >= most:
        raise Unacceptable(f"There are {most} files already, and no more are kept of one entry.", FIELD)
