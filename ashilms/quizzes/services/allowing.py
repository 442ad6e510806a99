"""What people are allowed beyond a quiz's rules, and whose attempts are used up."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from ashilms.accounts.models import Person
from ashilms.quizzes.models import (
    Accommodation,
    Attempt,
    AttemptGrade,
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

    releases: Mapping[tuple[int, int], Sequence[int]]
    """By person and version of a quiz: the numbers of the attempts that were released."""
    eased: Sequence[Accommodation]

    def at(self, person_id: int, version: QuizVersion) -> Allowed:
        """Return what one of them is allowed at one quiz."""
        eased = tuple(
            row.as_eased()
            for row in self.eased
            if row.person_id == person_id and row.quiz_id in (None, version.quiz_id)
        )
        return Allowed(eased, tuple(self.releases.get((person_id, version.id), ())))


def find_allowances(db: Session, person_ids: Collection[int], *, now: datetime) -> Allowances:
    """Return what these people are allowed now: two queries for all of them as for one, and none for nobody."""
    if not person_ids:
        return Allowances({}, ())
    numbers = select(Release.person_id, Release.quiz_version_id, Release.number)
    releases: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for person_id, version_id, number in db.execute(numbers.where(Release.person_id.in_(person_ids))):
        releases[person_id, version_id].append(number)
    day = _day(now)
    holding = select(Accommodation).where(
        Accommodation.person_id.in_(person_ids), Accommodation.ended_at.is_(None), Accommodation.since <= day,
        or_(Accommodation.until.is_(None), Accommodation.until >= day),
    )  # fmt: skip
    return Allowances(releases, db.scalars(holding).all())


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def allowed_at(db: Session, person_id: int, version: QuizVersion, *, now: datetime) -> Allowed:
    """Return what a person is allowed at one quiz now."""
    return find_allowances(db, [person_id], now=now).at(person_id, version)


@dataclass(frozen=True, slots=True)
class UsedUp:
    """Somebody whose attempts at a quiz are used up, and since when."""

    person_id: int
    name: str
    version: QuizVersion
    attempts: int
    """How many whole ones are used up now: none of before a pass after which it is sat again."""
    ever: int
    """How many whole ones they began at it."""
    since: datetime

    @property
    def next_release(self) -> int:
        """The number that the next release for them has: by how much it goes beyond the quiz's own attempts.

        It counts all that were ever begun, so that no two releases have the same; what they give is told by `chance`.
        """
        return self.ever - self.version.as_blueprint().attempts + 1


def find_used_up(
    db: Session, *whose: ColumnElement[bool], quiz_key: str | None = None, now: datetime
) -> list[UsedUp]:
    """Return who waits for a release, the longest waiting first.

    `whose` says of `Attempt` and `Quiz` of whom is asked, and `quiz_key` at which quiz alone. Three queries for all of
    them as for one, and one for nobody; no attempt is read of who has passed by a whole one, and for good.
    """
    past: defaultdict[tuple[int, str, QuizVersion], list[Attempt]] = defaultdict(list)
    for attempt, name in db.execute(_at_spent(whose, quiz_key)).unique():
        past[attempt.person_id, name, attempt.version].append(attempt)
    passes = passes_among(db, [one for theirs in past.values() for one in theirs])
    allowances = find_allowances(db, {person for person, *_ in past}, now=now)
    found = []
    for (person, name, version), theirs in past.items():
        allowed = allowances.at(person, version)
        before = [one.as_past(passes) for one in theirs]
        stands = chance(version.as_blueprint(), before, False, now, allowed)
        if stands.state is State.USED_UP:
            ended = max(one.submitted_at for one in theirs if one.submitted_at)
            whole = sum(not one.is_retest for one in theirs)
            found.append(UsedUp(person, name, version, stands.used, whole, ended))
    return sorted(found, key=lambda one: (one.since, one.person_id))


def _at_spent(whose: Sequence[ColumnElement[bool]], quiz_key: str | None) -> Select[Attempt, str]:
    """Return a query for the attempts, in order, of who began as many as there are and passed by none for good.

    Names are with them. A pass is not for good where a quiz may be sat again: whether it counts is the rules' to say.
    """
    spent = (
        select(Attempt.person_id, Attempt.quiz_version_id)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .join(Quiz, Quiz.id == QuizVersion.quiz_id)
        .where(
            Quiz.open,
            QuizVersion.number == Quiz.version,
            Attempt.retests_id.is_(None),
            or_(QuizVersion.blueprint["again_days"].as_integer().is_not(None), ~_has_passed()),
            *whose,
        )
        .group_by(Attempt.person_id, Attempt.quiz_version_id, QuizVersion.id)
        .having(func.count() >= QuizVersion.blueprint["attempts"].as_integer())
    )
    if quiz_key is not None:
        spent = spent.where(Quiz.key == quiz_key)
    at = spent.subquery()
    query = select(Attempt, Person.name).join(Person, Person.id == Attempt.person_id)
    query = query.join(
        at, (at.c.person_id == Attempt.person_id) & (at.c.quiz_version_id == Attempt.quiz_version_id)
    )
    return query.options(joinedload(Attempt.grades)).order_by(Attempt.number)


def _has_passed() -> ColumnElement[bool]:
    """Return what makes an `Attempt` one whose person passes by a whole attempt under its rules, as grades stand.

    Whether a re-test's pass still counts, depends on the attempt that it completes: it has to be read.
    """
    one, later = aliased(Attempt), aliased(AttemptGrade)
    replaced = exists().where(later.attempt_id == AttemptGrade.attempt_id, later.number > AttemptGrade.number)
    return exists().where(
        one.person_id == Attempt.person_id, one.quiz_version_id == Attempt.quiz_version_id,
        one.retests_id.is_(None), AttemptGrade.attempt_id == one.id, AttemptGrade.passed, ~replaced,
    )  # fmt: skip
