"""One-use links: made, looked at, and taken once."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ashilms.identity.models import Link
from ashilms.identity.rules import AHEAD, CODE_TRIES, LIFETIMES, digest


def make_link(
    db: Session,
    purpose: str,
    *,
    now: datetime,
    user_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
) -> str:
    """Return a new token of 256 bits for `purpose`; earlier ones of the same user and purpose stop serving."""
    if user_id is not None:
        db.execute(delete(Link).where(Link.user_id == user_id, Link.purpose == purpose))
    token = secrets.token_urlsafe(32)
    db.add(
        Link(
            hash=digest(token), purpose=purpose, user_id=user_id, payload=dict(payload or {}),
            created_at=now, expires_at=now + LIFETIMES[purpose],
        )
    )  # fmt: skip
    db.flush()
    return token


def find_link(db: Session, token: str, *purposes: str, now: datetime) -> Link | None:
    """Return the link if it serves for one of `purposes` now; looking takes nothing away."""
    query = select(Link).where(Link.hash == digest(token), Link.purpose.in_(purposes))
    return db.scalar(query.where(Link.expires_at > now, Link.created_at <= now + AHEAD))


def take_link(db: Session, token: str, *purposes: str, now: datetime) -> Link | None:
    """Take the link, so that it never serves again; of several who try at once, one gets it."""
    found = find_link(db, token, *purposes, now=now)
    if found is None:
        return None
    kept = Link(id=found.id, purpose=found.purpose, user_id=found.user_id, payload=dict(found.payload))
    db.expunge(found)
    taken = db.scalar(delete(Link).where(Link.id == kept.id).returning(Link.id))
    return kept if taken is not None else None


def count_try(db: Session, token: str) -> int:
    """Count a wrong code against half a sign-in and return how many are left; at none it is over."""
    mine = Link.hash == digest(token)
    tries: int | None = db.scalar(update(Link).where(mine).values(tries=Link.tries + 1).returning(Link.tries))
    if tries is None or tries >= CODE_TRIES:
        db.execute(delete(Link).where(mine))
        return 0
    return CODE_TRIES - tries


def drop_links(db: Session, user_id: int) -> None:
    """Make everything that was mailed to this user useless: their password or factor has changed."""
    db.execute(delete(Link).where(Link.user_id == user_id))


def drop_expired_links(db: Session, *, now: datetime) -> int:
    """Delete links that serve no more and return how many."""
    return len(db.scalars(delete(Link).where(Link.expires_at <= now).returning(Link.id)).all())
