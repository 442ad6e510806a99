"""Certificates and what happened to each of them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.certificates.rules import Payload, Status, Verdict, from_canonical, standing_on
from ashilms.db import Base, Moment


class Certificate(Base):
    """One certificate: its number and payload are there before anything is drawn, and never change."""

    __tablename__ = "ashilms_certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    """The secret part of the QR code's link."""
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program.id"), index=True)
    payload: Mapped[str]
    """Everything it says, in canonical form; page and PDF are drawn from this alone."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the payload, in hex."""
    ends_on: Mapped[date | None] = mapped_column(index=True)
    """The last day that the payload names, to be found by; `None` of one that does not expire."""
    status: Mapped[str] = mapped_column(String(20), index=True)
    file: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the signed PDF, which is also its name in the store; `None` until it is drawn."""
    key: Mapped[str | None] = mapped_column(String(64))
    """Which signing key made it."""
    failure: Mapped[str | None]
    """Why drawing, signing or storing failed the last time; for the registrar."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    """When the status last changed."""

    def as_payload(self) -> Payload:
        """Return what the certificate says."""
        return from_canonical(self.payload.encode())

    def as_verdict(self, today: date, said: Payload | None = None) -> Verdict:
        """Return the four answers for the day `today`; `said` is the payload where it was read already."""
        payload = said or self.as_payload()
        return standing_on(Status(self.status), payload.valid_until, today, issued_on=payload.issued_on)


class CertificateEvent(Base):
    """One change of a certificate's status; only ever added to."""

    __tablename__ = "ashilms_certificate_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("ashilms_certificate.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(80))
    """The actor's label."""
    reason: Mapped[str | None]
    """Private to the holder and the issuer."""
