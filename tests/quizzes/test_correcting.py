"""Correcting a question after it was sat: what is previewed is what is written, and what was said before stays."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.audit.models import AuditRecord
from ashilms.errors import Missing, Unacceptable, Unavailable
from ashilms.plugins import Mark, Plain
from ashilms.quizzes import services
from ashilms.quizzes.models import Attempt, Question, QuestionVersion
from ashilms.quizzes.rules.grading import Grade, Item, Missed
from ashilms.quizzes.rules.regrading import Answered, asks_the_same, mark_anew
from ashilms.quizzes.services import Correction, Preview
from tests.conftest import NOW
from tests.quizzes.conftest import DRAFTS, KINDS, QUIZ, School, answer, start

ONE, NONE, VOID = Mark(Fraction(1)), Mark(Fraction(0)), Mark(Fraction(0), Fraction(0))
SINGLE = KINDS["single"]


def item(*, critical: bool = True, void: bool = False) -> Item:
    return Item(2, SINGLE, {}, {"right": ["a"]}, "r", "Rule", critical, void)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("of", "key", "given", "old", "new", "missed"),
    [
        (item(), {"right": ["b"]}, "a", ONE, NONE, [2]),
        (item(), {"right": ["b"]}, "b", NONE, ONE, []),
        (item(critical=False), {"right": ["b"]}, "a", ONE, NONE, []),
        (item(), None, "a", ONE, VOID, []),
        (item(), None, "b", NONE, VOID, []),
        (item(void=True), {"right": ["a"]}, "b", VOID, NONE, [2]),
        (item(), None, "b", Mark(Fraction(1, 2)), VOID, []),  # set by a person, but counts for nobody
    ],
)
def test_one_mark_changes_and_what_follows_from_it(
    of: Item, key: dict[str, object] | None, given: str, old: Mark, new: Mark, missed: list[int]
) -> None:
    before = Grade((ONE, old, ONE), 80, (Missed(2, "r", "Rule"),) if old == NONE and of.critical else ())
    after = mark_anew(before, Answered(of, key, given))
    assert after
    assert after.marks == (ONE, new, ONE)
    assert [one.number for one in after.missed] == missed


@pytest.mark.any_database
def test_a_mark_that_a_person_set_is_not_overruled() -> None:
    before = Grade((ONE, Mark(Fraction(1, 2)), ONE), 80, ())
    assert mark_anew(before, Answered(item(), {"right": ["b"]}, "b")) is None


@pytest.mark.any_database
def test_a_mark_that_stays_changes_nothing_that_was_made_good_meanwhile() -> None:
    made_good = Grade((ONE, NONE, ONE), 60, ())
    assert mark_anew(made_good, Answered(item(), {"right": ["b"]}, "c")) == made_good


class Dangers(type(SINGLE)):
    """A kind whose key says which wrong answers would hurt somebody."""

    def grade(self, asked: Plain, key: Plain, answer: Any) -> Mark:
        """Return the mark, and whether the answer is unsafe."""
        return Mark(Fraction(answer in key["right"]), unsafe=answer in key["unsafe"])


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("was", "anew", "missed"), [([], ["b"], [2]), (["b"], [], []), (["b"], ["b", "c"], [2])]
)
def test_a_key_that_says_anew_what_is_unsafe_changes_which_rules_were_missed(
    was: list[str], anew: list[str], missed: list[int]
) -> None:
    """T08: not a fraction of the mark changes, and still a must-pass rule was missed, or was not."""
    of = replace(item(critical=False), kind=Dangers(), key={"right": ["a"], "unsafe": was})
    before = Grade((ONE, NONE, ONE), 60, (Missed(2, "r", "Rule"),) if was else ())
    after = mark_anew(before, Answered(of, {"right": ["a"], "unsafe": anew}, "b"))
    assert after == replace(before, missed=(Missed(2, "r", "Rule"),) if missed else ())


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"stem": "Which, then?", "options": [1], "figure": "f"}, True),
        ({"stem": "Which?", "options": [2]}, False),
    ],
)
def test_versions_that_ask_the_same_differ_in_their_words_alone(other: dict[str, object], same: bool) -> None:
    assert asks_the_same({"stem": "Which?", "options": [1]}, other) is same


@pytest.fixture
def whole(db: Session, school: School) -> School:
    """The same school with a quiz of all its single-choice questions but the critical ones: nothing is drawn."""
    plain = [draft for draft in DRAFTS if draft.kind == "single" and not draft.critical]
    services.keep_questions(db, machine("tests"), school.course.id, plain, now=NOW)
    quiz = replace(QUIZ, blueprint={**QUIZ.blueprint, "draw": len(plain), "critical": 0, "pass_percent": 80})
    services.keep_quizzes(db, machine("tests"), school.course.id, [quiz], now=NOW)
    db.commit()
    return school


def sit(db: Session, school: School, who: str, *, wrong: tuple[str, ...] = ()) -> Attempt:
    person = getattr(school.cast, who)
    attempt = start(db, person)
    keys = {row.id: row.key for row in db.scalars(select(Question))}
    numbers = tuple(one.number for one in attempt.items if keys[one.question.question_id] in wrong)
    answer(db, person, attempt, wrong=numbers)
    services.hand_in(db, person, attempt.id, KINDS, now=NOW)
    db.commit()
    return attempt


def version(db: Session, key: str) -> QuestionVersion:
    query = select(QuestionVersion).join(Question).where(Question.key == key)
    return db.scalars(query.order_by(QuestionVersion.number.desc())).first() or pytest.fail(key)


def apply(db: Session, school: School, correction: Correction) -> Preview:
    found = services.preview_to_apply(db, correction, KINDS)
    services.apply_preview(
        db, school.cast.dee, found, KINDS, reason="The key was wrong.", digest=found.digest, now=NOW
    )
    db.commit()
    return found


def stands(attempt: Attempt) -> Grade:
    assert attempt.grade
    return attempt.grade


def test_a_void_question_counts_for_nobody_and_is_not_drawn_again(db: Session, whole: School) -> None:
    attempt = sit(db, whole, "ana", wrong=("q07",))
    assert (stands(attempt).earned, stands(attempt).possible, stands(attempt).passed) == (3, 4, False)
    found = apply(db, whole, Correction(version(db, "q07").id))
    assert [(change.old.passed, change.new.passed) for change in found.changes] == [(False, True)]
    assert (stands(attempt).earned, stands(attempt).possible, stands(attempt).passed) == (3, 3, True)
    assert [grade.as_grade().possible for grade in attempt.grades] == [4, 3]
    assert attempt.grades[1].reason == "The key was wrong."
    assert services.facts_of(db, whole.cast.ana.id)[0].values["possible"] == "3"
    with pytest.raises(Unavailable, match="put together"):
        start(db, whole.cast.caz)


def test_what_was_open_meanwhile_is_graded_by_the_corrected_key(db: Session, whole: School) -> None:
    """T08: the key that holds when it is graded, whenever it was drawn."""
    attempt = start(db, whole.cast.ana)
    answer(db, whole.cast.ana, attempt)
    found = apply(db, whole, Correction(version(db, "q07").id, right=("a",)))
    assert (found.asked, found.open) == (0, 1)
    services.hand_in(db, whole.cast.ana, attempt.id, KINDS, now=NOW)
    assert (stands(attempt).earned, stands(attempt).possible) == (3, 4)


def test_another_key_becomes_a_version_and_no_pack_undoes_it(db: Session, whole: School) -> None:
    first = version(db, "q07")
    apply(db, whole, Correction(first.id, right=("a",)))
    assert version(db, "q07").number == first.number + 1
    plain = [draft for draft in DRAFTS if draft.kind == "single" and not draft.critical]
    said = services.keep_questions(db, machine("tests"), whole.course.id, plain, now=NOW)
    assert said == ["Question q07 keeps the key that was corrected here; correct it in the pack too."]
    assert version(db, "q07").number == first.number + 1
    mended = [replace(one, key={**one.key, "right": ["a"]}) if one.id == "q07" else one for one in plain]
    assert services.keep_questions(db, machine("tests"), whole.course.id, mended, now=NOW) == []


def test_a_correction_can_be_taken_back_by_another_one(db: Session, whole: School) -> None:
    attempt = sit(db, whole, "ana")
    first = version(db, "q07")
    apply(db, whole, Correction(first.id))
    apply(db, whole, Correction(first.id, first.id))
    assert (stands(attempt).earned, stands(attempt).possible) == (4, 4)
    assert [grade.number for grade in attempt.grades] == [1, 2, 3]


def test_a_mark_that_a_person_set_comes_back_with_its_question(db: Session, whole: School) -> None:
    raised, plain = sit(db, whole, "ana", wrong=("q07",)), sit(db, whole, "caz")
    first = version(db, "q07")
    at = next(n for n, item in enumerate(raised.items) if item.question.id == first.id)
    marks = [Mark(Fraction(1, 2)) if n == at else mark for n, mark in enumerate(stands(raised).marks)]
    half = replace(stands(raised), marks=tuple(marks))
    services.append_grade(db, raised, half, reason="Half of it is right.", now=NOW)
    apply(db, whole, Correction(first.id))
    found = apply(db, whole, Correction(first.id, right=("a",)))
    assert (stands(raised), stands(plain).earned, found.by_hand) == (half, 3, 1)


def test_a_preview_writes_nothing_and_is_told_by_all_that_it_shows(db: Session, whole: School) -> None:
    attempt = sit(db, whole, "ana")
    correction = Correction(version(db, "q07").id, right=("a",))
    first = services.preview_correction(db, correction, KINDS)
    assert not [*db.dirty, *db.new]
    assert first.digest == services.preview_correction(db, correction, KINDS).digest
    sit(db, whole, "caz", wrong=("q07",))
    assert first.digest != services.preview_correction(db, correction, KINDS).digest
    assert len(attempt.grades) == 1


def test_what_was_applied_is_in_the_record(db: Session, whole: School) -> None:
    attempt = sit(db, whole, "ana")
    apply(db, whole, Correction(version(db, "q07").id, right=("a",)))
    record = db.scalars(select(AuditRecord).where(AuditRecord.action == "quizzes.regrade")).one()
    assert record.after
    assert record.after["lost"] == [attempt.id]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"by_version_id": None, "right": ("a", "b")}, "2 options are right"),
        ({"right": ("x",)}, "0 options are right"),
        ({"by_version_id": 999}, "asks something else"),
    ],
)
def test_what_makes_no_sense_is_refused(
    db: Session, whole: School, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(Unacceptable, match=said):
        services.preview_correction(db, replace(Correction(version(db, "q07").id), **changes), KINDS)


def test_what_is_so_already_is_refused_and_what_is_not_there_is_missing(db: Session, whole: School) -> None:
    with pytest.raises(Unacceptable, match="like that already"):
        services.preview_correction(db, Correction(version(db, "q07").id, version(db, "q07").id), KINDS)
    with pytest.raises(Missing):
        services.preview_correction(db, Correction(999), KINDS)
