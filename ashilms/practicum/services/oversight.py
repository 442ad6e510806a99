"""Looking over everybody's hours: what is odd in them, and a month's sample to be looked at closely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Missing, NotAllowed
from ashilms.practicum.models import SIGNATURE, Entry, Review
from ashilms.practicum.rules.plausibility import Flag, Logged, draw_sample, find_odd
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import SIGNED, TAKES_TIME, Step
from ashilms.practicum.services.records import refuse_no_month
from ashilms.practicum.services.sending import find_supervisors
from ashilms.screenings import services as screenings

LOOK_BACK = timedelta(days=180)
"""How far back sessions are held against each other."""
SHARE = 20
"""One in so many signed sessions is looked at closely."""


@dataclass(frozen=True, slots=True)
class Oddities:
    """What is odd, the names of whom it is about, and how many sessions were looked at."""

    flags: Sequence[Flag]
    names: Mapping[int, str]
    looked_at: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A month's sample: the seed, what it was drawn from, and what was drawn."""

    month: str
    seed: str
    ids: Sequence[int]
    drawn: Sequence[int]


def find_oddities(db: Session, actor: Actor, *, now: datetime) -> Oddities:
    """Return what is odd in the sessions of the last half year, for a registrar; raises `NotAllowed`."""
    _refuse_stranger(actor)
    logged = _logged(db, now - LOOK_BACK)
    flags = find_odd(
        logged, supervisors=len(find_supervisors(db)), client_categories=screenings.find_client_categories(db)
    )
    return Oddities(flags, people.names_of(db, {flag.person for flag in flags}), len(logged))


def draw_month(db: Session, actor: Actor, month: str, *, now: datetime) -> Sample:
    """Return the sample of a month that is over, such as `2026-10`: of the entries signed in it, in UTC.

    The seed is the hash of the audit record's last record of that month, which nobody could know while anything
    could still be signed in it. Raises `NotAllowed`, and `Missing` for what is no month or not over yet.
    """
    _refuse_stranger(actor)
    begins, ends = _bounds(month)
    if ends > now:
        raise Missing("This month isn't over. Its sample is drawn when nothing can be signed in it any more.")
    signed = select(Review.entry_id).where(
        Review.verdict == Step.COUNTERSIGN, Review.at >= begins, Review.at < ends
    )
    ids, seed = sorted(set(db.scalars(signed))), audit.hash_before(db, ends)
    return Sample(month, seed, ids, draw_sample(ids, seed, SHARE) if ids else [])


def _refuse_stranger(actor: Actor) -> None:
    if not actor.has(REGISTRAR):
        raise NotAllowed("Registrars look over everybody's hours.")


def _bounds(month: str) -> tuple[datetime, datetime]:
    refuse_no_month(month)
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    begins, ends = (datetime.combine(day, time(), UTC) for day in (first, after))
    return begins, ends


def _logged(db: Session, since: datetime) -> list[Logged]:
    columns = (
        Entry.id, Entry.person_id, Entry.supervisor_id, Entry.starts, Entry.ends, Entry.zone, Entry.category,
        Entry.first_sent_at, Entry.reflection, Review.at,
    )  # fmt: skip
    query = select(*columns).outerjoin(Review, SIGNATURE)
    query = query.where(Entry.state.in_(TAKES_TIME | SIGNED), Entry.starts >= since)
    return [
        Logged(id, person, supervisor or 0, Span(starts, ends), zone, category or "", sent_at, text or "", at)
        for id, person, supervisor, starts, ends, zone, category, sent_at, text, at in db.execute(query)
        if starts and ends and sent_at
    ]
