"""Lines on a person's own pages: written at once, and read by them."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ashilms.errors import Missing
from ashilms.notices.models import Notice
from ashilms.notices.rules import one_line


def notify(
    db: Session, person_id: int, text: str, *, key: str, now: datetime, path: str | None = None
) -> Notice:
    """Put a line on a person's own pages, leading to `path` on this site; one line per `key`."""
    known = db.scalar(select(Notice).where(Notice.key == key))
    if known is not None:
        return known
    notice = Notice(key=key, person_id=person_id, text=one_line(text)[:500], path=path, created_at=now)
    db.add(notice)
    db.flush()
    return notice


def notices_of(
    db: Session, person_id: int, *, read: bool = False, limit: int = 20, before: int = 2**31 - 1
) -> list[Notice]:
    """Return a person's notices that they have not read, or those that they have; newest first, from `before` on."""
    query = select(Notice).where(Notice.person_id == person_id, Notice.id < before)
    query = query.where(Notice.read_at.is_not(None) if read else Notice.read_at.is_(None))
    return list(db.scalars(query.order_by(Notice.id.desc()).limit(limit)))


def mark_read(db: Session, person_id: int, notice_ids: list[int], *, now: datetime) -> None:
    """Note that a person has seen these of their own notices; another's are left alone."""
    mine = update(Notice).where(Notice.person_id == person_id, Notice.id.in_(notice_ids))
    db.execute(mine.where(Notice.read_at.is_(None)).values(read_at=now))


def open_notice(db: Session, person_id: int, notice_id: int, *, now: datetime) -> str | None:
    """Note that a person reads a notice of their own and return where it leads; raises `Missing` for another's."""
    notice = db.get(Notice, notice_id)
    if notice is None or notice.person_id != person_id:
        raise Missing("There is no such notice.")
    mark_read(db, person_id, [notice_id], now=now)
    return notice.path


def count_unread(db: Session, person_id: int) -> int:
    """Return how many notices a person has not read."""
    unread = select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return db.scalar(unread) or 0
