"""The outbox, what waits for a digest, what registrars wrote, the notices, and whom all that names."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment
from ashilms.notices.rules.letters import Wording


class Mail(Base):
    """One mail, written when it is decided and sent after the commit."""

    __tablename__ = "ashilms_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(190), unique=True)
    """What the mail is about; the same thing is never mailed twice."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    """Emptied once sent, like `html`: links in it let people in."""
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)


class DigestLine(Base):
    """One thing that waits for its reader's next digest, or went with one, or was left out of it."""

    __tablename__ = "ashilms_digest_line"
    __table_args__ = (
        Index(
            "ix_ashilms_digest_line_waiting", "person_id", "created_at",
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("mail_id IS NULL OR closed_at IS NOT NULL", name="closed"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(190), unique=True)
    """What it is about, as of a mail; no mail has the same."""
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    """Which letter it is."""
    about: Mapped[str] = mapped_column(String(80))
    """What its room knows it by, to say whether it is still so."""
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What its places are filled with; emptied when it is closed."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_mail.id"), index=True)
    """The digest that it went with; none for what was left out of it, as it was read already or no longer so."""


class LetterVersion(Base):
    """How a registrar worded a mail; the latest counts, and none is changed. Empty: back to the default."""

    __tablename__ = "ashilms_letter_version"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    subject: Mapped[str] = mapped_column(String(150))
    text: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(String(60))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)

    def as_wording(self) -> Wording | None:
        """Return the wording, or `None` where the default was taken back."""
        return Wording(self.subject, self.text, self.act) if self.text else None


class Notice(Base):
    """One line on a person's own pages."""

    __tablename__ = "ashilms_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(190), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    path: Mapped[str | None] = mapped_column(String(500))
    """Where on this site it leads."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)


class Naming(Base):
    """That what is told under a key (a notice, a mail, a line of a digest) names somebody besides its reader."""

    __tablename__ = "ashilms_naming"
    __table_args__ = (UniqueConstraint("key", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(190))
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
