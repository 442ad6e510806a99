"""Looks as they were saved, and the pictures that may be chosen for one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment
from ashilms.looks.rules import Look, Sort


class SavedLook(Base):
    """One version of how certificates look; only ever added to. Certificates name theirs by its number."""

    __tablename__ = "ashilms_look"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    """From 1 on; 0 is the look as shipped."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was chosen, pictures by the hash of what is kept."""
    copies: Mapped[int | None]
    """The number of the version that this one brought back."""
    saved_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment)

    def as_look(self) -> Look:
        """Return what was chosen."""
        return Look(**self.content)


class LookPicture(Base):
    """A picture that was sent, to be chosen for a look."""

    __tablename__ = "ashilms_look_picture"
    __table_args__ = (
        CheckConstraint("sort IN ('logo', 'seal', 'hand')", name="sort"),
        CheckConstraint("(sort = 'hand') = (name <> '')", name="name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sort: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(200))
    """Of a signature: the name of whose it is, as certificates print it; else empty."""
    file: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the PNG that was made of it, in hex."""
    sent_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when it is offered no more; certificates that were issued with it keep it."""

    @property
    def what(self) -> str:
        """What it is, in words."""
        words = {Sort.LOGO: "Logo", Sort.SEAL: "Seal", Sort.HAND: f"Signature of {self.name}"}
        return words[Sort(self.sort)]
