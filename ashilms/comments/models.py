"""Saved comments."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.comments.rules import LONGEST, label_of
from ashilms.db import Base, Moment


class SavedComment(Base):
    """A comment that somebody uses again and again; their own alone."""

    __tablename__ = "ashilms_saved_comment"
    __table_args__ = (UniqueConstraint("person_id", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    text: Mapped[str] = mapped_column(String(LONGEST))
    saved_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def label(self) -> str:
        """Its first words."""
        return label_of(self.text)
