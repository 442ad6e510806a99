"""Observations as they were signed, whom a second look was asked of, and remediations with their contracts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.observations.rules.remediation import WORDS, State, Terms, is_overdue, state_of
from ashilms.observations.rules.runs import Seen
from ashilms.practicum.models import Entry
from ashilms.rubrics.rules import Result
from ashilms.screenings.models import PracticumPlan


class Observation(Base):
    """What one assessor saw of one session, by the rubric; signed, and never changed."""

    __tablename__ = "ashilms_observation"
    __table_args__ = (
        UniqueConstraint("entry_id", "assessor_id"),
        UniqueConstraint("booking_id", "assessor_id"),
        UniqueConstraint("review_id"),
        CheckConstraint("assessor_id <> trainee_id", name="not_own"),
        CheckConstraint("entry_id IS NOT NULL OR booking_id IS NOT NULL", name="of_something"),
        CheckConstraint("outcome IN ('passed', 'not_passed')", name="outcome"),
        CheckConstraint("ends > starts", name="order"),
        Index(None, "trainee_id", "starts"),
        Index(None, "assessor_id", "starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trainee_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_plan.id"))
    """The version whose rubric was used."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_booking.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_review.id"))
    """The countersignature that signed it too."""
    client: Mapped[str] = mapped_column(String(10))
    """A code such as `C-14`; never anything else."""
    category: Mapped[str | None] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(64))
    starts: Mapped[datetime] = mapped_column(Moment)
    ends: Mapped[datetime] = mapped_column(Moment)
    rubric: Mapped[str] = mapped_column(String(64))
    ratings: Mapped[dict[str, int]] = mapped_column(JSON)
    own_ratings: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    """What the trainee gave themself, as it was then."""
    auto_fails: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))
    roles: Mapped[list[str]] = mapped_column(JSON)
    """The assessor's roles when they signed."""
    credentials: Mapped[list[int]] = mapped_column(JSON)
    """Ids of what entitled the assessor on the session's day and when they signed."""
    at: Mapped[datetime] = mapped_column(Moment)

    plan: Mapped[PracticumPlan] = relationship(lazy="joined", innerjoin=True)
    entry: Mapped[Entry | None] = relationship(lazy="joined")

    @property
    def passed(self) -> bool:
        """Whether it passes."""
        return self.outcome == Result.PASSED

    @property
    def words(self) -> str:
        """The outcome in words."""
        return Result(self.outcome).words

    def as_seen(self) -> Seen:
        """Return it as rules know it."""
        return Seen(
            f"observation:{self.id}", self.assessor_id, self.client, self.passed, self.starts, self.ends
        )


class SecondLook(Base):
    """That somebody was asked to rate a session which another assessor rates too; added to, never changed."""

    __tablename__ = "ashilms_observation_second"
    __table_args__ = (UniqueConstraint("entry_id", "assessor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[Entry] = relationship(lazy="joined", innerjoin=True)


class Remediation(Base):
    """What was begun by an automatic fail: the trainee is paused until it is closed with a passing observation."""

    __tablename__ = "ashilms_remediation"
    __table_args__ = (
        UniqueConstraint("observation_id"),
        UniqueConstraint("passed_id"),
        CheckConstraint("owner_id <> trainee_id", name="not_own"),
        CheckConstraint("closed_by <> trainee_id", name="closed_by_another"),
        CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NOT NULL) = (passed_id IS NOT NULL OR aside)",
            name="closed",
        ),
        Index(None, "trainee_id", "closed_at"),
        Index(None, "owner_id", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trainee_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    """Who saw the fail, writes the contract and closes it; a registrar may, too."""
    observation_id: Mapped[int] = mapped_column(ForeignKey("ashilms_observation.id"))
    hold_id: Mapped[int] = mapped_column(ForeignKey("ashilms_hold.id"))
    """What pauses the trainee until it is closed."""
    opened_at: Mapped[datetime] = mapped_column(Moment)
    passed_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_observation.id"))
    """The observation with which it was closed."""
    aside: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the automatic fail was set aside: closed without such an observation, and the fail counts nowhere."""
    result: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))

    observation: Mapped[Observation] = relationship(
        foreign_keys=[observation_id], lazy="joined", innerjoin=True
    )
    passed: Mapped[Observation | None] = relationship(foreign_keys=[passed_id])
    contracts: Mapped[list["Contract"]] = relationship(order_by="Contract.number", lazy="selectin")

    @property
    def contract(self) -> "Contract | None":
        """The contract that holds: the last one."""
        return self.contracts[-1] if self.contracts else None

    @property
    def state(self) -> State:
        """How it stands."""
        last = self.contract
        agreed = last is not None and last.agreed_at is not None
        return state_of(written=last is not None, agreed=agreed, closed=self.closed_at is not None)

    @property
    def words(self) -> str:
        """How it stands, in words."""
        return WORDS[self.state]

    def overdue(self, today: date) -> bool:
        """Return whether its date has passed."""
        return is_overdue(self.state, self.contract.due_on if self.contract else None, today)


class Contract(Base):
    """What was agreed with a trainee: added to, never changed, but that they acknowledge it once."""

    __tablename__ = "ashilms_remediation_contract"
    __table_args__ = (UniqueConstraint("remediation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    remediation_id: Mapped[int] = mapped_column(ForeignKey("ashilms_remediation.id"))
    number: Mapped[int]
    """Counts a remediation's contracts: of two who write at once, one is told that it was late."""
    issue: Mapped[str] = mapped_column(Text)
    steps: Mapped[str] = mapped_column(Text)
    success: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    agreed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the trainee acknowledged it."""

    def as_terms(self) -> Terms:
        """Return what it says."""
        return Terms(self.issue, self.steps, self.success, self.due_on)


def dump_terms(terms: Terms) -> dict[str, Any]:
    """Return a contract's columns."""
    return {"issue": terms.issue.strip(), "steps": terms.steps.strip(), "success": terms.success.strip(),
            "due_on": terms.due_on}  # fmt: skip
