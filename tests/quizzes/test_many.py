"""Grading many again: as many queries however many attempts a correction changes, and everybody locked in one order."""

from dataclasses import replace
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor, machine
from ashilms.courses.models import Milestone
from ashilms.courses.rules import QUIZ_PASSED
from ashilms.quizzes import services
from ashilms.quizzes.models import Question, QuestionVersion
from ashilms.quizzes.services import Correction
from tests.conftest import NOW, Cast
from tests.courses.asked import queries
from tests.item_statistics.conftest import crowd
from tests.quizzes.conftest import GRACE, KINDS, QUIZ, School, answer, open_school


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


def sit(db: Session, who: Actor, quiz_key: str, wrong: int) -> None:
    """Let somebody hand in a paper with one question version wrong."""
    attempt = services.start_attempt(db, who, quiz_key, KINDS, grace=GRACE, now=NOW)
    answer(db, who, attempt, wrong=tuple(n.number for n in attempt.items if n.question_version_id == wrong))
    services.hand_in(db, who, attempt.id, KINDS, now=NOW)
    db.commit()


def locked(db: Session, do: Any) -> list[tuple[int, ...]]:
    """Return which people `do` lets nobody else decide about, each time that it asks."""
    said: list[tuple[int, ...]] = []

    def note(_connection: Any, _cursor: Any, statement: str, sent: Any, *_rest: Any) -> None:
        if "ORDER BY ashilms_person.id" in statement:
            said.append(tuple(sent.values() if isinstance(sent, dict) else sent))

    engine = db.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    do()
    event.remove(engine, "before_cursor_execute", note)
    return said


def test_everybody_whose_pass_moves_is_locked_at_once_before_any_quiz_is_looked_at(
    db: Session, cast: Cast
) -> None:
    """Quiz by quiz, two corrections that move the same two people would wait for each other for ever."""
    all_of_them = {"draw": 12, "critical": 6, "pass_percent": 95}
    school = open_school(db, cast, **all_of_them)
    two = [
        replace(QUIZ, id=id_, blueprint={**QUIZ.blueprint, **all_of_them}) for id_ in (QUIZ.id, "quiz-m03")
    ]
    services.keep_quizzes(db, machine("tests"), school.course.id, two, now=NOW)
    wrong = version_of(db, "q07")
    for who, quiz_key in ((cast.caz, "quiz-m03"), (cast.ana, QUIZ.id)):
        sit(db, who, quiz_key, wrong)
    found = services.preview_to_apply(db, Correction(wrong), KINDS)
    assert [(change.person_id, change.gains) for change in found.changes] == [
        (cast.caz.id, True), (cast.ana.id, True)
    ]  # fmt: skip
    first, *_ = locked(
        db,
        lambda: services.apply_preview(
            db, cast.dee, found, KINDS, reason="So it is.", digest=found.digest, now=NOW
        ),
    )
    assert first == (cast.ana.id, cast.caz.id)
