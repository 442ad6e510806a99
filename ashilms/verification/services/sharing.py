"""Links by which holders share a certificate: made for a purpose and a time, seen when opened, ended."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import link_token
from ashilms.certificates.services.finding import WAITING
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.verification.models import LookUp, ShareLink
from ashilms.verification.rules.answers import Finding
from ashilms.verification.rules.sharing import DAYS, LONGEST_PURPOSE, MOST_OPEN, is_open
from ashilms.verification.services.checking import find_behind


@dataclass(frozen=True, slots=True)
class Shared:
    """One of a holder's links, whether it leads somewhere still, and when it was opened."""

    link: ShareLink
    open: bool
    opened: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody finds behind a shared link: the certificate, or that the link has ended."""

    link_id: int
    until: datetime
    finding: Finding | None
    """`None`: it has ended, and tells nothing."""


def find_shared(db: Session, actor: Actor, number: str) -> Certificate:
    """Return the actor's own certificate, if it can be shared; raises `Missing`, and `NotAllowed` for a registrar."""
    row = certificates.own_certificate(db, actor, number)
    if row.person_id != actor.person_id:
        raise NotAllowed("The holder alone decides with whom it is shared.")
    if row.status in WAITING:
        raise Missing("This certificate is still being drawn. Try again in a minute.")
    return row


def make_link(db: Session, actor: Actor, number: str, *, purpose: str, days: int, now: datetime) -> ShareLink:
    """Make a link to the actor's own certificate that is open for so many days.

    Raises as `find_shared`, `Unacceptable` for a purpose or a time that can't be, `Clash` with too many open.
    """
    row, said = find_shared(db, actor, number), " ".join(purpose.split())
    if not 0 < len(said) <= LONGEST_PURPOSE:
        raise Unacceptable(
            f"Say what the link is for, in at most {LONGEST_PURPOSE} characters. Only you see it.", "purpose"
        )
    if days not in DAYS:
        raise Unacceptable("Choose how long it is open.", "days")
    standing = (ShareLink.certificate_id == row.id, ShareLink.ended_at.is_(None), ShareLink.ends_at > now)
    if (db.scalar(select(func.count()).select_from(ShareLink).where(*standing)) or 0) >= MOST_OPEN:
        raise Clash(f"{MOST_OPEN} links to this certificate are open. End one that nobody needs any more.")
    link = ShareLink(
        certificate_id=row.id, token=link_token(secrets.token_bytes(16)), purpose=said, made_at=now,
        ends_at=now + timedelta(days=days),
    )  # fmt: skip
    db.add(link)
    db.flush()
    after = {"link": link.id, "until": link.ends_at.isoformat()}
    audit.record(
        db, actor, "verification.share", f"certificate:{row.number}", now=now, after=after, about=actor.id
    )
    return link


def end_link(db: Session, actor: Actor, number: str, link_id: int, *, now: datetime) -> ShareLink:
    """End a link to the actor's own certificate at once; raises as `find_shared`, `Clash` where it has ended."""
    row = find_shared(db, actor, number)
    query = select(ShareLink).where(ShareLink.id == link_id, ShareLink.certificate_id == row.id)
    link = db.scalar(query.with_for_update())
    if link is None:
        raise Missing("There is no such link to this certificate.")
    if not is_open(link.ends_at, link.ended_at, now):
        raise Clash("This link has ended already.")
    link.ended_at = now
    db.flush()
    audit.record(
        db, actor, "verification.unshare", f"certificate:{row.number}", now=now, after={"link": link.id},
        about=actor.id,
    )  # fmt: skip
    return link


def links_of(db: Session, actor: Actor, number: str, *, now: datetime) -> Sequence[Shared]:
    """Return the actor's links to their own certificate, newest first, each with when it was opened: two queries."""
    row = find_shared(db, actor, number)
    query = select(ShareLink).where(ShareLink.certificate_id == row.id)
    links = db.scalars(query.order_by(ShareLink.id.desc()).limit(100)).all()
    opened: dict[int, list[datetime]] = {link.id: [] for link in links}
    looks = select(LookUp.link_id, LookUp.at).where(LookUp.link_id.in_(opened)).order_by(LookUp.at.desc())
    for link_id, at in db.execute(looks.limit(500)) if links else ():
        opened[link_id or 0].append(at)
    return [Shared(link, is_open(link.ends_at, link.ended_at, now), tuple(opened[link.id])) for link in links]


def open_link(db: Session, token: str, *, now: datetime) -> Opened | None:
    """Return what somebody finds who opens a shared link; `None`: there never was such a one."""
    link = db.scalar(select(ShareLink).where(ShareLink.token == token))
    if link is None:
        return None
    if not is_open(link.ends_at, link.ended_at, now):
        return Opened(link.id, link.ends_at, None)
    row = db.get_one(Certificate, link.certificate_id)
    return Opened(link.id, link.ends_at, find_behind(db, row, today=now.date()))
