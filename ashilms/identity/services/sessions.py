"""Sessions: opened at sign-in, looked up at each request, ended by deleting their row."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from ashilms.accounts.models import Person
from ashilms.identity.models import User, UserSession
from ashilms.identity.rules import ABSOLUTE, digest, stands

GRAIN = timedelta(minutes=1)
"""How exactly it is written down when a session was last in use."""


def open_session(db: Session, user: User, *, agent: str, now: datetime) -> str:
    """Sign a browser in and return its token, 256 bits of chance."""
    token = secrets.token_urlsafe(32)
    db.add(
        UserSession(
            hash=digest(token), user_id=user.id, agent=agent[:60], created_at=now, seen_at=now, proved_at=now
        )
    )
    db.flush()
    return token


def find_session(db: Session, token: str, *, now: datetime) -> UserSession | None:
    """Return the session with this token if it stands and its person is active."""
    whole = joinedload(UserSession.user).joinedload(User.person).joinedload(Person.roles)  # in one query
    query = select(UserSession).where(UserSession.hash == digest(token)).options(whole)
    found = db.scalars(query).unique().one_or_none()
    if found is None or not stands(created=found.created_at, seen=found.seen_at, now=now):
        return None
    person = found.user.person
    return found if person is not None and person.active else None


def is_due_touch(row: UserSession, now: datetime) -> bool:
    """Return whether it is time to write down that the session is in use."""
    return now - row.seen_at >= GRAIN


def touch_session(db: Session, session_id: int, *, now: datetime) -> None:
    """Write down that a session is in use."""
    db.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=now))


def renew_session(db: Session, session_id: int, *, now: datetime) -> str:
    """Note that the person has proved who they are, and return the session's new token; the old one is dead."""
    token = secrets.token_urlsafe(32)
    mine = update(UserSession).where(UserSession.id == session_id)
    db.execute(mine.values(hash=digest(token), proved_at=now, seen_at=now))
    return token


def sessions_of(db: Session, user_id: int, *, now: datetime) -> list[UserSession]:
    """Return a user's sessions that stand, the one used last first."""
    query = select(UserSession).where(UserSession.user_id == user_id).order_by(UserSession.seen_at.desc())
    return [row for row in db.scalars(query) if stands(created=row.created_at, seen=row.seen_at, now=now)]


def end_session(db: Session, user_id: int, session_id: int) -> bool:
    """End one of a user's own sessions and return whether there was such a one."""
    mine = delete(UserSession).where(UserSession.user_id == user_id, UserSession.id == session_id)
    return db.scalar(mine.returning(UserSession.id)) is not None


def end_sessions(db: Session, user_id: int, *, but: int | None = None) -> int:
    """End all of a user's sessions, except `but` if given, and return how many."""
    query = delete(UserSession).where(UserSession.user_id == user_id)
    if but is not None:
        query = query.where(UserSession.id != but)
    return len(db.scalars(query.returning(UserSession.id)).all())


def drop_old_sessions(db: Session, *, now: datetime) -> int:
    """Delete sessions that can stand no more and return how many."""
    query = delete(UserSession).where(UserSession.created_at < now - ABSOLUTE)
    return len(db.scalars(query.returning(UserSession.id)).all())
