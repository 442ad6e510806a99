"""Questions that people mark and that count for nobody, for a while or for good: no mark is lost or waited for."""

from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.errors import Clash, Unacceptable
from ashilms.marking import services
from ashilms.marking.models import MarkingPiece
from ashilms.marking.rules import Turn
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import GRADED, MARKING, Attempt, QuestionVersion
from ashilms.quizzes.services import Correction, Preview
from tests.conftest import NOW
from tests.marking.conftest import Desk
from tests.quizzes.by_hand import sit, with_essay, write
from tests.quizzes.conftest import KINDS, start


def essay(db: Session) -> QuestionVersion:
    """Return the essay, the last of several."""
    query = select(QuestionVersion).where(QuestionVersion.kind == "essay").order_by(QuestionVersion.id.desc())
    return db.scalars(query).first() or pytest.fail("There is no essay.")


def number_of(attempt: Attempt) -> int:
    """Return the place of that essay in a paper."""
    last = max(item.question_version_id for item in attempt.items if item.question.kind == "essay")
    return next(item.number for item in attempt.items if item.question_version_id == last)


def correct(desk: Desk, *, void: bool) -> Preview:
    """Let the essay count for nobody, or count again; return what was seen."""
    id_ = essay(desk.db).id
    found = quizzes.preview_to_apply(desk.db, Correction(id_, None if void else id_), KINDS)
    quizzes.apply_preview(
        desk.db, desk.cast.dee, found, KINDS, reason="It asked two things.", digest=found.digest, now=NOW
    )
    desk.db.commit()
    return found


def of_essay(attempt: Attempt) -> tuple[Fraction, Fraction]:
    """Return what an essay earned, of what."""
    assert attempt.grade
    mark = attempt.grade.marks[number_of(attempt) - 1]
    return mark.earned, mark.possible


def test_a_mark_that_somebody_gave_comes_back_with_its_question(desk: Desk, piece: MarkingPiece) -> None:
    desk.give(desk.cast.bea, piece, clear=1)
    assert of_essay(desk.attempt(piece)) == (Fraction(3, 4), 1)
    correct(desk, void=True)
    assert of_essay(desk.attempt(piece)) == (0, 0)
    found = correct(desk, void=False)
    assert of_essay(desk.attempt(piece)) == (Fraction(3, 4), 1)
    assert (len(found.changes), found.by_hand) == (1, 1)


def test_an_essay_that_counts_for_nobody_is_not_waited_for(desk: Desk, piece: MarkingPiece) -> None:
    caz = desk.cast.caz
    sat = start(desk.db, caz)
    write(desk.db, sat, caz)
    correct(desk, void=True)
    attempt = desk.attempt(piece)
    assert (attempt.state, of_essay(attempt)) == (GRADED, (0, 0))
    assert desk.waits_for(desk.cast.bea) == 0
    assert services.tell_of_attempt(desk.db, attempt) == {}
    assert quizzes.hand_in(desk.db, caz, sat.id, KINDS, now=NOW).state == GRADED
    desk.db.commit()
    assert correct(desk, void=False).changes == ()
    assert [of_essay(desk.db.get_one(Attempt, id_)) for id_ in (attempt.id, sat.id)] == [(0, 0), (0, 0)]


def test_of_two_essays_the_one_that_counts_is_waited_for_still(desk: Desk) -> None:
    with_essay(desk.db, desk.school, 11, 12)
    attempt = sit(desk.db, desk.school)
    void, other = sorted(desk.db.query(MarkingPiece), key=lambda one: one.number != number_of(attempt))
    correct(desk, void=True)
    assert desk.attempt(void).state == MARKING
    assert desk.waits_for(desk.cast.bea) == 1
    assert services.find_task(desk.db, desk.cast.bea, void.id, KINDS).turn is Turn.NONE
    with pytest.raises(Clash, match="counts for nobody"):
        desk.give(desk.cast.bea, void)
    with pytest.raises(Clash, match="counts for nobody"):
        desk.ask(desk.cast.bea, void, desk.cast.dee)
    desk.db.rollback()
    desk.give(desk.cast.bea, other)
    assert (desk.attempt(void).state, of_essay(desk.attempt(void))) == (GRADED, (0, 0))


def test_an_essay_that_counts_again_is_waited_for_again(desk: Desk) -> None:
    """It had counted for nobody when the paper was handed in, and other marks of it are waited for."""
    with_essay(desk.db, desk.school, 11, 12)
    attempt = start(desk.db, desk.cast.ana)
    write(desk.db, attempt, desk.cast.ana)
    correct(desk, void=True)
    quizzes.hand_in(desk.db, desk.cast.ana, attempt.id, KINDS, now=NOW)
    desk.db.commit()
    assert desk.waits_for(desk.cast.bea) == 1
    correct(desk, void=False)
    for piece in desk.db.query(MarkingPiece).order_by(MarkingPiece.id).all():
        desk.give(desk.cast.bea, piece)
    assert of_essay(attempt) == (1, 1)
    assert desk.waits_for(desk.cast.bea) == 0


@pytest.mark.parametrize("changed", [{"by_version_id": 999}, {"right": ("a",)}])
def test_another_key_for_what_people_mark_is_refused_in_words(desk: Desk, changed: dict[str, Any]) -> None:
    with pytest.raises(Unacceptable, match="People mark the answers"):
        quizzes.preview_correction(desk.db, Correction(essay(desk.db).id, **changed), KINDS)
