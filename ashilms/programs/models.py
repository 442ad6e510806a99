"""Programs and their versions, who is bound to which, approvals, and awards."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.programs.rules import Node, parse
from ashilms.programs.rules.frozen import Frozen
from ashilms.programs.rules.renewing import Terms, read_terms
from ashilms.programs.rules.waivers import Sort


class Program(Base):
    """What earns one certificate; its rules are in its versions."""

    __tablename__ = "ashilms_program"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    open: Mapped[bool]
    """Whether anybody can be bound to it or approved in it."""


class ProgramVersion(Base):
    """One state of a program's rules; kept for ever, since certificates stand on it."""

    __tablename__ = "ashilms_program_version"
    __table_args__ = (UniqueConstraint("program_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The pack's file as it was read: title, name, scope, prefix, validity, the requirement tree, and the renewal's."""
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(Moment)
    program: Mapped[Program] = relationship(lazy="joined")

    def as_tree(self) -> Node:
        """Return the requirement tree."""
        return parse(self.content["requirements"])

    @property
    def renews(self) -> bool:
        """Whether what it gives can be renewed."""
        return self.as_terms() is not None

    def as_terms(self) -> Terms | None:
        """Return how it renews; `None` where it renews nothing."""
        return read_terms(self.program.key, self.number, self.content)


class ProgramBinding(Base):
    """A person works towards one version of a program."""

    __tablename__ = "ashilms_program_binding"
    __table_args__ = (UniqueConstraint("person_id", "program_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program_version.id"))
    since: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[ProgramVersion] = relationship(lazy="joined")


class ProgramStatement(Base):
    """A person said something in the words of a program: added to, never changed."""

    __tablename__ = "ashilms_program_statement"
    __table_args__ = (UniqueConstraint("person_id", "key", "digest", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program_version.id"))
    """The version that asked for it, which holds the words."""
    key: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the words."""
    day: Mapped[date]
    """The day in UTC: saying it twice on one is saying it once."""
    at: Mapped[datetime] = mapped_column(Moment)


class ProgramMark(Base):
    """An instructor marked a task of somebody: added to, never changed; the last one counts."""

    __tablename__ = "ashilms_program_mark"
    __table_args__ = (
        UniqueConstraint("person_id", "task", "number"),
        CheckConstraint("by_id <> person_id", name="not_own"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    task: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    """Counts a task's marks: of two who mark at once, one is told that it was late."""
    passed: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class ProgramApproval(Base):
    """A second person looked at the evidence and approved, for one certificate and not for the next."""

    __tablename__ = "ashilms_program_approval"
    __table_args__ = (UniqueConstraint("person_id", "program_id", "cycle", "by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program.id"))
    cycle: Mapped[int]
    """Which of the person's awards in this program it is for: see `Award.cycle`."""
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class ProgramWaiver(Base):
    """A registrar waived one requirement for one person until a day; ended once, and never changed."""

    __tablename__ = "ashilms_program_waiver"
    __table_args__ = (
        UniqueConstraint("person_id", "program_id", "number"),
        CheckConstraint(f"sort IN ('{Sort.WAIVER}', '{Sort.EQUIVALENCE}')", name="sort"),
        CheckConstraint("by_id <> person_id AND (ended_by IS NULL OR ended_by <> person_id)", name="not_own"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason IS NULL)",
            name="ended",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program.id"), index=True)
    requirement: Mapped[str] = mapped_column(String(64))
    """The requirement's id in the programme's tree."""
    number: Mapped[int]
    """Counts a person's waivers in the programme: of two at once, one is told that it was late."""
    sort: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[date]
    """The last day on which it stands."""
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    ended_reason: Mapped[str | None] = mapped_column(Text)
    program: Mapped[Program] = relationship(lazy="joined")


class Award(Base):
    """A certificate is held; written by certificates, and what keeps one from being issued twice."""

    __tablename__ = "ashilms_award"
    __table_args__ = (UniqueConstraint("person_id", "program_id", "cycle"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("ashilms_program.id"))
    cycle: Mapped[int]
    """1 for the first certificate, one more for each that follows a revocation or a renewal."""
    number: Mapped[str] = mapped_column(String(40), unique=True)
    standing: Mapped[str]
    """The frozen standing, as canonical JSON."""
    at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the certificate stopped standing for good, or was renewed; a new cycle may then begin."""
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_award.id"), unique=True)
    """The award that it renews or corrects, which only one can; `None` of one that was given on the whole programme."""
    corrects: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it only says rightly what the one before said: on the same proof, since the same moment."""


class AwardProof(Base):
    """The proof that an award was given on, leaf by leaf: written with it, and never changed.

    Awards of before there was such a thing have none; their certificates carry no root.
    """

    __tablename__ = "ashilms_award_proof"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("ashilms_award.id"), unique=True)
    root: Mapped[str] = mapped_column(String(64), unique=True)
    """The Merkle root, in hex, which the certificate says, too."""
    leaves: Mapped[list[str]] = mapped_column(JSON)
    """Each leaf as canonical JSON."""
    evidence_key: Mapped[str] = mapped_column(String(32))
    """Under which the leaves' evidence is hashed, in hex: shown to nobody."""

    said: Mapped[dict[str, str]] = mapped_column(JSON)
    """What each fact said that a leaf rests on, as canonical JSON, by its id: shown to nobody, either."""

    def as_frozen(self) -> Frozen:
        """Return the leaves as a tree."""
        return Frozen(tuple(self.leaves), self.evidence_key, self.said)
