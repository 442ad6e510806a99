"""When a credential turns out to have lapsed: what rests on it, doubted row by row, and a registrar's decisions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import plural
from ashilms.supervision.models import Doubt
from ashilms.supervision.rules.doubts import STANDS, VOID, Dependent, Dependents, note_of
from ashilms.supervision.services.credentials import SHORTEST_REASON, get_credential, withdraw_credential

NONE = "There is no such doubt, or none that you may see."


def find_dependents(db: Session, actor: Actor, credential_id: int, since: date) -> Dependents:
    """Return what rests on a credential from a day on: the signed sessions, and the certificates that they earned.

    The rooms above answer, each for what is theirs. Raises `Missing` for anybody but a registrar.
    """
    row = get_credential(db, actor, credential_id)
    if not actor.has(REGISTRAR):
        raise Missing(NONE)
    asked = signals.signatures_doubted.send(db, credential_id=row.id, person_id=row.person_id, since=since)
    entries = _asked(asked)
    rest = _asked(signals.sessions_doubted.send(db, entries=entries)) if entries else ()
    return Dependents(entries, rest)


def doubt_credential(
    db: Session, actor: Actor, credential_id: int, *, since: date, reason: str, seen: int, now: datetime
) -> Sequence[Doubt]:
    """Withdraw a credential and doubt every signed session that rests on it; `seen` is how many were shown.

    Raises `Unacceptable` when another number rests on it by now, and as `withdraw_credential` does.
    """
    row = withdraw_credential(db, actor, credential_id, since=since, reason=reason, now=now)
    entries = find_dependents(db, actor, credential_id, since).entries
    if len(entries) != seen:
        count = plural(len(entries), "signed session rests", "signed sessions rest")
        raise Unacceptable(f"Meanwhile {count} on it. Look at the list again.", "since")
    doubts = [Doubt(credential_id=row.id, entry_id=entry.id, raised_at=now) for entry in entries]
    db.add_all(doubts)
    db.flush()
    for doubt, entry in zip(doubts, entries, strict=True):
        audit.record(
            db, actor, "supervision.doubt", f"entry:{entry.id}", now=now, about=entry.person_id,
            after={"credential": row.id, "doubt": doubt.id},
        )  # fmt: skip
    return doubts


def find_doubts(db: Session, actor: Actor) -> Sequence[Doubt]:
    """Return the doubts that nobody has decided on, the oldest first, to a registrar; raises `Missing`."""
    if not actor.has(REGISTRAR):
        raise Missing(NONE)
    return db.scalars(select(Doubt).where(Doubt.decision.is_(None)).order_by(Doubt.raised_at, Doubt.id)).all()


def get_doubt(db: Session, actor: Actor, doubt_id: int, *, lock: bool = False) -> Doubt:
    """Return an open doubt to a registrar, locked against others if asked.

    Raises `Missing`, and `Clash` for one that was decided.
    """
    own_row = {"of": Doubt} if lock else None
    row = db.get(Doubt, doubt_id, with_for_update=own_row, populate_existing=lock)
    if row is None or not actor.has(REGISTRAR):
        raise Missing(NONE)
    if row.decision is not None:
        raise Clash("This was decided meanwhile, and stays so.")
    return row


def decide_doubt(
    db: Session, actor: Actor, doubt_id: int, *, counts: bool, reason: str, now: datetime
) -> Doubt:
    """Decide whether a doubted session counts all the same; one that doesn't is declared void by its own room.

    Raises `NotAllowed` for whoever signed it, `Clash` when it was decided or can't be declared void any more, and
    `Unacceptable` for a reason that says nothing.
    """
    row = get_doubt(db, actor, doubt_id, lock=True)
    if row.credential.person_id == actor.person_id:
        raise NotAllowed("You signed this session yourself. Another registrar decides on it.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Unacceptable("Say why, in a sentence.", "reason")
    row.decision, row.reason = STANDS if counts else VOID, reason.strip()
    row.decided_at, row.decided_by = now, actor.id
    db.flush()
    audit.record(
        db, actor, "supervision.decide-doubt", f"entry:{row.entry_id}", now=now,
        after={"doubt": row.id, "decision": row.decision, "reason": row.reason},
    )  # fmt: skip
    if not counts:
        signals.signature_disowned.send(db, entry_id=row.entry_id, actor=actor, reason=row.reason, now=now)
    return row


def find_notes(db: Session, entry_ids: Collection[int]) -> Mapping[int, str]:
    """Return what the ledger says of sessions that are or were doubted, by entry: one query for all."""
    query = select(Doubt.entry_id, Doubt.decision, Doubt.reason).where(Doubt.entry_id.in_(entry_ids))
    notes = {
        entry: note_of(decision, reason) for entry, decision, reason in db.execute(query.order_by(Doubt.id))
    }
    return {entry: note for entry, note in notes.items() if note}


def _asked(answers: Sequence[tuple[object, Sequence[Dependent]]]) -> tuple[Dependent, ...]:
    return tuple(dependent for _, found in answers for dependent in found)
