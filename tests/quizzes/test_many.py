"""Grading many again: as many queries however many attempts a correction changes."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.courses.models import Milestone
from ashilms.courses.rules import QUIZ_PASSED
from ashilms.quizzes import services
from ashilms.quizzes.models import Question, QuestionVersion
from ashilms.quizzes.services import Correction
from tests.conftest import NOW
from tests.courses.asked import queries
from tests.item_statistics.conftest import crowd
from tests.quizzes.conftest import KINDS, School


def version_of(db: Session, key: str) -> int:
    """Return the version of a question that there is."""
    return db.scalars(select(QuestionVersion.id).join(Question).where(Question.key == key)).one()


def passed(db: Session) -> int:
    """Return how many people have passed a quiz."""
    return db.scalar(select(func.count()).where(Milestone.kind == QUIZ_PASSED)) or 0


def test_a_correction_asks_as_much_for_twenty_attempts_as_for_five(db: Session, school: School) -> None:
    def apply(correction: Correction) -> None:
        found = services.preview_to_apply(db, correction, KINDS)
        services.apply_preview(
            db, school.cast.dee, found, KINDS, reason="So it is.", digest=found.digest, now=NOW
        )

    counts = []
    for first, many, key, given in ((1, 5, "q01", "c"), (6, 20, "q02", "b")):
        crowd(db, school, [[(key, given)]] * many, first=first)
        id_, before = version_of(db, key), passed(db)
        gained = queries(db, lambda id_=id_, given=given: apply(Correction(id_, right=(given,))))
        assert passed(db) - before == many
        lost = queries(db, lambda id_=id_: apply(Correction(id_, id_)))
        assert passed(db) == before
        counts.append((gained, lost))
    assert counts[0] == counts[1]
