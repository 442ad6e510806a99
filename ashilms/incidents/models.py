"""Incidents with everything that was done about them, follow-ups of sessions, and cards that were given."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.formats import day
from ashilms.incidents.rules.facts import DUE, OWNER
from ashilms.incidents.rules.report import Report, report_from_json
from ashilms.incidents.rules.severity import Consequences, consequences_of, severity_in_words
from ashilms.incidents.rules.states import OPEN, State, Step, is_involved, take_step
from ashilms.practicum.models import Entry
from ashilms.sites.models import TreatmentRoom


class Incident(Base):
    """Something that went wrong, or all but did: as it was reported, and how it stands now.

    What changes after it was sent changes together with an event that says what stood there before.
    """

    __tablename__ = "ashilms_incident"
    __table_args__ = (
        UniqueConstraint("reporter_id", "form_key"),
        CheckConstraint("state IN ('draft', 'opened', 'review', 'closed')", name="state"),
        CheckConstraint("severity BETWEEN 0 AND 5", name="severity"),
        CheckConstraint(
            "state = 'draft' OR (sent_at IS NOT NULL AND occurred_at IS NOT NULL AND discovered_at IS NOT NULL "
            "AND severity IS NOT NULL AND (room_id IS NOT NULL OR place <> ''))",
            name="complete",
        ),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("closed_by <> trainee_id", name="not_own"),
        Index("ix_ashilms_incident_trainee", "trainee_id", "state"),
        Index("ix_ashilms_incident_supervisor", "supervisor_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    form_key: Mapped[str] = mapped_column(String(64))
    """The key of the form that made it: the same form sent twice makes one report."""
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=1)
    """Counts every change, so that nobody writes over what they have not seen."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The form as the reporter left it; forgotten when it is sent."""

    zone: Mapped[str] = mapped_column(String(64))
    """Whose clock its times were read from."""
    occurred_at: Mapped[datetime | None] = mapped_column(Moment)
    discovered_at: Mapped[datetime | None] = mapped_column(Moment)
    happened: Mapped[str] = mapped_column(Text, default="")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_room.id"))
    place: Mapped[str] = mapped_column(String(120), default="")
    trainee_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    """Who was on duty."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_entry.id"), index=True)
    severity: Mapped[int | None]
    equipment_failed: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What was added later, by the ids of `ashilms.incidents.rules.facts`."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    """Who sees to what is changed because of it."""
    due_on: Mapped[date | None]
    """By when; a day of the place's own calendar."""
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_hold.id"))
    """What pauses the trainee until it is closed."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))

    room: Mapped[TreatmentRoom | None] = relationship(lazy="joined")
    entry: Mapped[Entry | None] = relationship()
    events: Mapped[list["IncidentEvent"]] = relationship(order_by="IncidentEvent.number")

    @property
    def is_open(self) -> bool:
        """Whether it was sent and is not closed."""
        return State(self.state) in OPEN

    @property
    def consequences(self) -> Consequences:
        """What follows from it until it is closed; nothing from a draft."""
        return (
            consequences_of(self.severity, equipment_failed=self.equipment_failed)
            if self.is_open
            else Consequences()
        )

    @property
    def severity_words(self) -> str:
        """Its severity in words."""
        return severity_in_words(self.severity)

    @property
    def where(self) -> str:
        """Where it was."""
        return f"{self.room.name}, {self.room.site}" if self.room else self.place

    def may(self, step: Step) -> bool:
        """Return whether a step can be taken as it stands."""
        return take_step(State(self.state), step) is not None

    def involves(self, person_id: int | None) -> bool:
        """Return whether somebody is too near to it to review it: the trainee, who supervised, who reported it."""
        return is_involved(person_id, {self.trainee_id, self.supervisor_id, self.reporter_id} - {None})

    def as_report(self) -> Report:
        """Return the form as the reporter left it; empty once it was sent."""
        return report_from_json(self.draft) if self.draft else Report()

    def as_facts(self, owner: str = "") -> dict[str, str]:
        """Return what was added, with who sees to it (by name) and by when, in words."""
        return {**self.facts, OWNER: owner, DUE: day(self.due_on) if self.due_on else ""}


class IncidentEvent(Base):
    """One thing that was done about an incident; never changed."""

    __tablename__ = "ashilms_incident_event"
    __table_args__ = (UniqueConstraint("incident_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("ashilms_incident.id"))
    number: Mapped[int]
    """Counts an incident's events: of two who do something at once, one is told that it was late."""
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    step: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """What changed: name, old and new, in words."""


class FollowUp(Base):
    """A question about the client of a session that had foot work, hours after its end; answered once."""

    __tablename__ = "ashilms_follow_up"
    __table_args__ = (
        UniqueConstraint("entry_id", "hours"),
        CheckConstraint("answer IN ('nothing', 'mild', 'other')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index("ix_ashilms_follow_up_person", "person_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    """The trainee, who asks the client and answers."""
    hours: Mapped[int]
    """How long after the session's end it is asked."""
    due_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    entry: Mapped[Entry] = relationship(lazy="joined", innerjoin=True)


class Aftercare(Base):
    """The client of a session was given the card; recorded once."""

    __tablename__ = "ashilms_aftercare"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_entry.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    given_at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
