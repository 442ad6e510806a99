"""Finding, welcoming and placing people."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person, PersonRole
from ashilms.actor import ROLES, TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.errors import Missing, Unacceptable

FORGOTTEN = "erased:"
"""How the key of somebody begins who was erased; no host's key does."""
BY_LINK = "link:"
"""How the key of somebody begins who has no account and comes in by a mailed link."""


def get_person(db: Session, person_id: int) -> Person:
    """Return a person by id; raises `Missing`."""
    person = db.get(Person, person_id)
    if person is None:
        raise Missing("There is no such person.")
    return person


def find_person(db: Session, host_key: str) -> Person | None:
    """Return the person who is this host user, or `None` before their first visit."""
    return db.scalar(select(Person).where(Person.host_key == host_key))


def welcome_person(
    db: Session, host_key: str, *, name: str, now: datetime, email: str | None = None,
    zone: str = "UTC", roles: Iterable[str] = (TRAINEE,),
) -> Person:  # fmt: skip
    """Return the person who is this host user, made on the first visit as a trainee unless `roles` say else."""
    person = find_person(db, host_key)
    if person is not None:
        return person
    person = Person(host_key=host_key, name=name.strip() or "Unnamed", email=email, zone=zone, created_at=now)
    person.roles = [PersonRole(role=role, since=now) for role in roles]
    db.add(person)
    db.flush()
    audit.record(
        db, as_actor(person), "accounts.welcome", f"person:{person.id}", now=now,
        after={"name": person.name, "email": email, "roles": sorted(roles)}, about=person.id,
    )  # fmt: skip
    return person


def as_actor(person: Person, roles: Iterable[str] | None = None) -> Actor:
    """Return a person as services see them; `roles` given by a host take the place of our rows."""
    held = frozenset(roles) if roles is not None else frozenset(row.role for row in person.roles)
    return Actor(person.id, person.name, held & frozenset(ROLES), person.zone)


def place_person(db: Session, actor: Actor, person_id: int, roles: Iterable[str], *, now: datetime) -> Person:
    """Give a person exactly these roles; raises `Unacceptable` for a role that does not exist."""
    person, wanted = get_person(db, person_id), set(roles)
    if unknown := wanted - set(ROLES):
        raise Unacceptable(f"There is no role {sorted(unknown)[0]!r}. Roles are {', '.join(ROLES)}.", "roles")
    held = {row.role for row in person.roles}
    person.roles = [row for row in person.roles if row.role in wanted]
    person.roles += [PersonRole(role=role, since=now) for role in sorted(wanted - held)]
    db.flush()
    audit.record(
        db, actor, "accounts.place", f"person:{person.id}", now=now,
        before={"roles": sorted(held)}, after={"roles": sorted(wanted)},
    )  # fmt: skip
    return person


def change_profile(
    db: Session, actor: Actor, *, name: str, printed_name: str | None, zone: str, mail_at_once: bool,
    digest_hour: int, now: datetime,
) -> Person:  # fmt: skip
    """Let a person set how they are addressed, how certificates print their name, their zone, and when mail comes."""
    person = get_person(db, actor.id)
    if zone not in available_timezones():
        raise Unacceptable("That is not a time zone we know. Choose one from the list.", "zone")
    before = _profile_of(person)
    person.name, person.printed_name, person.zone = name.strip(), (printed_name or "").strip() or None, zone
    person.mail_at_once, person.digest_hour = mail_at_once, digest_hour
    db.flush()
    audit.record(
        db, actor, "accounts.change-profile", f"person:{person.id}", now=now, before=before, about=person.id,
        after=_profile_of(person),
    )  # fmt: skip
    return person


def _profile_of(person: Person) -> dict[str, object]:
    return {
        "name": person.name, "printed_name": person.printed_name, "zone": person.zone,
        "mail_at_once": person.mail_at_once, "digest_hour": person.digest_hour,
    }  # fmt: skip


def forget_person(db: Session, person_id: int) -> None:
    """Take a person's name and addresses off, and let nobody come in as them any more; their number stays.

    A host's user who comes again is somebody new here.
    """
    person = get_person(db, person_id)
    person.name, person.printed_name, person.email = f"Erased person {person_id}", None, None
    person.host_key, person.active, person.roles = f"{FORGOTTEN}{person_id}", False, []
    db.flush()


def has_account(person: Person) -> bool:
    """Return whether somebody can sign in: who comes by a link has no pages of their own but those it leads to."""
    return not person.host_key.startswith((BY_LINK, FORGOTTEN))


def is_forgotten(person: Person) -> bool:
    """Return whether somebody's name and addresses were taken off for good."""
    return person.host_key.startswith(FORGOTTEN)


def confirm_printed_name(db: Session, actor: Actor, printed_name: str, *, now: datetime) -> Person:
    """Let a person confirm how certificates print their name; raises `Unacceptable` for an empty one."""
    person, name = get_person(db, actor.id), " ".join(printed_name.split())
    if not name:
        raise Unacceptable("Write your name as the certificate should print it.", "printed_name")
    before, person.printed_name = person.printed_name, name
    db.flush()
    audit.record(
        db, actor, "accounts.confirm-name", f"person:{person.id}", now=now, about=person.id,
        before={"printed_name": before}, after={"printed_name": name},
    )  # fmt: skip
    return person


def names_of(db: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these people by id, in one query; nobody is asked for nobody."""
    wanted = set(person_ids)
    query = select(Person.id, Person.name).where(Person.id.in_(wanted))
    return {row.id: row.name for row in db.execute(query)} if wanted else {}


def names_in_roles(db: Session, roles: Iterable[str]) -> dict[int, str]:
    """Return the names of the active people who hold any of `roles`, by id and in the order of names."""
    holders = select(PersonRole.person_id).where(PersonRole.role.in_(set(roles)))
    query = select(Person.id, Person.name).where(Person.active, Person.id.in_(holders))
    return {row.id: row.name for row in db.execute(query.order_by(Person.name, Person.id))}


def lock_people(db: Session, person_ids: Iterable[int]) -> None:
    """Let nobody else decide about these people until the transaction ends (SQLite's writers take turns anyway).

    Always in the order of ids, so that two who lock the same people never wait for each other.
    """
    query = select(Person.id).where(Person.id.in_(set(person_ids))).order_by(Person.id)
    db.execute(query.with_for_update(key_share=True))


def find_people(db: Session, *, role: str | None = None, text: str = "", limit: int = 200) -> list[Person]:
    """Return people by name, of one role and with `text` in their name or address where given."""
    query = select(Person).order_by(Person.name, Person.id).limit(limit)
    if role:
        query = query.where(Person.id.in_(select(PersonRole.person_id).where(PersonRole.role == role)))
    if text:
        like = f"%{_escaped(text)}%"
        query = query.where(Person.name.ilike(like, escape="\\") | Person.email.ilike(like, escape="\\"))
    return list(db.scalars(query))


def find_by_email(db: Session, emails: Iterable[str]) -> list[Person]:
    """Return whoever has one of these addresses, in whatever case it is written; in a host several may have one."""
    wanted = {email.casefold() for email in emails} | {email.lower() for email in emails}
    query = select(Person).where(func.lower(Person.email).in_(wanted)).order_by(Person.id)
    return list(db.scalars(query))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
