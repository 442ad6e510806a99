"""Close ties: declared by either side, seen and ended by a registrar, and asked for before anybody signs."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CompoundSelect, func, select, union
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.supervision.models import CloseTie
from ashilms.supervision.services.credentials import SHORTEST_REASON

log = logging.getLogger("ashilms")

NONE = "There is no such tie, or none that you may see."


def declare_tie(db: Session, actor: Actor, email: str, *, now: datetime) -> CloseTie:
    """Declare a relative, or somebody as close, by their address; whether they are here is not told.

    Raises `Unacceptable` for one's own address, and for one that was declared before.
    """
    address = email.strip().casefold()
    found = people.find_by_email(db, [address])
    if any(person.id == actor.id for person in found):
        raise Unacceptable("That is your own address. Nobody signs for themselves anyway.", "email")
    other = found[0].id if len(found) == 1 else None
    row = CloseTie(person_id=actor.id, email=address, other_id=other, declared_at=now)
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError as clash:
        raise Unacceptable("You have declared this one before, and it stands.", "email") from clash
    audit.record(
        db,
        actor,
        "supervision.declare-tie",
        f"tie:{row.id}",
        now=now,
        about=actor.id,
        after={"email": address},
    )
    return row


def end_tie(db: Session, actor: Actor, tie_id: int, *, reason: str, now: datetime) -> CloseTie:
    """Let a registrar end a tie, with a reason that stays; raises `Missing`, `Clash` for one that has ended."""
    row = get_tie(db, actor, tie_id, lock=True)
    if row.ended_at is not None:
        raise Clash("This tie was ended meanwhile.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Unacceptable("Say why it ends, in a sentence.", "reason")
    row.ended_at, row.ended_by, row.ended_reason = now, actor.id, reason.strip()
    db.flush()
    audit.record(
        db, actor, "supervision.end-tie", f"tie:{row.id}", now=now, about=row.person_id,
        after={"reason": row.ended_reason},
    )  # fmt: skip
    return row


def get_tie(db: Session, actor: Actor, tie_id: int, *, lock: bool = False) -> CloseTie:
    """Return a tie to a registrar, locked against others if asked; raises `Missing`."""
    row = db.get(CloseTie, tie_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or not actor.has(REGISTRAR):
        raise Missing(NONE)
    return row


def find_ties(db: Session, actor: Actor) -> Sequence[CloseTie]:
    """Return every tie that stands, the latest first, to a registrar; raises `Missing`."""
    if not actor.has(REGISTRAR):
        raise Missing(NONE)
    standing = select(CloseTie).where(CloseTie.ended_at.is_(None))
    return db.scalars(standing.order_by(CloseTie.declared_at.desc(), CloseTie.id)).all()


def own_ties(db: Session, actor: Actor) -> Sequence[CloseTie]:
    """Return the ties that the actor declared and that stand."""
    standing = select(CloseTie).where(CloseTie.ended_at.is_(None), CloseTie.person_id == actor.id)
    return db.scalars(standing.order_by(CloseTie.declared_at.desc(), CloseTie.id)).all()


def select_barred(db: Session, person_id: int) -> CompoundSelect[int]:
    """Return a query for whom a person never decides about, and who never decides about them: no signature, no mark.

    Themselves; whoever has their e-mail address, and may be the same human being with a second account; and whoever is
    close to any of these, whichever of the two declared it, second accounts of theirs likewise.
    """
    addresses = _addresses(people.get_person(db, person_id))
    me, close, found = (aliased(Person) for _ in range(3))
    own = select(me.id).where((me.id == person_id) | func.lower(me.email).in_(addresses)).cte()
    theirs = CloseTie.person_id.in_(select(own))
    about = CloseTie.other_id.in_(select(own)) | CloseTie.email.in_(addresses)
    ties = select(CloseTie.person_id, CloseTie.other_id, CloseTie.email, theirs.label("declared"))
    tie = ties.where(CloseTie.ended_at.is_(None), theirs | about).cte().c
    others = union(
        select(tie.other_id).where(tie.declared, tie.other_id.is_not(None)),
        select(tie.person_id).where(~tie.declared),
    ).subquery()
    mails = union(
        select(tie.email).where(tie.declared),
        select(func.lower(close.email)).where(close.id.in_(select(others))),
    ).subquery()
    second = select(found.id).where(func.lower(found.email).in_(select(mails)))
    return union(select(own), select(others), second)


def _addresses(person: Person) -> set[str]:
    """Return how a person's address may be written in lower case."""
    return {person.email.casefold(), person.email.lower()} if person.email else set()


def barred_from(db: Session, person_id: int) -> set[int]:
    """Return whom a person never decides about, and who never decides about them, as `select_barred` says."""
    return set(db.scalars(select_barred(db, person_id)))


def what_bars(db: Session, one_id: int, other_id: int, other: str) -> str:
    """Return what keeps one of two from deciding about the other, in half a sentence to the one; empty: nothing."""
    if _addresses(people.get_person(db, one_id)) & _addresses(people.get_person(db, other_id)):
        return f"You and {other} have the same e-mail address"
    close = other_id in barred_from(db, one_id)
    return f"A close tie between you and {other} is on record" if close else ""


def refuse_close(db: Session, actor: Actor, person_id: int, deed: str, other: str = "this trainee") -> None:
    """Raise `NotAllowed` where the actor is too close to an `other` for this, such as to “answer”; the log says so."""
    if bar := what_bars(db, actor.id, person_id, other):
        log.warning("refused", extra={"event": "authorization_refused", "actor": actor.label, "action": deed})
        whom = "another registrar" if actor.has(REGISTRAR) else "a registrar"
        raise NotAllowed(f"{bar}, so somebody else has to {deed}. Ask {whom}.")


def why_barred(db: Session, actor: Actor, person_id: int) -> str:
    """Return why the actor decides nothing about a person, in a sentence; empty where nothing keeps them from it."""
    if actor.person_id == person_id:
        return "This is about yourself, so somebody else decides on it."
    bar = what_bars(db, actor.id, person_id, "this person")
    return f"{bar}, so somebody else decides on it." if bar else ""
