"""What a person is allowed beyond a quiz's rules: rows that are added, and end, and are never rewritten."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment
from ashilms.quizzes.rules.allowing import Eased


class Release(Base):
    """One attempt more at a quiz whose attempts a person had used up, with the remediation that came before it."""

    __tablename__ = "ashilms_quiz_release"
    __table_args__ = (
        UniqueConstraint("person_id", "quiz_version_id", "number"),
        CheckConstraint("by_id <> person_id", name="not_own"),
        Index(None, "quiz_version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("ashilms_quiz_version.id"))
    number: Mapped[int]
    """By how many attempts it goes beyond the quiz's own: one more than had been begun, ever. It rises from release to
    release, and of two who release at once, one is told that it was late."""
    note: Mapped[str] = mapped_column(Text)
    """The remediation that was done."""
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Accommodation(Base):
    """More time or attempts for one person, from a day on, until a day or until it is ended."""

    __tablename__ = "ashilms_accommodation"
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        CheckConstraint("by_id <> person_id AND ended_by <> person_id", name="not_own"),
        CheckConstraint("percent >= 0 AND minutes >= 0 AND attempts >= 0", name="no_less"),
        CheckConstraint("percent + minutes + attempts > 0", name="something"),
        CheckConstraint("until >= since", name="days"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
        Index(None, "quiz_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    number: Mapped[int]
    """The person's first, second, …: what is sent twice is recorded once."""
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_quiz.id"))
    """The quiz that it is for; `None`: every quiz."""
    percent: Mapped[int]
    minutes: Mapped[int]
    attempts: Mapped[int]
    since: Mapped[date]
    until: Mapped[date | None]
    """Its last day; `None`: none is set."""
    reason: Mapped[str] = mapped_column(Text)
    """Told to the person, to who recorded it, and to registrars."""
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))

    def as_eased(self) -> Eased:
        """Return it as rules know it."""
        return Eased(self.percent, self.minutes, self.attempts)

    def holds(self, day: date) -> bool:
        """Return whether it holds on a day, nobody having ended it."""
        begun = self.since <= day and (self.until is None or day <= self.until)
        return begun and self.ended_at is None
