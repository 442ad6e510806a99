"""What entries add up to: the ledger, the facts for a programme, and the proof that nothing was altered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, Select, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import Session

from ashilms.plugins import Fact
from ashilms.practicum.models import SIGNATURE, Entry, EntryEvent, Review
from ashilms.practicum.rules.ledger import Ledger, Line, Posting, Sums, join, post, tell
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import State, Step, state_at
from ashilms.screenings.models import ScreeningDecision
from ashilms.screenings.rules.coding import digest_of
from ashilms.screenings.rules.plan import CLIENT, Caps, Plan
from ashilms.screenings.services.plans import get_plan


def ledger_of(
    db: Session, person_id: int, *, course_id: int | None = None, now: datetime | None = None
) -> Ledger:
    """Return what a person's entries add up to, in one course or in all.

    Each course has its own daily cap. With `now`, what nobody signed in time shows as lapsed, not as waiting.
    """
    return find_ledgers(db, [person_id], course_id=course_id, now=now).get(person_id) or join(())


def sums_of(db: Session, person_id: int, *, now: datetime) -> Ledger:
    """Return `ledger_of` a person without its lines, from what is stored: one query, however many entries there are.

    While a signed entry was not reckoned, all of it is worked out anew.
    """
    signed, none = Entry.state == State.COUNTERSIGNED, func.coalesce(Entry.refused, "") != ""
    waits = (Entry.state == State.SUBMITTED) & or_(Entry.lapses_at.is_(None), Entry.lapses_at > now)
    query = (
        select(
            Entry.category,
            func.sum(case((signed, Entry.credited), else_=0)),
            func.sum(case((signed & ~none, Entry.minutes - Entry.credited), else_=0)),
            func.sum(case((waits, Entry.minutes), else_=0)),
            func.sum(case((or_(signed & ~none, waits), 0), else_=Entry.minutes)),
            func.sum(case((signed & Entry.credited.is_(None), 1), else_=0)),
        )
        .where(Entry.person_id == person_id, Entry.state != State.DRAFT, Entry.minutes.is_not(None))
        .group_by(Entry.category)
    )
    rows = db.execute(query).all()
    if any(unreckoned for *_, unreckoned in rows):
        return ledger_of(db, person_id, now=now)
    by_category = {category or "": Sums(*(int(part or 0) for part in parts)) for category, *parts, _ in rows}
    return Ledger((), by_category, sum(by_category.values(), Sums()))


def find_lines(db: Session, entries: Sequence[Entry], *, now: datetime) -> Mapping[int, Line]:
    """Return what became of the minutes of these entries of one person, by entry; drafts have no line."""
    posted = {entry.id: (entry, posting) for entry in entries if (posting := entry.as_posting(now))}
    if any(e.credited is None for e, posting in posted.values() if posting.state is State.COUNTERSIGNED):
        whole = ledger_of(db, entries[0].person_id, now=now).lines
        return {line.entry.id: line for line in whole if line.entry.id in posted}
    return {
        id: tell(replace(posting, refused=entry.refused or ""), entry.credited or 0)
        for id, (entry, posting) in posted.items()
    }


def find_ledgers(
    db: Session, person_ids: Collection[int], *, course_id: int | None = None, now: datetime | None = None
) -> Mapping[int, Ledger]:
    """Return `ledger_of` these people who have sent any entry, by person: as many queries as for one."""
    query = _posted_by(person_ids)
    if course_id is not None:
        query = query.where(Entry.course_id == course_id)
    rows = db.execute(query).all()
    return _add_up(_plans(db, rows), rows, now)


def _posted_by(person_ids: Collection[int]) -> Select[Any]:
    query = select(*POSTED).outerjoin(Review, SIGNATURE)
    return query.where(Entry.person_id.in_(person_ids), Entry.state != State.DRAFT)


def _plans(db: Session, rows: Iterable[Row[Any]]) -> Mapping[int, Plan]:
    return {course: get_plan(db, course).as_plan() for course in sorted({row.course_id for row in rows})}


def _add_up(
    plans: Mapping[int, Plan],
    rows: Iterable[Row[Any]],
    now: datetime | None,
    states: Mapping[int, State] = MappingProxyType({}),
) -> Mapping[int, Ledger]:
    """Return the ledgers of these entries by person; `states` holds what some were in at the moment asked for."""
    postings: defaultdict[int, defaultdict[int, list[Posting]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        posting = _posting(plans[row.course_id], now, row, states.get(row.id) or State(row.state))
        if posting is not None:
            postings[row.person_id][row.course_id].append(posting)
    return {
        person: join(_post(posted, plans[course].caps) for course, posted in by_course.items())
        for person, by_course in postings.items()
    }


def _post(posted: Sequence[Posting], caps: Caps) -> Ledger:
    return post(posted, daily_cap=caps.daily_minutes, with_client=caps.sessions_with_client)


def _posting(plan: Plan, now: datetime | None, row: Row[Any], state: State) -> Posting | None:
    """Return an entry as the ledger sees it; `None` for one that has never been sent."""
    if row.starts is None or row.ends is None:
        return None
    category = plan.categories.get(row.category or "")
    refused, kind = "", category.kind if category else ""
    days = category.review_days if category else 0
    if days and row.sent_at and row.signed_at and row.signed_at > row.sent_at + timedelta(days=days):
        refused = f"Signed more than {days} days after it was sent."
    standing = state_at(state, row.lapses_at, now)
    known = row.client if kind == CLIENT and row.client else ""
    span = Span(row.starts, row.ends)
    return Posting(row.id, row.category or "", span, row.zone, standing, known, refused)


POSTED: tuple[SQLColumnExpression[Any], ...] = (
    Entry.person_id, Entry.course_id, Entry.id, Entry.category, Entry.starts, Entry.ends, Entry.zone, Entry.state,
    Entry.lapses_at, Entry.client, Entry.sent_at, Entry.supervisor_id, Review.at.label("signed_at"),
    Review.reviewer_id.label("signed_by"),
)  # fmt: skip
"""The columns that ledger and facts look at; what was written and answered stays in the database."""


def find_own(db: Session, person_id: int, *, limit: int | None = None, offset: int = 0) -> Sequence[Entry]:
    """Return a person's entries, the latest session first and drafts without a time before all."""
    order = (Entry.starts.is_(None).desc(), Entry.starts.desc(), Entry.id.desc())
    ids = select(Entry.id).where(Entry.person_id == person_id).order_by(*order)
    shown = db.scalars(ids.limit(limit).offset(offset)).all()  # what was written is read of the shown alone
    found = {entry.id: entry for entry in db.scalars(select(Entry).where(Entry.id.in_(shown)))}
    return [found[id] for id in shown]


def count_own(db: Session, person_id: int) -> int:
    """Return how many entries a person has, drafts included."""
    return db.scalar(select(func.count()).select_from(Entry).where(Entry.person_id == person_id)) or 0


def facts_of(db: Session, person_id: int) -> tuple[Fact, ...]:
    """Return the countersigned entries of a person, as facts for a programme; minutes are the credited ones."""
    return tuple(find_facts(db, [person_id]).get(person_id, ()))


def find_facts(
    db: Session, person_ids: Collection[int], *, known: datetime | None = None
) -> Mapping[int, Sequence[Fact]]:
    """Return `facts_of` these people, by person: as many queries for all of them as for one.

    With `known`, by what stood at that moment: sessions declared void or amended since are as they were.
    """
    states = find_states(db, person_ids, known) if known else {}
    query = _posted_by(person_ids).add_columns(*MIXED)
    query = query.outerjoin(ScreeningDecision, ScreeningDecision.id == Entry.decision_id)
    rows = {row.id: row for row in db.execute(query)}
    plans = _plans(db, rows.values())
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    for person, ledger in _add_up(plans, rows.values(), None, states).items():
        for line in ledger.lines:
            if line.entry.state is State.COUNTERSIGNED:
                row = rows[line.entry.id]
                facts[person].append(_entry_fact(row, line, _features_of(plans[row.course_id], row)))
    return facts


def find_states(db: Session, person_ids: Collection[int], known: datetime) -> Mapping[int, State]:
    """Return in which state entries of these people were at a moment, by id, where a step since decided on them.

    What was signed since waited for it then; what was void or amended since was countersigned if it had been signed.
    """
    query = (
        select(EntryEvent.entry_id, EntryEvent.step, Review.at).join(Entry, Entry.id == EntryEvent.entry_id)
        .outerjoin(Review, SIGNATURE).where(Entry.person_id.in_(person_ids), EntryEvent.at >= known)
        .where(EntryEvent.step.in_((Step.COUNTERSIGN, Step.SUPERSEDE, Step.VOID))).order_by(EntryEvent.id.desc())
    )  # fmt: skip
    return {  # the first step since says what was before it
        entry: State.COUNTERSIGNED if step != Step.COUNTERSIGN and signed_at is not None else State.SUBMITTED
        for entry, step, signed_at in db.execute(query)
    }


MIXED = (
    Entry.decision["outcome"].as_string().label("outcome"), ScreeningDecision.marks.label("marks"),
    Entry.hands_ending,
)  # fmt: skip
"""The columns that the mix of cases looks at besides."""


def _features_of(plan: Plan, row: Row[Any]) -> list[str]:
    """Return which kinds of case a session was, by the ids of the plan's mix; sessions with clients alone have any."""
    category = plan.categories.get(row.category or "")
    if category is None or category.kind != CLIENT:
        return []
    marks = row.marks or ()
    return sorted(
        mark.id for mark in plan.marks if mark.fits(marks, row.outcome, hands_ending=row.hands_ending)
    )


def _entry_fact(row: Row[Any], line: Line, features: list[str]) -> Fact:
    return Fact(
        f"entry:{row.id}", "practicum_entry", row.starts.astimezone(UTC).date(),
        {
            "category": row.category, "minutes": line.sums.credited, "client": row.client,
            "supervisor": row.supervisor_id, "signed_by": row.signed_by, "starts": row.starts.isoformat(),
            "refused": bool(line.entry.refused), "features": features,
        },
        since=row.signed_at.astimezone(UTC).date() if row.signed_at else None,
    )  # fmt: skip


def find_altered(db: Session) -> list[int]:
    """Return the ids of signed entries that are no longer what was signed; empty when all of them are."""
    query = select(Entry, Review).join(Review, SIGNATURE).order_by(Entry.id)
    return [
        entry.id
        for entry, review in db.execute(query)
        if digest_of(entry.as_content()) != review.entry_digest
    ]
