"""Certificates and what happened to each of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.certificates.rules import Listed, Payload, Status, Verdict, from_canonical, standing_on
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
    review_by: Mapped[date | None] = mapped_column(index=True)
    """Of one that is set aside until somebody has looked into it: by when, see `rules.reviewing`. `None` of all others,
    also of one that stays suspended after that."""

    def as_payload(self) -> Payload:
        """Return what the certificate says."""
        return from_canonical(self.payload.encode())

    def as_verdict(self, today: date, said: Payload | None = None) -> Verdict:
        """Return the four answers for the day `today`; `said` is the payload where it was read already."""
        payload = said or self.as_payload()
        until, issued, waits = payload.valid_until, payload.issued_on, self.review_by is not None
        return standing_on(Status(self.status), until, today, issued_on=issued, reviewed=not waits)


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


class Credential(Base):
    """A certificate as a credential: where its status is told, drawn before anything is signed, and both its forms."""

    __tablename__ = "ashilms_certificate_credential"
    __table_args__ = (UniqueConstraint("list_number", "place"),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("ashilms_certificate.id"), primary_key=True)
    list_number: Mapped[int]
    """Which pair of status lists, from 1."""
    place: Mapped[int]
    """At which place in them, from 0; drawn at random, so that it tells nothing of the order of issue."""
    document: Mapped[str | None] = mapped_column(Text)
    """The credential with its proof, as it is attached to the PDF; `None` until it is signed."""
    token: Mapped[str | None] = mapped_column(Text)
    """The same as a JWT."""

    def as_listed(self) -> Listed:
        """Return where its status is told."""
        return Listed(self.list_number, self.place)


class CertificateFile(Base):
    """A file that a certificate had until it was signed anew; it stays known, and is told from the next."""

    __tablename__ = "ashilms_certificate_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("ashilms_certificate.id"), index=True)
    file: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the PDF, which is kept."""
    key: Mapped[str] = mapped_column(String(64))
    """Which signing key made it."""
    until: Mapped[datetime] = mapped_column(Moment)
    """When another took its place."""


class CertificateRun(Base):
    """Certificates of one programme that somebody approved for many at once, to be issued one after the other."""

    __tablename__ = "ashilms_certificate_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("ashilms_cohort.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    """Who approved, as the second person, for each of them."""
    at: Mapped[datetime] = mapped_column(Moment)


class CertificateRunItem(Base):
    """One person in a run: waiting, refused with the reason, or with the number that was taken for them."""

    __tablename__ = "ashilms_certificate_run_item"
    __table_args__ = (
        UniqueConstraint("run_id", "person_id"),
        CheckConstraint("number IS NULL OR refused IS NULL", name="outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("ashilms_certificate_run.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    refused: Mapped[str | None] = mapped_column(Text)
    """Why nothing was issued to them, in a sentence."""
