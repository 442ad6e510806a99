"""Saving one's own comments, taking them away, and finding them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.comments.models import SavedComment
from ashilms.comments.rules import LONGEST, MOST, SHORTEST
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.texts import find_identity


def find_comments(db: Session, actor: Actor) -> Sequence[SavedComment]:
    """Return the actor's saved comments by their words."""
    query = select(SavedComment).where(SavedComment.person_id == actor.id)
    return db.scalars(query.order_by(func.lower(SavedComment.text), SavedComment.id)).all()


def save_comment(db: Session, actor: Actor, text: str, *, now: datetime) -> SavedComment:
    """Keep a comment to be used again.

    Raises `Unacceptable` for one that is too short, too long, saved already or tells who somebody is, and `Clash`
    when there are enough of them.
    """
    said = text.replace("\r\n", "\n").strip()
    people.lock_people(db, [actor.id])
    if not SHORTEST <= len(said) <= LONGEST:
        raise Unacceptable(f"A comment has {SHORTEST} to {LONGEST} characters.", "text")
    if identity := find_identity(said, now.date()):
        raise Unacceptable(identity, "text")
    if len(find_comments(db, actor)) >= MOST:
        raise Clash(f"You have saved {MOST} comments. Take one away first.")
    row = SavedComment(person_id=actor.id, text=said, saved_at=now)
    if not add_once(db, row):
        raise Unacceptable("You have saved this one before.", "text")
    return row


def remove_comment(db: Session, actor: Actor, comment_id: int) -> None:
    """Take a saved comment away; what was written with it stays as it is. Raises `Missing` for somebody else's."""
    row = db.get(SavedComment, comment_id)
    if row is None or row.person_id != actor.id:
        raise Missing("There is no such comment, or it is not yours.")
    db.delete(row)
    db.flush()
