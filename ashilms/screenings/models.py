"""What a pack's practicum says, version by version, and decisions: made, countersigned, and begun upon."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.formats import clock
from ashilms.screenings.rules.coding import decision_from_json, digest_of
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.plan import Plan, read_plan
from ashilms.screenings.rules.screening import Decision
from ashilms.screenings.rules.standing import Standing
from ashilms.sites.models import RoomCheck, TreatmentRoom


class PracticumPlan(Base):
    """One version of a course's practicum and screening, frozen, so that old decisions stay explained."""

    __tablename__ = "ashilms_practicum_plan"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    number: Mapped[int]
    pack_version: Mapped[int]
    """The version that the pack said of itself."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`level`, `practicum` and `screening`, as the pack gave them."""
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(Moment)

    def as_plan(self) -> Plan:
        """Return the version as rules know it; the same object each time, as it is frozen."""
        return _read(_Version(self.digest, self.content))


@dataclass(frozen=True, slots=True)
class _Version:
    digest: str
    content: dict[str, Any] = field(compare=False)


@lru_cache(maxsize=32)
def _read(version: _Version) -> Plan:
    """Read a version once per process: every page of a practicum needs it, and it is large."""
    return read_plan(version.content)


class ScreeningDecision(Base):
    """What one client's answers allowed one therapist on one day, at one table in one room; never changed."""

    __tablename__ = "ashilms_screening_decision"
    __table_args__ = (
        UniqueConstraint("person_id", "form_key"),
        CheckConstraint("outcome <> 'INCOMPLETE'", name="decided"),
        CheckConstraint("decided_at <= recorded_at", name="order"),
        Index("ix_ashilms_screening_decision_person", "person_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    """The therapist, who asked the questions."""
    form_key: Mapped[str] = mapped_column(String(64))
    """The key of the form that made it: the same form sent twice makes one decision."""
    form_digest: Mapped[str] = mapped_column(String(64))
    """What that form held, coded, so that the same key with other content is refused."""
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_plan.id"))
    """The version by whose table it was decided."""
    category: Mapped[str] = mapped_column(String(10))
    """What the session is for."""
    client: Mapped[str] = mapped_column(String(10))
    """A code such as `C-14`; never anything else."""
    room_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_room.id"))
    check_id: Mapped[int] = mapped_column(ForeignKey("ashilms_sites_check.id"), index=True)
    """The check of the room before it."""
    record_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_inspection.id"))
    """The acceptance record that held: it says which table stands there."""
    zone: Mapped[str] = mapped_column(String(64))
    """The zone by whose clock `day` is a day."""
    day: Mapped[date]
    """The one day for which it holds."""
    decided_at: Mapped[datetime] = mapped_column(Moment)
    """When it was made; without a network before `recorded_at`."""
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(20))
    decision: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Every rule that fired with its reason, the limits, and until when it waits."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Answers, coded: figures as bands, no dates."""
    marks: Mapped[list[str]] = mapped_column(JSON)
    """Which of the pack's kinds of client it was, by id, for the mix of cases."""

    plan: Mapped[PracticumPlan] = relationship()
    room: Mapped[TreatmentRoom] = relationship()
    check: Mapped[RoomCheck] = relationship()
    signature: Mapped["Countersignature | None"] = relationship(lazy="joined")
    start: Mapped["SessionStart | None"] = relationship(lazy="joined")

    @property
    def allows_session(self) -> bool:
        """Whether foot work may go ahead at all; nobody makes it so where it is not."""
        return Outcome(self.outcome).allows_session

    @property
    def needs_signature(self) -> bool:
        """Whether a supervisor countersigns it before contact: every decision of a trainee of level 1."""
        return bool(self.plan.content["level"] <= 1)

    @property
    def supervisor_level(self) -> int:
        """The level in the programme that whoever countersigns it needs at least."""
        categories = self.plan.content["practicum"]["categories"]
        found: dict[str, Any] = next((c for c in categories if c["code"] == self.category), {})
        return int(found.get("supervisor_level", 1))

    @property
    def name(self) -> str:
        """What lists call it: the client's code and when it was made."""
        return f"{self.client} · {clock(self.decided_at, self.zone)}"

    def as_decision(self) -> Decision:
        """Return what was decided, as rules know it."""
        return decision_from_json(self.decision)

    def as_standing(self) -> Standing:
        """Return how it stands: what may be done on it, and what was."""
        return Standing(
            self.id, self.day, self.zone, self.decided_at, Outcome(self.outcome), self.needs_signature,
            self.signature.at if self.signature else None, self.start.at if self.start else None,
        )  # fmt: skip

    def as_content(self) -> dict[str, Any]:
        """Return everything that a countersignature stands for, as plain values."""
        frozen = {name: getattr(self, name) for name in SIGNED_COLUMNS}
        return frozen | {"day": self.day.isoformat(), "decided_at": self.decided_at.isoformat()}

    @property
    def digest(self) -> str:
        """The SHA-256 over what is signed."""
        return digest_of(self.as_content())


SIGNED_COLUMNS = (
    "person_id", "course_id", "plan_id", "category", "client", "room_id", "check_id", "record_id", "zone", "outcome",
    "decision", "answers", "marks",
)  # fmt: skip


class Countersignature(Base):
    """That a supervisor saw a decision and put their name to it before contact; never changed."""

    __tablename__ = "ashilms_screening_signature"
    __table_args__ = (
        UniqueConstraint("signer_id", "step"),
        CheckConstraint("signer_id <> person_id", name="not_own"),
        CheckConstraint("way IN ('page', 'code', 'offline')", name="way"),
        CheckConstraint("(way = 'page') = (step IS NULL)", name="step"),
        CheckConstraint("at <= recorded_at", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("ashilms_screening_decision.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    """The trainee whose decision it is."""
    signer_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    way: Mapped[str] = mapped_column(String(10))
    """`page`: on a page of their own; `code`: on the trainee's device; `offline`: there, without a network."""
    step: Mapped[int | None] = mapped_column(BigInteger)
    """In which half minute the code was shown: none serves twice."""
    at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    credentials: Mapped[list[int]] = mapped_column(JSON)
    """Ids of what entitled the signer on the day."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the decision as it was signed."""


class SessionStart(Base):
    """That a session began on a decision; never changed."""

    __tablename__ = "ashilms_screening_start"
    __table_args__ = (CheckConstraint("at <= recorded_at", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("ashilms_screening_decision.id"), unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class Authenticator(Base):
    """What shows a supervisor's signing codes; its secret follows from the site's key and is kept nowhere."""

    __tablename__ = "ashilms_screening_authenticator"
    __table_args__ = (
        Index(
            "uq_ashilms_screening_authenticator_standing", "person_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    salt: Mapped[str] = mapped_column(String(64))
    """What makes this secret another than the one before."""
    made_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When a code of it was put in for the first time; it signs nothing before."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    wrong: Mapped[int] = mapped_column(default=0)
    """Wrong codes in a row."""
    wrong_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the last of them was tried."""
