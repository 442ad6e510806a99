"""Authenticators: setting one up, and finding in which half minute a code was shown, each wrong try counted."""

import secrets
from datetime import datetime

from sqlalchemy import case, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, SUPERVISOR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.screenings.models import Authenticator
from ashilms.screenings.rules import codes

RESTS = "Too many wrong codes were tried. Sign on your own page, or try again in an hour."
NONE = "You have set up no authenticator for signing codes yet. Sign on your own page, and set one up there."


def find_authenticator(db: Session, person_id: int) -> Authenticator | None:
    """Return what shows a person's signing codes, confirmed or not; `None` when there is nothing."""
    standing = Authenticator.person_id == person_id, Authenticator.ended_at.is_(None)
    return db.scalar(select(Authenticator).where(*standing))


def begin_authenticator(db: Session, actor: Actor, *, now: datetime) -> Authenticator:
    """Set up an authenticator in the place of the one before, which signs nothing any more; it waits for a code."""
    if not actor.has(INSTRUCTOR, SUPERVISOR):
        raise NotAllowed("Whoever countersigns sets up signing codes.")
    standing = Authenticator.person_id == actor.id, Authenticator.ended_at.is_(None)
    db.execute(update(Authenticator).where(*standing).values(ended_at=now))
    row = Authenticator(person_id=actor.id, salt=secrets.token_urlsafe(32), made_at=now, wrong=0)
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError as clash:
        raise Clash("You set one up in another window meanwhile. Open this page again.") from clash
    audit.record(
        db, actor, "screenings.begin-authenticator", f"authenticator:{row.id}", now=now, about=actor.id
    )
    return row


def confirm_authenticator(db: Session, actor: Actor, code: str, *, key: str, now: datetime) -> Authenticator:
    """Let one's authenticator sign from now on, when `code` is what it shows; raises `Unacceptable` for another."""
    row = find_authenticator(db, actor.id)
    if row is None or row.confirmed_at is not None:
        raise Clash("There is nothing to confirm. Open this page again.")
    if codes.find_step(codes.secret_of(key, actor.id, row.salt), code, now) is None:
        raise Unacceptable("That is not the code that it shows now. Put in the one that it shows.", "code")
    row.confirmed_at = now
    db.flush()
    audit.record(
        db, actor, "screenings.confirm-authenticator", f"authenticator:{row.id}", now=now, about=actor.id
    )
    return row


def find_step(db: Session, person_id: int, code: str, *, key: str, at: datetime, now: datetime) -> int | None:
    """Return in which half minute about `at` a person's authenticator showed `code`, or `None` for a wrong one.

    A wrong try is counted, so the caller commits either way. Raises `Unacceptable` without an authenticator, and
    while it rests after too many.
    """
    row = find_authenticator(db, person_id)
    if row is None or row.confirmed_at is None or at < row.confirmed_at:
        raise Unacceptable(NONE, "code")
    if not _take_try(db, row, now):
        raise Unacceptable(RESTS, "code")
    step = codes.find_step(codes.secret_of(key, person_id, row.salt), code, at)
    if step is not None:
        db.execute(update(Authenticator).where(Authenticator.id == row.id).values(wrong=0, wrong_at=None))
    return step


def _take_try(db: Session, row: Authenticator, now: datetime) -> bool:
    """Count a try before it is looked at, so that many at once are no more than many one after the other."""
    rested = or_(Authenticator.wrong_at.is_(None), Authenticator.wrong_at <= now - codes.REST)
    open_one = update(Authenticator).where(
        Authenticator.id == row.id, or_(Authenticator.wrong < codes.TRIES, rested)
    )
    again = case((rested, 1), else_=Authenticator.wrong + 1)
    return db.scalar(open_one.values(wrong=again, wrong_at=now).returning(Authenticator.id)) is not None
