"""Sending a document: its file is kept, and only then named by a row."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Unacceptable
from ashilms.files import services as files
from ashilms.files.sent import Kind as FileKind
from ashilms.files.services import Ready, Store
from ashilms.formats import local
from ashilms.held_documents.models import HeldDocument
from ashilms.held_documents.rules import MOST, Kind, State, Typed, find_fault, kept_of, place_key
from ashilms.held_documents.services.planning import asked_of

FIELD = "file"


def prepare_file(
    db: Session, actor: Actor, store: Store, kind: str, typed: Typed, data: bytes, *, now: datetime
) -> Ready:
    """Keep the photo or PDF of a document in `store`, before any row names it; photos are drawn anew.

    Raises `Unacceptable` with its field for a kind that there is not, for what was typed and can't be so, for a file
    that is neither or too large, and past `MOST`; nothing is kept then. `Unavailable` when the store refuses.
    """
    _checked(db, actor, kind, typed, now)
    _refuse_more(db, actor.id)
    return files.keep_sent(store, data, (FileKind.PHOTO, FileKind.PAPER), field=FIELD)


def send_document(
    db: Session, actor: Actor, store: Store, kind: str, typed: Typed, ready: Ready, *, now: datetime
) -> HeldDocument:
    """Record a document of the actor's own, to be checked; sending what waits once more is the same.

    Raises as `prepare_file`, and `Unavailable` for a file that is gone.
    """
    known = _checked(db, actor, kind, typed, now)
    people.lock_people(db, [actor.id])
    kept = kept_of(known, typed)
    latest = _latest_like(db, actor.id, kind, kept)
    if latest is not None and _is_sent_again(latest, kept, ready):
        return latest
    _refuse_more(db, actor.id)
    files.refuse_lost(store, ready)
    row = HeldDocument(
        person_id=actor.id, kind=known.id, title=known.title, issuer=kept.issuer, number=kept.number, place=kept.place,
        place_key=place_key(kept.place), issued_on=kept.issued_on, ends_on=kept.ends_on, file=ready.sha256,
        file_kind=ready.kind, sent_at=now, decisions=[],
    )  # fmt: skip
    db.add(row)
    db.flush()
    audit.record(
        db, actor, "documents.send", f"document:{row.id}", now=now, about=actor.id,
        after={"kind": row.kind, "from": row.issued_on, "until": row.ends_on, "file": row.file},
    )  # fmt: skip
    return row


def _checked(db: Session, actor: Actor, kind: str, typed: Typed, now: datetime) -> Kind:
    known = asked_of(db, actor).get(kind)
    if known is None:
        raise Unacceptable("Choose what it is from the list.", "kind")
    if fault := find_fault(known, typed, local(now, actor.zone).date()):
        raise Unacceptable(fault[1], fault[0])
    return known


def _latest_like(db: Session, person_id: int, kind: str, kept: Typed) -> HeldDocument | None:
    like = select(HeldDocument).where(
        HeldDocument.person_id == person_id, HeldDocument.kind == kind,
        HeldDocument.place_key == place_key(kept.place),
    )  # fmt: skip
    return db.scalar(like.order_by(HeldDocument.id.desc()).limit(1))


def _is_sent_again(row: HeldDocument, kept: Typed, ready: Ready) -> bool:
    said = Typed(row.issuer, row.issued_on, row.ends_on, row.number, row.place)
    return row.state is State.SENT and (row.file, said) == (ready.sha256, kept)


def _refuse_more(db: Session, person_id: int) -> None:
    """Raise `Unacceptable` when somebody has sent as many documents as are kept."""
    count = db.scalar(select(func.count()).where(HeldDocument.person_id == person_id)) or 0
    if count >= MOST:
        raise Unacceptable(
            f"You have sent {MOST} documents, and no more are kept. Ask your registrar.", FIELD
        )
