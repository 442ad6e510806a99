"""How a quiz stands for one person now: what they have sat, what they are allowed, and whether they may begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.courses import services as courses
from ashilms.quizzes.models import Attempt, QuizVersion
from ashilms.quizzes.rules.allowing import Allowed
from ashilms.quizzes.rules.sitting import Chance
from ashilms.quizzes.services.allowing import allowed_at
from ashilms.quizzes.services.finding import attempts_at, attempts_of, chance_of
from ashilms.quizzes.services.passing import passes_among


@dataclass(frozen=True, slots=True)
class Standing:
    """One quiz in its present version, for one person."""

    version: QuizVersion
    everything: Sequence[Attempt]
    """All that they sat of it, under whichever version, oldest first."""
    past: Sequence[Attempt]
    """What counts for this version, and what has no grade yet."""
    allowed: Allowed
    chance: Chance
    passes: frozenset[int]
    """The ids of the attempts by which it is passed, under whichever version."""


def standing_at(db: Session, person_id: int, version: QuizVersion, *, now: datetime) -> Standing:
    """Return how the quiz of this version stands for a person."""
    everything = attempts_of(db, person_id, [version.quiz_id])
    past = attempts_at(everything, version)
    allowed = allowed_at(db, person_id, version, now=now)
    milestones = courses.milestones_of(db, person_id, version.quiz.course_id)
    passes = passes_among(db, everything)
    found = chance_of(version, [one.as_past(passes) for one in past], milestones, allowed, now)
    return Standing(version, everything, past, allowed, found, passes)
