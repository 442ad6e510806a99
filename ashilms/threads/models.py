"""Questions on entries and their answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.practicum.models import Entry


class Remark(Base):
    """A question on an entry, or the answer to one; what it says is never changed, only taken back at once."""

    __tablename__ = "ashilms_thread_remark"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        CheckConstraint("answers_id <> id", name="not_itself"),
        Index(
            "uq_ashilms_thread_remark_answer", "answers_id", unique=True,
            sqlite_where=text("withdrawn_at IS NULL"), postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_ashilms_thread_remark_untold", "told_at", "at"),
        Index("ix_ashilms_thread_remark_by", "by_id", "at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    number: Mapped[int]
    """Counts an entry's remarks."""
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_thread_remark.id"))
    """The question that it answers; empty for a question."""
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was taken back, seconds after it was sent."""
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    """When a mail said that there is something to read."""

    entry: Mapped[Entry] = relationship(lazy="joined", innerjoin=True)
