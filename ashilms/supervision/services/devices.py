"""A guest's browser: who came in by it, the codes mailed to prove it again, and the proof that a signature uses up."""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import LINK, SUPERVISOR, Actor
from ashilms.errors import NotAllowed, Unacceptable
from ashilms.notices.services import Render, send_mail
from ashilms.supervision.models import GuestDevice
from ashilms.supervision.rules import guests as rules

NOT_PROVED = "Each signature needs a fresh code. Ask for one, then sign."


def find_guest(db: Session, token: str | None, *, now: datetime) -> Actor | None:
    """Return who came in by the link that this browser took up, or `None` when it serves no more."""
    if not token:
        return None
    query = select(Person).join(GuestDevice, GuestDevice.guest_id == Person.id)
    person = db.scalar(query.where(*_serves(token, now), Person.active))
    if person is None:
        return None
    roles = frozenset(row.role for row in person.roles) & {SUPERVISOR}
    return Actor(person.id, person.name, roles, person.zone, LINK)


def send_code(db: Session, token: str, *, school: str, render: Render, now: datetime) -> None:
    """Mail a fresh code to whoever came in by this browser; the one before serves no more.

    Raises `Unacceptable` when the browser serves no more, or has asked for too many.
    """
    fresh = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    asked = update(GuestDevice).where(*_serves(token, now), GuestDevice.codes < rules.MOST_CODES)
    code = rules.code_digest(token, fresh)
    guest = db.scalar(
        asked.values(
            code=code, code_at=now, code_tries=0, codes=GuestDevice.codes + 1, proved_at=None
        ).returning(GuestDevice.guest_id)
    )
    if guest is None:
        raise Unacceptable("No code is sent to this browser any more. Ask for another link.", "code")
    person = people.get_person(db, guest)
    values = {"name": person.name, "school": school, "code": fresh}
    key = f"code:{secrets.token_hex(8)}"
    send_mail(db, person, "supervisor-code", values, render=render, key=key, now=now)


def check_code(db: Session, token: str, typed: str, *, now: datetime) -> bool:
    """Return whether a code is the one that was mailed last, in time, untried too often; a right one serves once.

    The caller commits either way, since a wrong try is counted.
    """
    open_one = update(GuestDevice).where(
        *_serves(token, now), GuestDevice.code.is_not(None), GuestDevice.code_tries < rules.CODE_TRIES,
        GuestDevice.code_at > now - rules.CODE_LASTS,
    )  # fmt: skip
    tried = open_one.values(code_tries=GuestDevice.code_tries + 1).returning(GuestDevice.code)
    kept = db.scalar(tried)
    wanted = rules.code_digest(token, rules.bare_code(typed))
    if kept is None or not secrets.compare_digest(kept, wanted):
        return False
    right = update(GuestDevice).where(GuestDevice.hash == rules.digest(token), GuestDevice.code == kept)
    proved = right.values(code=None, proved_at=now).returning(GuestDevice.id)
    return db.scalar(proved) is not None


def is_proved(db: Session, token: str | None, *, now: datetime) -> bool:
    """Return whether a code was right in this browser, and no signature has used it up."""
    if not token:
        return False
    return rules.is_fresh(db.scalar(select(GuestDevice.proved_at).where(*_serves(token, now))), now)


def spend_proof(db: Session, actor: Actor, *, now: datetime) -> None:
    """Use up the proof of whoever came in by a link; raises `NotAllowed` when there is none. Others need none."""
    if actor.via != LINK:
        return
    fresh = update(GuestDevice).where(
        GuestDevice.guest_id == actor.id, GuestDevice.proved_at > now - rules.CODE_LASTS
    )
    if not db.scalars(fresh.values(proved_at=None).returning(GuestDevice.id)).all():
        raise NotAllowed(NOT_PROVED)


def close_device(db: Session, token: str) -> None:
    """Let a browser hold nothing any more."""
    db.execute(delete(GuestDevice).where(GuestDevice.hash == rules.digest(token)))


def _serves(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return GuestDevice.hash == rules.digest(token), GuestDevice.expires_at > now
