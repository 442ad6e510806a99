"""Digests: finding whose hour has come, and writing what they hold, once a day at most."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import NoResultFound, SQLAlchemyError
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.errors import Missing
from ashilms.formats import plural
from ashilms.notices.models import DigestLine, Mail, Notice
from ashilms.notices.rules.digests import MOST, Item, draw_items, is_due, latest_turn, say_more
from ashilms.notices.rules.letters import DIGEST, Wording, draw, fill_subject
from ashilms.notices.services.letters import all_letters, get_letter, wordings_of
from ashilms.notices.services.naming import hand_names_on
from ashilms.notices.services.sending import Render, write_mail

log = logging.getLogger("ashilms.notices")
KEY = "notices.digest:"
"""What the key of each digest begins with."""
PROFILE = "profile"
"""The page on which a person chooses when mail comes."""


@dataclass(frozen=True, slots=True)
class Due:
    """That somebody's digest is due: on which day of theirs, and after which one (the id of its mail; 0 for none)."""

    person_id: int
    day: date
    after: int

    @property
    def key(self) -> str:
        """What stands for it: each digest is followed by one, whatever day the reader's clock shows by then."""
        return f"{KEY}{self.person_id}:after:{self.after}"

    @property
    def asked(self) -> str:
        """What stands for its being asked for: each day anew, since one of which nothing was left wrote none."""
        return f"{self.key}:{self.day}"


def find_due(db: Session, *, now: datetime) -> Iterator[Due]:
    """Yield the digests whose hour has come and for which something has waited: one query, however many people.

    However late this is asked, the latest day's is due and holds all that has waited since.
    """
    oldest = func.min(DigestLine.created_at, type_=DigestLine.created_at.type).label("oldest")
    waits = (
        select(DigestLine.person_id, oldest)
        .where(DigestLine.closed_at.is_(None))
        .group_by(DigestLine.person_id)
    ).subquery()
    went = (
        select(Mail.person_id, func.max(Mail.id).label("id"))
        .join(waits, waits.c.person_id == Mail.person_id)
        .where(Mail.key.startswith(KEY, autoescape=True))
        .group_by(Mail.person_id)
    ).subquery()
    wishes = (Person.id, Person.zone, Person.digest_hour, Person.mail_at_once)
    query = (
        select(*wishes, waits.c.oldest, Mail.id, Mail.created_at)
        .join(waits, waits.c.person_id == Person.id)
        .outerjoin(went, went.c.person_id == Person.id)
        .outerjoin(Mail, Mail.id == went.c.id)
    )
    for person_id, zone, hour, at_once, since, after, last in db.execute(query.order_by(Person.id)):
        turn = latest_turn(now, zone, hour)
        if is_due(since, turn, now=now, last=last, at_once=at_once):
            yield Due(person_id, turn.day, after or 0)


def write_digest(
    db: Session, due: Due, *, school: str, public_url: str, render: Render, now: datetime
) -> int:
    """Write a person's digest and return how many things are in it; a second time none.

    What was read on their pages by now, or is no longer so, is left out; with nothing left, nothing is written. Where
    it was written before, what waits by now is left for the next one.
    """
    person = db.get_one(Person, due.person_id, with_for_update=True)
    if db.scalar(select(Mail.id).where(Mail.key == due.key)) is not None:
        return 0
    still, over = _sort_out(db, person, now)
    _close(db, over, None, now)
    if not still:
        return 0
    words = wordings_of(db, {row.kind for row in still})
    items = [_as_item(row, words[row.kind]) for row in still]
    blocks = draw_items(items[:MOST]) + say_more(len(items) - MOST)
    count = plural(len(items), "notice")
    values = {
        "name": person.name, "school": school, "count": count, "items": "",
        "profile": f"{public_url.rstrip('/')}/{PROFILE}" if people.has_account(person) else "",
    }  # fmt: skip
    mail = write_mail(
        db, person, get_letter(DIGEST), values, render=render, key=due.key, now=now,
        inner=blocks, subject=items[0].title if len(items) == 1 else "",
    )  # fmt: skip
    hand_names_on(db, [row.key for row in still], due.key)
    _close(db, still, mail.id, now)
    return len(items)


def _sort_out(db: Session, person: Person, now: datetime) -> tuple[list[DigestLine], list[DigestLine]]:
    """Return what still waits for a person and is so, and what they have read or what is over; oldest first."""
    query = select(DigestLine).where(DigestLine.person_id == person.id, DigestLine.closed_at.is_(None))
    rows = list(db.scalars(query.order_by(DigestLine.created_at, DigestLine.id)))
    read = select(Notice.key).where(Notice.key.in_([row.key for row in rows]), Notice.read_at.is_not(None))
    known = set(db.scalars(read))
    still: list[DigestLine] = []
    over: list[DigestLine] = []
    for row in rows:
        gone = not (person.active and person.email) or row.kind not in all_letters()
        (over if gone or row.key in known or _is_over(db, row, now) else still).append(row)
    return still, over


def _is_over(db: Session, row: DigestLine, now: datetime) -> bool:
    """Return whether any room says that what a line tells is no longer so, as of what is not there any more.

    A room that can't answer costs the reader nothing: the line is told. What the database refuses is tried again.
    """
    try:
        answers = signals.line_waits.send(
            db, kind=row.kind, about=row.about, person_id=row.person_id, now=now
        )
    except (Missing, NoResultFound):
        return True
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("a line of a daily mail could not be judged", extra={"event": "line_not_judged"})
        return False
    return any(answer for _, answer in answers)


def _as_item(row: DigestLine, wording: Wording) -> Item:
    letter = get_letter(row.kind)
    return Item(letter.group, fill_subject(letter, wording, row.said), tuple(draw(wording, row.said)))


def _close(db: Session, rows: list[DigestLine], mail_id: int | None, now: datetime) -> None:
    """Note what became of lines, and forget what they said."""
    ids = [row.id for row in rows]
    gone = update(DigestLine).where(DigestLine.id.in_(ids))
    db.execute(gone.values({"closed_at": now, "mail_id": mail_id, "said": {}}))
