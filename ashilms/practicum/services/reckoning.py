"""The stored ledger: what of each signed entry is credited, reckoned anew wherever a signature comes or goes.

Within a day the cap is used up in the order in which sessions began, so a change reaches the days of the entry and no
others. What is stored is what `post` says of all entries; `find_misreckoned` holds the one against the other.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ashilms.practicum.models import Entry
from ashilms.practicum.rules.ledger import post
from ashilms.practicum.rules.states import State
from ashilms.practicum.services.plans import get_plan

REACH = timedelta(days=3)
"""How far from an entry others may begin that share a day with it, whatever zones both were logged in."""
SEEN = 2 * REACH
"""How far from it those begin on which in turn these depend."""


def reckon(db: Session, entry: Entry) -> None:
    """Reckon anew what is credited on the days of an entry that was just signed, replaced or declared void.

    Whoever changes an entry has locked its trainee, so that nobody else reckons the same days meanwhile.
    """
    span = entry.span
    if span is None:
        return
    if entry.state != State.COUNTERSIGNED:
        entry.credited = None
    db.flush()
    near = _signed(entry).where(Entry.starts > span.starts - SEEN, Entry.starts < span.ends + SEEN)
    _write(db, entry.course_id, db.scalars(near).all(), within=(span.starts - REACH, span.ends + REACH))


def reckon_course(db: Session, course_id: int) -> int:
    """Reckon everybody's entries in a course anew, when its cap is another or they never were; return how many."""
    signed = select(Entry).where(Entry.course_id == course_id, Entry.state == State.COUNTERSIGNED)
    by_person: dict[int, list[Entry]] = {}
    for entry in db.scalars(signed):
        by_person.setdefault(entry.person_id, []).append(entry)
    for entries in by_person.values():
        _write(db, course_id, entries)
    return sum(map(len, by_person.values()))


def reckon_unreckoned(db: Session) -> int:
    """Reckon the courses in which a signed entry never was, as those from before that was kept; return how many."""
    left = (
        select(Entry.course_id).where(Entry.state == State.COUNTERSIGNED, Entry.credited.is_(None)).distinct()
    )
    return sum(reckon_course(db, course_id) for course_id in db.scalars(left).all())


def find_misreckoned(db: Session) -> list[int]:
    """Return the ids of signed entries of which something else is stored than the whole ledger says."""
    wrong = []
    groups = select(Entry.course_id, Entry.person_id).where(Entry.state == State.COUNTERSIGNED).distinct()
    for course_id, person_id in db.execute(groups).all():
        query = select(Entry).where(Entry.course_id == course_id, Entry.person_id == person_id)
        entries = db.scalars(query.where(Entry.state == State.COUNTERSIGNED)).all()
        reckoned = _reckoned(db, course_id, entries)
        wrong += [e.id for e in entries if e.credited is not None and e.credited != reckoned[e.id]]
    return sorted(wrong)


def _signed(entry: Entry) -> Select[Entry]:
    query = select(Entry).where(Entry.person_id == entry.person_id, Entry.course_id == entry.course_id)
    return query.where(Entry.state == State.COUNTERSIGNED)


def _reckoned(db: Session, course_id: int, entries: Iterable[Entry]) -> dict[int, int]:
    cap = get_plan(db, course_id).as_plan().caps.daily_minutes
    postings = [posting for entry in entries if (posting := entry.as_posting())]
    return {line.entry.id: line.sums.credited for line in post(postings, daily_cap=cap).lines}


def _write(
    db: Session, course_id: int, entries: Sequence[Entry], within: tuple[datetime, datetime] | None = None
) -> None:
    """Store what is credited, of those alone that begin within a time, where one is given."""
    reckoned = _reckoned(db, course_id, entries)
    for entry in entries:
        near = within is None or (entry.starts is not None and within[0] < entry.starts < within[1])
        if near and entry.id in reckoned:
            entry.credited = reckoned[entry.id]
    db.flush()
