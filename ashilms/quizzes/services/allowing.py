"""What people are allowed beyond a quiz's rules, and whose attempts are used up."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from ashilms.quizzes.models import (
    Accommodation,
    Attempt,
    Quiz,
    QuizVersion,
    Release,
)
from ashilms.quizzes.rules.allowing import Allowed
from ashilms.quizzes.rules.sitting import State, chance
from ashilms.quizzes.services.passing import passes_among


@dataclass(frozen=True, slots=True)
class Allowances:
    """What several people are allowed on a day, at each of several quizzes."""

    releases: Mapping[tuple[int, int], int]
    eased: Sequence[Accommodation]

    def at(self, person_id: int, version: QuizVersion) -> Allowed:
        """Return what one of them is allowed at one quiz."""
        eased = tuple(
            row.as_eased()
            for row in self.eased
            if row.person_id == person_id and row.quiz_id in (None, version.quiz_id)
        )
        return Allowed(eased, self.releases.get((person_id, version.id), 0))


def find_allowances(db: Session, person_ids: Collection[int], *, now: datetime) -> Allowances:
    """Return what these people are allowed now: as many queries for all of them as for one."""
    counted = select(Release.person_id, Release.quiz_version_id, func.count()).where(
        Release.person_id.in_(person_ids)
    )
    rows = db.execute(counted.group_by(Release.person_id, Release.quiz_version_id))
    day = _day(now)
    holding = select(Accommodation).where(
        Accommodation.person_id.in_(person_ids), Accommodation.ended_at.is_(None), Accommodation.since <= day,
        or_(Accommodation.until.is_(None), Accommodation.until >= day),
    )  # fmt: skip
    return Allowances({(one, at): count for one, at, count in rows}, db.scalars(holding).all())


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def allowed_at(db: Session, person_id: int, version: QuizVersion, *, now: datetime) -> Allowed:
    """Return what a person is allowed at one quiz now."""
    return find_allowances(db, [person_id], now=now).at(person_id, version)


@dataclass(frozen=True, slots=True)
class UsedUp:
    """Somebody whose attempts at a quiz are used up, and since when."""

    person_id: int
    version: QuizVersion
    attempts: int
    since: datetime

    @property
    def next_release(self) -> int:
        """The number that the next release for them has."""
        return self.attempts - self.version.as_blueprint().attempts + 1


def find_used_up(
    db: Session, person_ids: Collection[int] | None, *, quiz_key: str | None = None, now: datetime
) -> list[UsedUp]:
    """Return who of these people (`None`: of all) waits for a release, the longest waiting first.

    With `quiz_key`, at that quiz only. As many queries for all of them as for one.
    """
    pairs = _spent(db, person_ids, quiz_key) if person_ids is None or person_ids else []
    if not pairs:
        return []
    versions = {version.id: version for version in _versions(db, {id_ for _, id_ in pairs})}
    past: defaultdict[tuple[int, int], list[Attempt]] = defaultdict(list)
    query = select(Attempt).where(
        Attempt.person_id.in_({person for person, _ in pairs}), Attempt.quiz_version_id.in_(versions)
    )
    for attempt in db.scalars(query.options(selectinload(Attempt.grades)).order_by(Attempt.number)):
        past[attempt.person_id, attempt.quiz_version_id].append(attempt)
    passes = passes_among(db, [one for theirs in past.values() for one in theirs])
    allowances = find_allowances(db, {person for person, _ in pairs}, now=now)
    found = []
    for person, id_ in pairs:
        version, theirs = versions[id_], past[person, id_]
        allowed = allowances.at(person, version)
        before = [one.as_past(passes) for one in theirs]
        stands = chance(version.as_blueprint(), before, False, now, allowed)
        if stands.state is State.USED_UP:
            ended = max(one.submitted_at for one in theirs if one.submitted_at)
            found.append(UsedUp(person, version, sum(not one.is_retest for one in theirs), ended))
    return sorted(found, key=lambda one: (one.since, one.person_id))


def _spent(db: Session, person_ids: Collection[int] | None, quiz_key: str | None) -> list[tuple[int, int]]:
    """Return the people and the quizzes' rules under which they began as many attempts as there are, or more."""
    query = (
        select(Attempt.person_id, QuizVersion.id)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .join(Quiz, Quiz.id == QuizVersion.quiz_id)
        .where(Quiz.open, QuizVersion.number == Quiz.version, Attempt.retests_id.is_(None))
        .group_by(Attempt.person_id, QuizVersion.id)
        .having(func.count() >= QuizVersion.blueprint["attempts"].as_integer())
    )
    if person_ids is not None:
        query = query.where(Attempt.person_id.in_(person_ids))
    if quiz_key is not None:
        query = query.where(Quiz.key == quiz_key)
    return [(person, id_) for person, id_ in db.execute(query)]


def _versions(db: Session, ids: Collection[int]) -> Sequence[QuizVersion]:
    return db.scalars(select(QuizVersion).where(QuizVersion.id.in_(ids))).all()
