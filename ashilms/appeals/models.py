"""Appeals, each with the one answer that it gets."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.appeals.rules import Verdict
from ashilms.db import Base, Moment
from ashilms.quizzes.models import Attempt


class Appeal(Base):
    """That a trainee asked for a mark to be looked at again, once; its answer is added once, and nothing changes."""

    __tablename__ = "ashilms_appeal"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        UniqueConstraint("grade_id"),
        CheckConstraint("answered_by <> person_id", name="not_own"),
        CheckConstraint(f"verdict IN ('{Verdict.KEPT}', '{Verdict.CHANGED}')", name="verdict"),
        CheckConstraint(
            "(answered_at IS NULL) = (verdict IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)",
            name="answered",
        ),
        CheckConstraint(
            f"grade_id IS NULL AND (verdict IS NULL OR verdict = '{Verdict.KEPT}') "
            f"OR grade_id IS NOT NULL AND verdict = '{Verdict.CHANGED}'",
            name="changed",
        ),
        Index(None, "answered_at", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("ashilms_attempt.id"))
    number: Mapped[int]
    """The number of the question in the paper."""
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    words: Mapped[str] = mapped_column(Text)
    earned: Mapped[str] = mapped_column(String(20))
    """The mark that was asked about, exact, as text."""
    at: Mapped[datetime] = mapped_column(Moment)
    verdict: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_attempt_grade.id"))
    """The grade that the changed mark made."""
    earlier: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """Answers that were set aside: `by`, `at`, `text` of each, the earliest first."""

    attempt: Mapped[Attempt] = relationship(lazy="joined", innerjoin=True)

    @property
    def answered_before(self) -> frozenset[int]:
        """Whose answers were set aside: they do not answer again."""
        return frozenset(answer["by"] for answer in self.earlier or ())

    @property
    def changed(self) -> bool:
        """Whether the mark was changed."""
        return self.verdict == Verdict.CHANGED
