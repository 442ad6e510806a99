"""What rests on a supervisor's credential: the sessions that were signed by it, and declaring one of them void."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.formats import local
from ashilms.practicum.models import Entry, Review
from ashilms.practicum.rules.states import SIGNED, Step
from ashilms.practicum.services.entries import void_entry
from ashilms.supervision.rules.doubts import Dependent


def find_resting(db: Session, *, credential_id: int, person_id: int, since: date) -> list[Dependent]:
    """Return the signed sessions that rest on a person's credential from a day on, the latest first.

    A session rests on it that was held on that day or later, and one that was signed then.
    """
    query = (
        select(Entry, Review)
        .join(Review, Review.entry_id == Entry.id)
        .order_by(Entry.starts.desc(), Entry.id)
    )
    query = query.where(
        Review.reviewer_id == person_id, Review.verdict == Step.COUNTERSIGN, Entry.state.in_(SIGNED)
    )
    rows = [(entry, review) for entry, review in db.execute(query) if credential_id in review.credentials]
    resting = [entry for entry, review in rows if since <= _last_day(entry, review)]
    names = people.names_of(db, [entry.person_id for entry in resting])
    return [_dependent(entry, names[entry.person_id]) for entry in resting]


def find_reviewers(db: Session) -> frozenset[int]:
    """Return whoever signed a session that still counts, whatever they may do now."""
    query = select(Review.reviewer_id).join(Entry, Entry.id == Review.entry_id)
    counts = (Review.verdict == Step.COUNTERSIGN, Entry.state.in_(SIGNED))
    return frozenset(db.scalars(query.where(*counts).distinct()))


def _last_day(entry: Entry, review: Review) -> date:
    """Return the later of the session's day and that of its signature, by the clock of the place."""
    return max(local(moment, entry.zone).date() for moment in (entry.starts or review.at, review.at))


def _dependent(entry: Entry, who: str) -> Dependent:
    name = f"{who}: {entry.category}, {entry.when}"
    return Dependent(entry.id, entry.person_id, name, "ashilms.practicum.show_entry", {"id": entry.id})


def disown_entry(
    db: Session, *, entry_id: int, actor: Actor, reason: str, now: datetime, **_facts: Any
) -> None:
    """Declare a signed session void that a registrar decided no longer counts; raises as `void_entry`."""
    void_entry(db, actor, entry_id, reason=reason, now=now)
