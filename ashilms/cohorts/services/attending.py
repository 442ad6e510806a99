"""What a trainee sees of it: their cohort, their attendance, the hours earned; and the facts for a programme."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.cohorts.models import Attendance, Cohort, CohortPlace, LiveSession
from ashilms.plugins import Fact

LIVE = "live_attendance"
"""The kind of the facts."""


@dataclass(frozen=True, slots=True)
class Own:
    """A trainee's cohort in a course, who teaches it, and the next session of it; `cohort` is empty without a place."""

    cohort: Cohort | None
    instructor: str = ""
    ahead: LiveSession | None = None


def own_cohort(db: Session, person_id: int, course_id: int) -> Cohort | None:
    """Return the cohort of a course in which a person has a place."""
    return next((place.cohort for place in _places(db, person_id, course_id) if place.until is None), None)


def _places(db: Session, person_id: int, course_id: int) -> Sequence[CohortPlace]:
    """Return the places that a person has or had in a course's cohorts."""
    query = select(CohortPlace).where(CohortPlace.person_id == person_id, CohortPlace.course_id == course_id)
    return db.scalars(query).all()


def tell_of_cohort(db: Session, person_id: int, course_id: int, now: datetime) -> Own | None:
    """Return what a course's page says to a trainee about their cohort; `None` for who never had a place in one."""
    places = _places(db, person_id, course_id)
    cohort = next((place.cohort for place in places if place.until is None), None)
    if cohort is None:
        return Own(None) if places else None
    ahead = db.scalar(
        select(LiveSession).where(LiveSession.cohort_id == cohort.id, LiveSession.ends > now)
        .order_by(LiveSession.starts).limit(1)
    )  # fmt: skip
    return Own(cohort, people.names_of(db, [cohort.instructor_id])[cohort.instructor_id], ahead)


def find_own_attendance(
    db: Session, person_id: int, *, now: datetime
) -> tuple[list[Attendance], Sequence[LiveSession]]:
    """Return a person's attendance that counts, the latest first, and the sessions that are to come for them."""
    mine = _counting(db, [person_id]).get(person_id, [])
    places = select(CohortPlace.cohort_id).where(
        CohortPlace.person_id == person_id, CohortPlace.until.is_(None)
    )
    ahead = select(LiveSession).where(
        LiveSession.cohort_id.in_(places), LiveSession.closed_at.is_(None), LiveSession.ends > now
    )
    latest = sorted(mine, key=lambda row: (row.session.starts, row.id), reverse=True)
    return latest, db.scalars(ahead.order_by(LiveSession.starts)).all()


def facts_of(db: Session, person_id: int) -> tuple[Fact, ...]:
    """Return the live sessions that a person attended from beginning to end, as facts for a programme.

    Contact minutes are in `minutes`; practicum has its own facts and never mixes with these.
    """
    return tuple(find_facts(db, [person_id]).get(person_id, ()))


def find_facts(
    db: Session, person_ids: Collection[int], *, known: datetime | None = None
) -> Mapping[int, Sequence[Fact]]:
    """Return `facts_of` these people, by person: as many queries for all of them as for one.

    With `known`, by what registers said at that moment: a line that was corrected since counts as it stood.
    """
    return {
        who: [_fact(row) for row in rows if row.earned().minutes]
        for who, rows in _counting(db, person_ids, known).items()
    }


def _fact(row: Attendance) -> Fact:
    live = row.session
    return Fact(
        f"attendance:{row.id}", LIVE, live.day,
        {
            "course": live.cohort.course.slug, "minutes": row.earned().minutes, "session": live.id,
            "cohort": live.cohort_id, "title": live.title,
        },
        since=live.closed_at.astimezone(UTC).date() if live.closed_at else None,
    )  # fmt: skip


def _counting(
    db: Session, person_ids: Collection[int], known: datetime | None = None
) -> Mapping[int, list[Attendance]]:
    """Return the lines of closed registers that count, the last of each person and session, oldest first."""
    query = select(Attendance).join(Attendance.session).where(
        Attendance.person_id.in_(person_ids), LiveSession.closed_at.is_not(None)
    )  # fmt: skip
    if known:
        query = query.where(Attendance.at < known, LiveSession.closed_at < known)
    last: dict[tuple[int, int], Attendance] = {}
    for row in db.scalars(query.order_by(Attendance.number, Attendance.id)):
        last[row.person_id, row.session_id] = row
    found: defaultdict[int, list[Attendance]] = defaultdict(list)
    for (who, _), row in sorted(last.items(), key=lambda item: (item[1].session.starts, item[1].id)):
        found[who].append(row)
    return found
