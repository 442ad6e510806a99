"""What people are told, seen by tests of the rooms that tell it."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts.models import Person
from ashilms.notices.services import send_mail
from ashilms.rooms import listen


def each_at_once(db: Session) -> None:
    """Let everybody choose to have each mail at once, so that what a room says is seen apart from the daily mail."""
    db.execute(update(Person).values(mail_at_once=True))
    db.commit()


def is_over(db: Session, kind: str, about: str, *, now: datetime, person_id: int = 0) -> bool:
    """Return whether a room says that what waits for a daily mail is no longer so."""
    listen()
    answers = signals.line_waits.send(db, kind=kind, about=about, person_id=person_id, now=now)
    return any(answer for _, answer in answers)


def tell_of(db: Session, person_id: int, reader_id: int, *, now: datetime) -> None:
    """Tell somebody, on their pages and with their daily mail, that another has sent them a session."""
    person, reader = (db.get_one(Person, id) for id in (person_id, reader_id))
    values = dict.fromkeys(("session", "until", "school", "link"), "/") | {"trainee": person.name}
    send_mail(
        db, reader, "entry-sent", values, render=lambda *_: "", key=f"told:{person_id}", now=now, naming=[person]
    )  # fmt: skip
