"""Which key holds for what was asked: a version's own, that of its latest correction, or none."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from ashilms.quizzes.models import Question, QuestionKey, QuestionVersion, Regrade


def _latest(column: ColumnElement[int] | Any) -> Select[Any]:
    """Return a query for the number of the correction that holds for a question version."""
    other = aliased(Regrade)
    return select(func.max(other.number)).where(other.question_version_id == column)


def corrections_of(db: Session, version_ids: Collection[int]) -> Mapping[int, Regrade]:
    """Return the correction that holds for each of these versions that has any."""
    query = select(Regrade).where(Regrade.question_version_id.in_(version_ids))
    return {row.question_version_id: row for row in db.scalars(query.order_by(Regrade.number))}


def holding_keys(db: Session, version_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return by which key each of these versions is graded now. What counts for nobody has that from before still."""
    query = select(Regrade.question_version_id, Regrade.by_version_id).order_by(Regrade.number)
    query = query.where(Regrade.question_version_id.in_(version_ids), Regrade.by_version_id.is_not(None))
    corrected = {id_: by_id or id_ for id_, by_id in db.execute(query)}
    holds = {id_: corrected.get(id_, id_) for id_ in version_ids}
    keys = select(QuestionKey).where(QuestionKey.version_id.in_(set(holds.values())))
    found = {row.version_id: row.content for row in db.scalars(keys)}
    return {id_: found[key] for id_, key in holds.items() if key in found}


def voids_among(db: Session, version_ids: Collection[int]) -> frozenset[int]:
    """Return which of these versions count for nobody."""
    corrected = corrections_of(db, version_ids)
    return frozenset(id_ for id_, row in corrected.items() if row.by_version_id is None)


def is_void() -> ColumnElement[bool]:
    """Return what a question version is that counts for nobody, for a query on question versions."""
    last = _latest(QuestionVersion.id).scalar_subquery()
    of = and_(Regrade.question_version_id == QuestionVersion.id, Regrade.number == last)
    return select(Regrade.id).where(of, Regrade.by_version_id.is_(None)).exists()


def corrected_digests(db: Session, course_id: int) -> frozenset[tuple[str, str]]:
    """Return question and digest of every version whose key was corrected here to that which stands.

    A pack that still has one of these is behind the correction, and does not undo it.
    """
    standing = aliased(QuestionVersion)
    query = select(Question.key, QuestionVersion.digest)
    query = query.join(QuestionVersion, QuestionVersion.question_id == Question.id)
    query = query.join(Regrade, Regrade.question_version_id == QuestionVersion.id)
    query = query.join(
        standing, and_(standing.id == Regrade.by_version_id, standing.number == Question.version)
    )
    return frozenset(
        (key, digest) for key, digest in db.execute(query.where(Question.course_id == course_id))
    )
