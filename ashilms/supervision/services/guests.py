"""Supervisors by link: invited for named trainees, sent a link, and shut out again."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.errors import Missing, Unacceptable
from ashilms.jobs.services import enqueue
from ashilms.notices.rules import mail_address
from ashilms.notices.services import Render, is_written, send_mail
from ashilms.supervision.models import Guest, GuestDevice, GuestLink, GuestTrainee
from ashilms.supervision.rules.guests import DEVICE_LASTS, LINK_LASTS, digest

LINK_JOB = "supervision.link"
NONE = "There is no such supervisor by link, or none that you may change."
TAKEN = "Somebody with that address has an account here. Place them as a supervisor instead."


def invite_guest(
    db: Session, actor: Actor, *, email: str, name: str, trainees: Collection[int], door: str, zone: str,
    now: datetime,
) -> int:  # fmt: skip
    """Invite somebody to supervise these trainees by a mailed link, and return the person's id.

    Inviting the same address again adds trainees and sends another link. `door` is where links are asked for and
    taken up. Raises `Missing` for who may not invite, and `Unacceptable` for an address with an account.
    """
    if not actor.has(INSTRUCTOR, REGISTRAR):
        raise Missing(NONE)
    wanted = _trainees(db, trainees)
    person = _find_or_make(db, actor, email, name, door, zone, now)
    known = _scopes(db, [person.id])[person.id]
    db.add_all(GuestTrainee(guest_id=person.id, trainee_id=id, since=now) for id in sorted(wanted - known))
    db.flush()
    audit.record(
        db, actor, "supervision.invite", f"person:{person.id}", now=now, about=person.id,
        after={"email": person.email, "trainees": sorted(wanted)},
    )  # fmt: skip
    ask_for_link(db, person_id=person.id, door=door, now=now)
    return person.id


def _trainees(db: Session, ids: Collection[int]) -> set[int]:
    wanted = set(ids)
    if not wanted or wanted - set(people.names_in_roles(db, (TRAINEE,))):
        raise Unacceptable("Choose at least one trainee from the list.", "trainees")
    return wanted


def _find_or_make(
    db: Session, actor: Actor, email: str, name: str, door: str, zone: str, now: datetime
) -> Person:
    """Return the guest with this address, made if there is nobody with it at all."""
    try:
        address = mail_address(email.strip())
    except ValueError as wrong:
        raise Unacceptable(str(wrong), "email") from wrong
    found = people.find_by_email(db, [address])
    guests = [person for person in found if db.get(Guest, person.id) is not None]
    if found and not guests:
        raise Unacceptable(TAKEN, "email")
    if guests:
        guests[0].active = True
        return guests[0]
    person = people.welcome_person(
        db,
        f"{people.BY_LINK}{secrets.token_hex(16)}",
        name=name,
        email=address,
        zone=zone,
        now=now,
        roles=(SUPERVISOR,),
    )
    db.add(Guest(person_id=person.id, invited_at=now, invited_by=actor.id, door=door))
    db.flush()
    return person


def ask_for_link(
    db: Session, *, door: str, now: datetime, person_id: int | None = None, email: str = ""
) -> None:
    """Note that somebody wants a link, by person or by address. What comes of it shows in their mailbox only."""
    wish = {"person": person_id, "email": email.strip().casefold(), "door": door}
    enqueue(db, LINK_JOB, wish, key=f"{LINK_JOB}:{secrets.token_hex(16)}", now=now)


def send_link(
    db: Session, *, person_id: int | None, email: str, door: str, school: str, render: Render, now: datetime,
    key: str | None = None,
) -> None:  # fmt: skip
    """Mail a guest a link that serves once; nobody else gets any. Earlier links serve no more.

    The same `key` a second time sends nothing, and the link of the first time goes on serving.
    """
    key = key or f"link:{secrets.token_hex(8)}"
    if is_written(db, key):
        return
    found = [people.get_person(db, person_id)] if person_id else people.find_by_email(db, [email])
    guest = next((p for p in found if p.active and db.get(Guest, p.id) is not None), None)
    if guest is None:
        return
    db.execute(delete(GuestLink).where(GuestLink.guest_id == guest.id))
    token = secrets.token_urlsafe(32)
    db.add(GuestLink(guest_id=guest.id, hash=digest(token), expires_at=now + LINK_LASTS))
    db.flush()
    values = {"name": guest.name, "school": school, "link": f"{door}/{token}"}
    send_mail(db, guest, "supervisor-link", values, render=render, key=key, now=now)


def find_link(db: Session, token: str, *, now: datetime) -> Person | None:
    """Return whose link this is if it serves now; looking takes nothing away."""
    query = select(Person).join(GuestLink, GuestLink.guest_id == Person.id)
    return db.scalar(query.where(GuestLink.hash == digest(token), GuestLink.expires_at > now, Person.active))


def take_link(db: Session, token: str, *, now: datetime) -> str | None:
    """Take a link up and return the token that this browser holds from now on; of several who try, one gets it."""
    taken = delete(GuestLink).where(GuestLink.hash == digest(token), GuestLink.expires_at > now)
    guest = db.scalar(taken.returning(GuestLink.guest_id))
    if guest is None:
        return None
    held = secrets.token_urlsafe(32)
    db.add(GuestDevice(guest_id=guest, hash=digest(held), expires_at=now + DEVICE_LASTS))
    db.flush()
    audit.record(
        db, people.as_actor(people.get_person(db, guest)), "supervision.open-link", f"person:{guest}", now=now
    )
    return held


def end_guest(db: Session, actor: Actor, person_id: int, *, now: datetime) -> None:
    """Shut a guest out: no link and no browser of theirs serves any more, and nobody can name them."""
    if not actor.has(REGISTRAR) or db.get(Guest, person_id) is None:
        raise Missing(NONE)
    people.lock_people(db, {person_id})
    people.get_person(db, person_id).active = False
    for table in (GuestLink, GuestDevice):
        db.execute(delete(table).where(table.guest_id == person_id))
    db.flush()
    audit.record(db, actor, "supervision.end-guest", f"person:{person_id}", now=now, after={"active": False})


def guest_of(db: Session, person_id: int) -> Guest | None:
    """Return the invitation of somebody who supervises by link; `None` for whoever has an account."""
    return db.get(Guest, person_id)


def find_out_of_scope(db: Session, trainee_id: int) -> set[int]:
    """Return the guests who were invited for others than this trainee, and can neither be named nor sign."""
    mine = select(GuestTrainee.guest_id).where(GuestTrainee.trainee_id == trainee_id)
    return set(db.scalars(select(Guest.person_id).where(Guest.person_id.not_in(mine))))


def trainees_of(db: Session, person_id: int) -> Mapping[int, str]:
    """Return for whom a guest was invited, names by id."""
    return people.names_of(db, _scopes(db, [person_id])[person_id])


def drop_old(db: Session, *, now: datetime) -> int:
    """Delete the links and browsers that serve no more, and return how many."""
    gone = [
        db.scalars(delete(table).where(table.expires_at <= now).returning(table.id)).all()
        for table in (GuestLink, GuestDevice)
    ]
    return sum(map(len, gone))


def _scopes(db: Session, guests: Collection[int]) -> Mapping[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in db.scalars(select(GuestTrainee).where(GuestTrainee.guest_id.in_(guests))):
        found[row.guest_id].add(row.trainee_id)
    return found
