"""Whom something told to others names: noted when it is told, so that the name can be taken back."""

from collections.abc import Iterable

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.notices.models import DigestLine, Mail, Naming, Notice

UNNAMED = "About somebody who was erased"
"""What a mail's subject is when it was about somebody who is no more."""


def note_names(db: Session, key: str, named: Iterable[Person], *, reader: int | None = None) -> None:
    """Note whom what is told under a key names besides its reader; of whom no name is left, nothing is noted."""
    ids = {person.id for person in named if not people.is_forgotten(person)} - {reader}
    if not ids:  # as of nearly all that is told
        return
    known = set(db.scalars(select(Naming.person_id).where(Naming.key == key)))
    db.add_all(Naming(key=key, person_id=person_id) for person_id in sorted(ids - known))
    db.flush()


def hand_names_on(db: Session, keys: Iterable[str], to: str) -> None:
    """Note that what is told under the key `to` names everybody whom what it is made of names."""
    named = select(Naming.person_id).where(Naming.key.in_(list(keys)))
    note_names(db, to, db.scalars(select(Person).where(Person.id.in_(named))))


def take_back_names(db: Session, person_id: int) -> int:
    """Take away what others were told with somebody's name in it, or will be, and return how many rows that were.

    Of a mail that was sent its head stays, with a subject that names nobody; so it does of a daily mail that is about
    to leave, which tells of other things too. Whom else it named is noted still.
    """
    keys = select(Naming.key).where(Naming.person_id == person_id)
    told, waits, mail = (table.key.in_(keys) for table in (Notice, DigestLine, Mail))
    alone = Mail.sent_at.is_(None) & ~exists().where(DigestLine.mail_id == Mail.id)
    going = (
        delete(Notice).where(told),
        delete(DigestLine).where(waits, DigestLine.closed_at.is_(None)),
        delete(Mail).where(mail, alone),
        update(Mail).where(mail).values(subject=UNNAMED),
    )
    return sum(db.execute(one).rowcount for one in going)  # type: ignore[attr-defined]
