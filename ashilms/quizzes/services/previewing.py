"""What a correction of a question would change, worked out and not written: every attempt, old mark and new."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from ashilms.errors import Missing, Unacceptable
from ashilms.plugins import ByHand, QuestionKind
from ashilms.quizzes.models import (
    GRADED,
    AnswerStep,
    Attempt,
    AttemptGrade,
    AttemptItem,
    Question,
    QuestionKey,
    QuestionVersion,
)
from ashilms.quizzes.rules.grading import Grade, Item, freeze, thaw
from ashilms.quizzes.rules.regrading import Answered, asks_the_same, mark_anew, restore
from ashilms.quizzes.rules.retest import Pair
from ashilms.quizzes.services.correcting import corrections_of, holding_keys
from ashilms.quizzes.services.finding import Kinds, kind_of
from ashilms.quizzes.services.passing import find_pairs

BY_HAND = (
    "People mark the answers to this question, so another key changes no mark. Let it count for nobody, or change "
    "single marks where trainees ask for it."
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody proposes about a question version: exactly one of three."""

    version_id: int
    by_version_id: int | None = None
    """Grade by this version's key."""
    right: tuple[str, ...] = ()
    """Grade by a new key, in which these options are right; it becomes a version of its own."""

    @property
    def voids(self) -> bool:
        """Whether the question is to count for nobody."""
        return self.by_version_id is None and not self.right


@dataclass(frozen=True, slots=True)
class Change:
    """One attempt whose grade would change."""

    attempt_id: int
    person_id: int
    quiz_id: int
    grade_id: int
    number: int
    """Of the grade that stands now."""
    old: Grade
    new: Grade
    pair: Pair | None = None
    """Where it has a re-test that is graded, or is one."""

    @property
    def lost(self) -> frozenset[int]:
        """The attempts by which the quiz is passed no more: this one, its re-test."""
        return self._passes(self.old) - self._passes(self.new)

    @property
    def loses(self) -> bool:
        """Whether a pass is lost: what a re-test completed is lost with the mark of the attempt."""
        return bool(self._passes(self.old)) and not self._passes(self.new)

    @property
    def gains(self) -> bool:
        """Whether a pass is gained."""
        return bool(self._passes(self.new)) and not self._passes(self.old)

    def _passes(self, grade: Grade) -> frozenset[int]:
        if self.pair is not None:
            return self.pair.with_grade(self.attempt_id, grade).passes
        return frozenset({self.attempt_id} if grade.passed else ())


@dataclass(frozen=True, slots=True)
class Preview:
    """All that a correction would change."""

    version: QuestionVersion
    question: Question
    correction: Correction
    key: dict[str, Any] | None
    """By which would be graded; `None`: by none."""
    number: int
    """The version's first correction, second, …"""
    changes: tuple[Change, ...]
    asked: int
    """Graded attempts that were asked it."""
    by_hand: int
    """Of these, whose mark a person had set: they are left as they are."""
    open: int
    """Attempts that are not graded yet: they will be by the same key."""

    @property
    def digest(self) -> str:
        """SHA-256 over all of it: whoever applies what they saw sends it back."""
        seen = [
            self.version.id, self.number, self.correction.by_version_id, self.key, self.asked, self.by_hand,
            [[change.attempt_id, change.grade_id, freeze(change.new), sorted(change.lost)]
             for change in self.changes],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def get_version(db: Session, version_id: int) -> tuple[QuestionVersion, Question]:
    """Return a question version and its question; raises `Missing`."""
    query = select(QuestionVersion, Question).join(Question, Question.id == QuestionVersion.question_id)
    found = db.execute(query.where(QuestionVersion.id == version_id)).first()
    if found is None:
        raise Missing("There is no such question.")
    return found[0], found[1]


def find_alternatives(db: Session, version: QuestionVersion) -> list[QuestionVersion]:
    """Return the versions by whose key answers to this one can be graded, itself among them, the latest first."""
    query = select(QuestionVersion).where(
        QuestionVersion.question_id == version.question_id, QuestionVersion.kind == version.kind
    )
    found = db.scalars(query.order_by(QuestionVersion.number.desc()))
    return [row for row in found if asks_the_same(row.asked, version.asked)]


def preview_correction(db: Session, correction: Correction, kinds: Kinds) -> Preview:
    """Return all that a correction would change. Raises `Missing`, and `Unacceptable` for one that makes no sense."""
    version, question = get_version(db, correction.version_id)
    kind = kind_of(kinds, version.kind)
    key = _wanted_key(db, version, question, correction, kind)
    before = corrections_of(db, [version.id]).get(version.id)
    holds = holding_keys(db, [version.id])[version.id]
    void = before is not None and before.by_version_id is None
    if (None if void else holds) == key:
        raise Unacceptable("It is graded like that already, so nothing would change.", "way")
    item = Item(0, kind, version.asked, holds, version.rule, version.rule_text, version.critical, void)
    pairs, changes, asked, by_hand = find_pairs(db, version.id), [], 0, 0
    for row in _graded(db, version.id, before.id if before and void else None):
        asked += 1
        old = thaw(row.content)
        new, kept = _regraded(row, old, item, key)
        by_hand += kept
        if new != old:
            who = (row.attempt_id, row.person_id, row.quiz_id, row.grade_id, row.number)
            changes.append(Change(*who, old, new, pairs.get(row.attempt_id)))
    number = 1 + (before.number if before else 0)
    return Preview(
        version,
        question,
        correction,
        key,
        number,
        tuple(changes),
        asked,
        by_hand,
        _count_open(db, version.id),
    )


def _regraded(row: Any, old: Grade, item: Item, key: Mapping[str, Any] | None) -> tuple[Grade, bool]:
    """Return the grade of an attempt by another key, and whether a person had set the mark, which is kept then.

    Where the question counted for nobody, what it had earned before is looked at: marks that people gave come back.
    """
    stood = old if row.before is None else restore(old, thaw(row.before), row.place)
    here = replace(item, number=row.place, void=item.void and row.before is None)
    new = mark_anew(stood, Answered(here, key, row.answer))
    return (stood, True) if new is None else (new, False)


def _wanted_key(
    db: Session, version: QuestionVersion, question: Question, correction: Correction, kind: QuestionKind
) -> dict[str, Any] | None:
    if correction.voids:
        return None
    if isinstance(kind, ByHand) and correction.by_version_id != version.id:
        raise Unacceptable(BY_HAND, "way")
    if correction.right:
        return corrected_key(db, version, question, correction.right, kind)
    if correction.by_version_id not in {row.id for row in find_alternatives(db, version)}:
        raise Unacceptable("Answers can't be graded by that version: it asks something else.", "way")
    return db.get_one(QuestionKey, correction.by_version_id).content


def corrected_key(
    db: Session, version: QuestionVersion, question: Question, right: tuple[str, ...], kind: QuestionKind
) -> dict[str, Any]:
    """Return the key of a version with other options right; raises `Unacceptable` where the kind has no such key."""
    if not may_set_options(version, question):
        raise Unacceptable("The key of this version can't be set here. Correct it in the pack.", "way")
    own = db.get_one(QuestionKey, version.id).content
    item = _as_item(version.asked, own, right)
    if problems := kind.problems(item):
        raise Unacceptable(problems[0], "right")
    return kind.split(item)[1]


def may_set_options(version: QuestionVersion, question: Question) -> bool:
    """Return whether which options are right can be said here: of what is drawn now, and has options."""
    return bool(version.asked.get("options")) and version.number == question.version


def _as_item(asked: Mapping[str, Any], key: Mapping[str, Any], right: tuple[str, ...]) -> dict[str, Any]:
    why = key.get("why", {})
    options = [
        {**option, "right": option["id"] in right, "rationale": why.get(option["id"], "")}
        for option in asked["options"]
    ]
    return {**asked, "options": options}


def _graded(db: Session, version_id: int, voided_by: int | None) -> Iterator[Any]:
    """Yield every graded attempt that was asked a version, with the grade that stands and the answer.

    With the correction by which it counts for nobody, the grade `before` that, too.
    """
    later, voided, before = aliased(AttemptGrade), aliased(AttemptGrade), aliased(AttemptGrade)
    step = aliased(AnswerStep)
    last_grade = select(func.max(later.number)).where(later.attempt_id == Attempt.id).scalar_subquery()
    last_step = select(func.max(step.id)).where(
        step.attempt_id == AttemptItem.attempt_id, step.number == AttemptItem.number
    )
    query = select(
        Attempt.id.label("attempt_id"), Attempt.person_id, Attempt.quiz_id, AttemptItem.number.label("place"),
        AttemptGrade.id.label("grade_id"), AttemptGrade.number, AttemptGrade.content, AnswerStep.answer,
        before.content.label("before"),
    ).join(AttemptItem, AttemptItem.attempt_id == Attempt.id)  # fmt: skip
    query = query.join(
        AttemptGrade, and_(AttemptGrade.attempt_id == Attempt.id, AttemptGrade.number == last_grade)
    )
    query = query.outerjoin(AnswerStep, AnswerStep.id == last_step.scalar_subquery())
    query = query.outerjoin(
        voided, and_(voided.attempt_id == Attempt.id, voided.regrade_id == (voided_by or 0))
    )
    query = query.outerjoin(before, and_(before.attempt_id == Attempt.id, before.number == voided.number - 1))
    query = query.where(AttemptItem.question_version_id == version_id, Attempt.state == GRADED)
    yield from db.execute(query.order_by(Attempt.id).execution_options(yield_per=1000))


def count_graded(db: Session, version_id: int) -> int:
    """Return how many graded attempts were asked a question version."""
    query = select(func.count()).select_from(AttemptItem).join(Attempt, Attempt.id == AttemptItem.attempt_id)
    query = query.where(AttemptItem.question_version_id == version_id, Attempt.state == GRADED)
    return db.scalar(query) or 0


def _count_open(db: Session, version_id: int) -> int:
    query = select(func.count()).select_from(AttemptItem).join(Attempt, Attempt.id == AttemptItem.attempt_id)
    query = query.where(AttemptItem.question_version_id == version_id, Attempt.state != GRADED)
    return db.scalar(query) or 0
