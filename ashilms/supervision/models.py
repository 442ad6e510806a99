"""What entitles people to supervise, and what keeps them from it: credentials, and close ties."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.supervision.rules import credentials as rules


class Credential(Base):
    """A licence, first aid or a level that somebody holds; recorded, verified and withdrawn once, never changed."""

    __tablename__ = "ashilms_supervision_credential"
    __table_args__ = (
        UniqueConstraint(
            "person_id",
            "kind",
            "issuer",
            "number",
            "valid_from",
            name="uq_ashilms_supervision_credential_paper",
        ),
        CheckConstraint("kind IN ('licence', 'first-aid', 'level')", name="kind"),
        CheckConstraint("(kind = 'level') = (level IS NOT NULL)", name="level"),
        CheckConstraint("valid_until >= valid_from", name="days"),
        CheckConstraint("(verified_at IS NULL) = (verified_by IS NULL)", name="verified"),
        CheckConstraint("(withdrawn_from IS NULL) = (withdrawn_at IS NULL)", name="withdrawn"),
        CheckConstraint("verified_by <> person_id", name="not_own"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    level: Mapped[int | None]
    """The level in this programme; none for the other kinds."""
    title: Mapped[str] = mapped_column(String(120))
    issuer: Mapped[str] = mapped_column(String(120))
    """Who issued it, and where it holds."""
    number: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    """The last day on which it holds; none for a level without an end."""
    evidence: Mapped[str | None] = mapped_column(String(64))
    """Under which hash the paper is kept as a PDF."""
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    withdrawn_from: Mapped[date | None]
    """From which day on it counts for nothing."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)

    def as_credential(self) -> rules.Credential:
        """Return the row as the value that rules know."""
        return rules.Credential(
            self.id, self.kind, self.level, self.valid_from, self.valid_until, self.verified_at is not None,
            self.withdrawn_from,
        )  # fmt: skip

    @property
    def name(self) -> str:
        """What it is called in a sentence: its title, or its level in this programme."""
        return self.title if self.kind != rules.LEVEL else f"{self.title}, level {self.level}"


class CloseTie(Base):
    """What somebody declared: a relative, or somebody as close, by e-mail address; neither signs for the other."""

    __tablename__ = "ashilms_supervision_tie"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
        Index(
            "uq_ashilms_supervision_tie_standing", "person_id", "email", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    """Who declared it."""
    email: Mapped[str] = mapped_column(String(254))
    """The other's address in lower case, whether or not they are here, or come later."""
    other_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    """Who had that address then; it holds when they change it."""
    declared_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    ended_reason: Mapped[str | None] = mapped_column(Text)


class Doubt(Base):
    """A signed session whose signature stands on a credential that was withdrawn; a registrar decides on it once."""

    __tablename__ = "ashilms_supervision_doubt"
    __table_args__ = (
        UniqueConstraint("entry_id", "credential_id"),
        CheckConstraint("decision IN ('stands', 'void')", name="decision"),
        CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("ashilms_supervision_credential.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    raised_at: Mapped[datetime] = mapped_column(Moment)
    decision: Mapped[str | None] = mapped_column(String(10))
    """`stands`: it counts all the same; `void`: it no longer counts; none while it is under review."""
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    credential: Mapped[Credential] = relationship(lazy="joined", innerjoin=True)


class Substitute(Base):
    """Somebody who decides in a supervisor's place: between two days, or on one session; added to, never changed."""

    __tablename__ = "ashilms_supervision_substitute"
    __table_args__ = (
        UniqueConstraint("entry_id", "substitute_id"),
        CheckConstraint("substitute_id <> supervisor_id", name="other"),
        CheckConstraint("(entry_id IS NULL) = (starts_on IS NOT NULL AND ends_on IS NOT NULL)", name="scope"),
        CheckConstraint("ends_on >= starts_on", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    """The one session on which they decide; none for all that waits between two days."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    assigned_at: Mapped[datetime] = mapped_column(Moment)
    assigned_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))

    def spans(self, on: date) -> bool:
        """Return whether they decide on everything that waits on that day."""
        return (
            self.starts_on is not None and self.ends_on is not None and self.starts_on <= on <= self.ends_on
        )


class Guest(Base):
    """Somebody who supervises by link: a person without a user behind it."""

    __tablename__ = "ashilms_supervision_guest"

    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), primary_key=True)
    invited_at: Mapped[datetime] = mapped_column(Moment)
    invited_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    door: Mapped[str] = mapped_column(String(300))
    """The address at which they ask for another link."""


class GuestTrainee(Base):
    """A trainee for whom a guest was invited: they name and sign for nobody else."""

    __tablename__ = "ashilms_supervision_guest_trainee"
    __table_args__ = (UniqueConstraint("guest_id", "trainee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("ashilms_supervision_guest.person_id"))
    trainee_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    since: Mapped[datetime] = mapped_column(Moment)


class GuestLink(Base):
    """A link that was mailed to a guest and not taken up yet; taking it up deletes it."""

    __tablename__ = "ashilms_supervision_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("ashilms_supervision_guest.person_id"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token."""
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class GuestDevice(Base):
    """A browser that took a guest's link up; deleting the row shuts it out, whatever it still holds."""

    __tablename__ = "ashilms_supervision_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("ashilms_supervision_guest.person_id"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token that the browser holds."""
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    code: Mapped[str | None] = mapped_column(String(64))
    """What is kept of the code mailed last; none once it was used or tried too often."""
    code_at: Mapped[datetime | None] = mapped_column(Moment)
    code_tries: Mapped[int] = mapped_column(default=0)
    codes: Mapped[int] = mapped_column(default=0)
    """How many codes it has asked for."""
    proved_at: Mapped[datetime | None] = mapped_column(Moment)
    """When a code was right; the next signature uses it up."""


class PresenceMark(Base):
    """That a trainee put in the code on their supervisor's screen; added to, never changed."""

    __tablename__ = "ashilms_supervision_presence"
    __table_args__ = (UniqueConstraint("person_id", "supervisor_id", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    step: Mapped[int] = mapped_column(BigInteger)
    """In which half minute the code was shown: none serves the same trainee twice."""
    at: Mapped[datetime] = mapped_column(Moment)
