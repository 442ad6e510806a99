"""The stored ledger: what of each signed entry is credited, reckoned anew wherever a signature comes or goes.

A day's cap and the number of sessions with one client are used up in the order in which sessions began, so one
signature may reach any later entry of its trainee. What is stored is what the whole ledger says; `find_misreckoned`
holds the one against the other.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.practicum.models import Entry
from ashilms.practicum.rules.ledger import Line
from ashilms.practicum.rules.states import State
from ashilms.practicum.services.sums import find_ledgers

SIGNED = Entry.state == State.COUNTERSIGNED


def reckon(db: Session, entry: Entry) -> None:
    """Reckon a trainee's entries in a course anew, when one of them was just signed, replaced or declared void.

    Whoever changes an entry has locked its trainee, so that nobody else reckons them meanwhile.
    """
    if entry.state != State.COUNTERSIGNED:
        entry.credited, entry.refused = None, None
    db.flush()
    _reckon(db, [entry.person_id], entry.course_id)


def reckon_course(db: Session, course_id: int) -> int:
    """Reckon everybody's entries in a course anew, when its caps are others or they never were; return how many."""
    people = db.scalars(select(Entry.person_id).where(Entry.course_id == course_id, SIGNED).distinct()).all()
    return _reckon(db, people, course_id)


def reckon_unreckoned(db: Session) -> int:
    """Reckon the courses in which a signed entry never was, as those from before that was kept; return how many."""
    left = select(Entry.course_id).where(SIGNED, Entry.credited.is_(None)).distinct()
    return sum(reckon_course(db, course_id) for course_id in db.scalars(left).all())


def find_misreckoned(db: Session) -> list[int]:
    """Return the ids of signed entries of which something else is stored than the whole ledger says."""
    wrong: list[int] = []
    for course_id in db.scalars(select(Entry.course_id).where(SIGNED).distinct()).all():
        people = db.scalars(select(Entry.person_id).where(Entry.course_id == course_id, SIGNED).distinct())
        wrong += (line.entry.id for line, stored in _differing(db, people.all(), course_id) if stored)
    return sorted(wrong)


def _reckon(db: Session, people: Collection[int], course_id: int) -> int:
    """Store what the ledger says wherever something else is stored; return of how many entries."""
    lines = {line.entry.id: line for line, _ in _differing(db, people, course_id)}
    for entry in db.scalars(select(Entry).where(Entry.id.in_(lines))):
        entry.credited, entry.refused = _worth(lines[entry.id])
    db.flush()
    return len(lines)


def _differing(db: Session, people: Collection[int], course_id: int) -> Iterator[tuple[Line, bool]]:
    """Yield the lines of signed entries of which something else is stored, and whether anything is."""
    query = select(Entry.id, Entry.credited, Entry.refused).where(Entry.course_id == course_id, SIGNED)
    stored = {id: worth for id, *worth in db.execute(query.where(Entry.person_id.in_(people)))}
    for ledger in find_ledgers(db, people, course_id=course_id).values():
        for line in ledger.lines:
            if line.entry.id in stored and stored[line.entry.id] != [*_worth(line)]:
                yield line, stored[line.entry.id][0] is not None


def _worth(line: Line) -> tuple[int, str]:
    return line.sums.credited, line.entry.refused
