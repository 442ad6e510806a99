"""The outbox and the notices."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment


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
