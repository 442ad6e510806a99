"""Taking evidence away: by its trainee while they may change the entry, by a registrar with a reason."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.evidence.models import Evidence
from ashilms.evidence.services.finding import find_evidence
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import EDITABLE
from ashilms.texts import find_identity


def may_remove(actor: Actor, entry: Entry, *, now: datetime) -> bool:
    """Return whether the actor takes files off an entry."""
    return _is_own(actor, entry, now) or actor.has(REGISTRAR)


def _is_own(actor: Actor, entry: Entry, now: datetime) -> bool:
    return entry.person_id == actor.person_id and entry.standing(now) in EDITABLE


def remove_evidence(db: Session, actor: Actor, evidence_id: int, *, reason: str, now: datetime) -> Evidence:
    """Take a file away: its row stays with the reason, its content is deleted by the next sweep.

    A trainee needs no reason. Raises `Missing` for somebody else's, `Clash` for one past changing, `NotAllowed` for
    whoever only looks at it, `Unacceptable` for a registrar's reason that says nothing or tells who somebody is.
    """
    row = find_evidence(db, actor, evidence_id, now=now)
    entry = practicum.lock_entry(
        db, row.entry_id, practicum.find_entry(db, actor, row.entry_id, now=now).person_id
    )
    db.refresh(row)
    _refuse(actor, entry, row, reason.strip(), now)
    row.removed_at, row.removed_by, row.reason = now, actor.id, reason.strip()
    db.flush()
    audit.record(
        db, actor, "evidence.remove", f"entry:{entry.id}", now=now, about=entry.person_id,
        before={"evidence": row.id, "file": row.file}, after={"reason": row.reason},
    )  # fmt: skip
    return row


def _refuse(actor: Actor, entry: Entry, row: Evidence, reason: str, now: datetime) -> None:
    if row.removed_at is not None:
        raise Clash("This file was taken away already.")
    if identity := find_identity(reason, now.date()):
        raise Unacceptable(identity, "reason")
    if _is_own(actor, entry, now):
        return
    if not actor.has(REGISTRAR):
        raise NotAllowed("Evidence of an entry that was sent is taken away by a registrar alone.")
    if len(reason) < 10:
        raise Unacceptable("Say why, in a sentence.", "reason")
