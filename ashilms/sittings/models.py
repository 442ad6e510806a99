"""Dates of quizzes, releases of examinations, and who was let begin which attempt by whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.cohorts.models import Cohort
from ashilms.db import Base, Moment
from ashilms.quizzes.models import Quiz
from ashilms.sittings.rules import Window

BY_PASSWORD, BY_CLICK = "password", "click"


class Dates(Base):
    """When a quiz may be sat: by a cohort, or by everybody whose cohort has no dates of its own."""

    __tablename__ = "ashilms_sitting_dates"
    __table_args__ = (
        UniqueConstraint("quiz_id", "cohort_id"),
        CheckConstraint("closes_at > opens_at", name="order"),
        Index(
            "uq_ashilms_sitting_dates_school", "quiz_id", unique=True,
            sqlite_where=text("cohort_id IS NULL"), postgresql_where=text("cohort_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("ashilms_quiz.id"))
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_cohort.id"), index=True)
    """Whose dates they are; empty for those of the school."""
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    whole_time: Mapped[bool]
    """Whether who begins before it closes keeps the whole time."""
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    def as_window(self) -> Window:
        """Return the dates as rules know them."""
        return Window(self.opens_at, self.closes_at, self.whole_time)


class Release(Base):
    """A proctor lets a cohort, or one trainee, begin an examination between two moments."""

    __tablename__ = "ashilms_sitting_release"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="order"),
        CheckConstraint("(cohort_id IS NULL) <> (person_id IS NULL)", name="whom"),
        Index(None, "quiz_id", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("ashilms_quiz.id"))
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_cohort.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    proctor_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    """Who is present."""
    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Empty where the proctor lets everybody begin by a click."""
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the proctor took it back; nobody begins under it from then on."""
    quiz: Mapped[Quiz] = relationship(lazy="joined", innerjoin=True)
    cohort: Mapped[Cohort | None] = relationship(lazy="joined")

    def is_open(self, now: datetime) -> bool:
        """Return whether somebody may begin under it; the closing moment is closed."""
        return self.ended_at is None and self.opens_at <= now < self.closes_at

    @property
    def how(self) -> str:
        """How it lets people begin."""
        return BY_PASSWORD if self.password_hash else BY_CLICK


class Admission(Base):
    """One person was let begin once under a release; which attempt they began by it is said when they do."""

    __tablename__ = "ashilms_sitting_admission"
    __table_args__ = (
        UniqueConstraint("attempt_id"),
        CheckConstraint(f"how IN ('{BY_PASSWORD}', '{BY_CLICK}')", name="how"),
        Index(
            "uq_ashilms_sitting_admission_unused", "release_id", "person_id", unique=True,
            sqlite_where=text("attempt_id IS NULL"), postgresql_where=text("attempt_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("ashilms_sitting_release.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    how: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Moment)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_attempt.id"))
    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)
