"""What entries add up to: the ledger, the facts for a programme, and the proof that nothing was altered."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.plugins import Fact
from ashilms.practicum.models import SIGNATURE, Entry, Review
from ashilms.practicum.rules.ledger import Ledger, Posting, join, post
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import SIGNED, State, state_at
from ashilms.rubrics.rules import Result
from ashilms.screenings.rules.coding import digest_of
from ashilms.screenings.services.plans import get_plan


def ledger_of(
    db: Session, person_id: int, *, course_id: int | None = None, now: datetime | None = None
) -> Ledger:
    """Return what a person's entries add up to, in one course or in all.

    Each course has its own daily cap. With `now`, what nobody signed in time shows as lapsed, not as waiting.
    """
    return find_ledgers(db, [person_id], course_id=course_id, now=now).get(person_id) or join(())


def find_ledgers(
    db: Session, person_ids: Collection[int], *, course_id: int | None = None, now: datetime | None = None
) -> Mapping[int, Ledger]:
    """Return `ledger_of` these people who have sent any entry, by person: as many queries as for one."""
    postings: defaultdict[int, defaultdict[int, list[Posting]]] = defaultdict(lambda: defaultdict(list))
    query = select(*POSTED).where(Entry.person_id.in_(person_ids), Entry.state != State.DRAFT)
    if course_id is not None:
        query = query.where(Entry.course_id == course_id)
    for person, course, id, category, starts, ends, zone, state, lapses_at in db.execute(query):
        if starts is not None and ends is not None:
            standing = state_at(State(state), lapses_at, now)
            postings[person][course].append(Posting(id, category or "", Span(starts, ends), zone, standing))
    courses = {course for by_course in postings.values() for course in by_course}
    caps = {course: get_plan(db, course).as_plan().caps.daily_minutes for course in courses}
    return {
        person: join(post(posted, daily_cap=caps[course]) for course, posted in by_course.items())
        for person, by_course in postings.items()
    }


POSTED = (
    Entry.person_id, Entry.course_id, Entry.id, Entry.category, Entry.starts, Entry.ends, Entry.zone, Entry.state,
    Entry.lapses_at,
)  # fmt: skip
"""The columns that the ledger looks at; what was written and answered stays in the database."""


def find_own(db: Session, person_id: int, *, limit: int | None = None, offset: int = 0) -> Sequence[Entry]:
    """Return a person's entries, the latest session first and drafts without a time before all."""
    order = (Entry.starts.is_(None).desc(), Entry.starts.desc(), Entry.id.desc())
    query = select(Entry).where(Entry.person_id == person_id).order_by(*order)
    return db.scalars(query.limit(limit).offset(offset)).all()


def count_own(db: Session, person_id: int) -> int:
    """Return how many entries a person has, drafts included."""
    return db.scalar(select(func.count()).select_from(Entry).where(Entry.person_id == person_id)) or 0


def facts_of(db: Session, person_id: int) -> tuple[Fact, ...]:
    """Return the countersigned entries and the observations of a person, as facts for a programme.

    An entry's minutes are the credited ones. An observation stands while its entry is signed, amended or not.
    """
    return tuple(find_facts(db, [person_id]).get(person_id, ()))


def find_facts(db: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
    """Return `facts_of` these people, by person: as many queries for all of them as for one."""
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    signed = select(Entry).where(Entry.person_id.in_(person_ids), Entry.state.in_(SIGNED))
    entries = {entry.id: entry for entry in db.scalars(signed)}
    for person, ledger in find_ledgers(db, person_ids).items():
        lines = [line for line in ledger.lines if line.entry.state is State.COUNTERSIGNED]
        facts[person] += [_entry_fact(entries[line.entry.id], line.sums.credited) for line in lines]
    observed = select(Review).join(Entry, Entry.id == Review.entry_id).order_by(Review.id)
    observed = observed.where(Entry.person_id.in_(person_ids), Entry.state.in_(SIGNED))
    for review in db.scalars(observed.where(Review.outcome.is_not(None))):
        entry = entries[review.entry_id]
        facts[entry.person_id].append(_observation_fact(entry, review))
    return facts


def _entry_fact(entry: Entry, minutes: int) -> Fact:
    return Fact(
        f"entry:{entry.id}", "practicum_entry", _day(entry),
        {
            "category": entry.category, "minutes": minutes, "client": entry.client,
            "supervisor": entry.supervisor_id, "starts": entry.starts.isoformat() if entry.starts else None,
        },
    )  # fmt: skip


def _observation_fact(entry: Entry, review: Review) -> Fact:
    return Fact(
        f"review:{review.id}", "observation", _day(entry),
        {
            "passed": review.outcome == Result.PASSED, "assessor": review.reviewer_id, "client": entry.client,
            "category": entry.category, "rubric": review.rubric,
        },
    )  # fmt: skip


def _day(entry: Entry) -> date:
    return (entry.starts or entry.created_at).astimezone(UTC).date()


def find_altered(db: Session) -> list[int]:
    """Return the ids of signed entries that are no longer what was signed; empty when all of them are."""
    query = select(Entry, Review).join(Review, SIGNATURE).order_by(Entry.id)
    return [
        entry.id
        for entry, review in db.execute(query)
        if digest_of(entry.as_content()) != review.entry_digest
    ]
