"""Close ties: declared by either side, seen and ended by a registrar, and asked for before anybody signs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.supervision.models import CloseTie
from ashilms.supervision.services.credentials import SHORTEST_REASON

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


def find_same(db: Session, person_id: int) -> set[int]:
    """Return who else has a person's e-mail address, and may be the same human being with a second account."""
    email = people.get_person(db, person_id).email
    return {other.id for other in people.find_by_email(db, [email])} - {person_id} if email else set()


def find_close(db: Session, person_id: int) -> set[int]:
    """Return with whom a person has a close tie, whichever of the two declared it."""
    person = people.get_person(db, person_id)
    standing = select(CloseTie.person_id, CloseTie.email, CloseTie.other_id).where(
        CloseTie.ended_at.is_(None)
    )
    mine = db.execute(standing.where(CloseTie.person_id == person_id)).all()
    named = CloseTie.other_id == person_id
    if person.email:
        named = named | (CloseTie.email == person.email.casefold())
    close = {row.person_id for row in db.execute(standing.where(named))}
    close |= {row.other_id for row in mine if row.other_id is not None}
    close |= {other.id for other in people.find_by_email(db, [row.email for row in mine])} if mine else set()
    return close - {person_id}


def find_barred(db: Session, person_id: int) -> set[int]:
    """Return who decides nothing about a person: themselves, who has a close tie to them, or the same address."""
    return find_close(db, person_id) | find_same(db, person_id) | {person_id}


def why_barred(db: Session, actor: Actor, person_id: int) -> str:
    """Return why the actor decides nothing about a person, in a sentence; empty where nothing keeps them from it."""
    if actor.person_id == person_id:
        return "This is about yourself, so somebody else decides on it."
    if actor.id in find_same(db, person_id):
        return "You and this person have the same e-mail address, so somebody else decides on it."
    if actor.id in find_close(db, person_id):
        return "A close tie between you and this person is on record, so somebody else decides on it."
    return ""
