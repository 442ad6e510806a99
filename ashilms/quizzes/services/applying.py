"""Applying a correction that was previewed: new grades beside the old ones, all of them or none."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.plugins import ByHand
from ashilms.quizzes.models import (
    Attempt,
    AttemptGrade,
    AttemptItem,
    Question,
    Regrade,
)
from ashilms.quizzes.rules.grading import freeze
from ashilms.quizzes.services.bank import QuestionDraft, add_version
from ashilms.quizzes.services.by_hand import wait_anew
from ashilms.quizzes.services.finding import Kinds, kind_of
from ashilms.quizzes.services.passing import AT_ONCE, follow_passes
from ashilms.quizzes.services.previewing import Change, Correction, Preview, get_version, preview_correction


def preview_to_apply(db: Session, correction: Correction, kinds: Kinds) -> Preview:
    """Return the preview once more, while nobody else may grade or correct what it is about.

    Every attempt that was asked the question is locked, so that one that is handed in just now is either among
    those looked at, or graded by the corrected key.
    """
    _, question = get_version(db, correction.version_id)
    db.scalar(select(Question.id).where(Question.id == question.id).with_for_update())
    asked = select(AttemptItem.attempt_id).where(AttemptItem.question_version_id == correction.version_id)
    db.scalars(
        select(Attempt.id).where(Attempt.id.in_(asked)).order_by(Attempt.id).with_for_update(of=Attempt)
    ).all()
    db.expire_all()
    return preview_correction(db, correction, kinds)


def get_applied(db: Session, digest: str) -> Regrade | None:
    """Return the correction that was applied under what was seen, or `None`."""
    return db.scalar(select(Regrade).where(Regrade.digest == digest))


def apply_preview(
    db: Session, actor: Actor, preview: Preview, kinds: Kinds, *, reason: str, digest: str, now: datetime
) -> Regrade:
    """Write a correction and the grades that follow from it, and return it; `digest` names all that was seen.

    What a pass opens follows; a certificate is not touched. The old grades stay. An attempt that waits for nothing
    but marks of a question that counts for nobody now has its grade at once.
    """
    by_id = _by_version(db, preview, now)
    row = Regrade(
        question_version_id=preview.version.id, number=preview.number, by_version_id=by_id, reason=reason,
        digest=digest, by_id=actor.id, at=now,
    )  # fmt: skip
    db.add(row)
    db.flush()
    _write_grades(db, preview.changes, row, now)
    audit.record(
        db, actor, "quizzes.regrade", f"question_version:{preview.version.id}", now=now,
        after={
            "regrade": row.id, "number": row.number, "by_version": by_id, "reason": reason, "digest": digest,
            "attempts": len(preview.changes),
            "lost": [change.attempt_id for change in preview.changes if change.loses],
            "gained": [change.attempt_id for change in preview.changes if change.gains],
        },
    )  # fmt: skip
    if isinstance(kind_of(kinds, preview.version.kind), ByHand):
        wait_anew(db, actor, preview.version.id, kinds, now=now)
    return row


def _write_grades(db: Session, changes: Sequence[Change], row: Regrade, now: datetime) -> None:
    if not changes:
        return
    db.execute(
        insert(AttemptGrade),
        [
            {
                "attempt_id": change.attempt_id, "number": change.number + 1, "content": freeze(change.new),
                "passed": change.new.passed, "at": now, "reason": row.reason, "regrade_id": row.id,
            }
            for change in changes
        ],
    )  # fmt: skip
    db.expire_all()
    moved: defaultdict[int, list[int]] = defaultdict(list)
    for change in changes:
        if change.loses or change.gains:
            moved[change.quiz_id].append(change.person_id)
    _lock(db, {person_id for person_ids in moved.values() for person_id in person_ids})
    for quiz_id, person_ids in moved.items():
        follow_passes(db, quiz_id, person_ids, now=now)
    for change in changes:
        signals.attempt_graded.send(
            db, person_id=change.person_id, quiz_id=change.quiz_id, attempt_id=change.attempt_id,
            passed=change.new.passed,
        )  # fmt: skip


def _lock(db: Session, person_ids: Collection[int]) -> None:
    """Let nobody else decide about these people, all in one order, or two corrections would wait for each other."""
    everybody = sorted(person_ids)
    for start in range(0, len(everybody), AT_ONCE):
        people.lock_people(db, everybody[start : start + AT_ONCE])


def _by_version(db: Session, preview: Preview, now: datetime) -> int | None:
    """Return the version by whose key is graded; one with other options right is made, and is drawn from now on."""
    if not preview.correction.right or preview.key is None:
        return preview.correction.by_version_id
    old, question = preview.version, preview.question
    question.version += 1
    draft = QuestionDraft(
        question.key, old.kind, old.pool, old.topic, old.rule, old.rule_text, old.critical, old.about, old.asked,
        preview.key,
    )  # fmt: skip
    return add_version(db, question, draft, now).id
