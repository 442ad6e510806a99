"""When certificates were looked at, the links by which holders share them, and what was reported about them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment


class LookUp(Base):
    """That somebody checked a certificate and was told what it says: when and how, and nothing of who."""

    __tablename__ = "ashilms_verification_look_up"
    __table_args__ = (
        CheckConstraint("how IN ('number', 'link', 'file', 'proof', 'shared')", name="how"),
        CheckConstraint("(how = 'shared') = (link_id IS NOT NULL)", name="shared"),
        Index(None, "certificate_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("ashilms_certificate.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    how: Mapped[str] = mapped_column(String(10))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_verification_link.id"), index=True)
    """By which of the holder's links, where it was by one."""


class ShareLink(Base):
    """A link by which a holder shows one certificate for a purpose and for a time; it can be ended before."""

    __tablename__ = "ashilms_verification_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("ashilms_certificate.id"), index=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    """128 random bits: its holder may copy it again, as they may the certificate's own."""
    purpose: Mapped[str] = mapped_column(String(120))
    """For the holder's own eyes."""
    made_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """When its holder ended it; `None`: it ends by itself."""


class Report(Base):
    """What somebody told the school about a certificate, and what a registrar answered."""

    __tablename__ = "ashilms_verification_report"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered"),
        Index(None, "answered_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token in the address at which whoever reported reads the answer."""
    number: Mapped[str] = mapped_column(String(80))
    """As it was typed; it need not be one."""
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_certificate.id"), index=True)
    """The certificate of that number, if there is one: whoever reports is not told."""
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
