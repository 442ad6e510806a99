"""Treatment rooms with their acceptance records, the points of a check, checks that were done, and locks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.sites.rules.points import Outcome, Point, failed_points, read_points
from ashilms.sites.rules.records import Inspection
from ashilms.sites.rules.use import Check, Locked, Room


class TreatmentRoom(Base):
    """Where bars hang. Whether it may be used on a day, its records and locks say."""

    __tablename__ = "ashilms_practicum_room"
    __table_args__ = (UniqueConstraint("site", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    site: Mapped[str] = mapped_column(String(120))
    open: Mapped[bool] = mapped_column(default=True)
    """Whether new sessions may be logged in it; one that is closed keeps its record."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    inspections: Mapped[list["RoomInspection"]] = relationship(
        lazy="selectin", order_by="RoomInspection.inspected_on, RoomInspection.id"
    )
    locks: Mapped[list["RoomLock"]] = relationship(lazy="selectin", order_by="RoomLock.id")

    def as_inspections(self) -> tuple[Inspection, ...]:
        """Return the acceptance records as rules know them."""
        return tuple(row.as_inspection() for row in self.inspections)

    def as_room(self) -> Room:
        """Return the room as whoever logs a session knows it."""
        return Room(self.name, self.as_inspections(), tuple(lock.as_locked() for lock in self.locks))

    @property
    def open_locks(self) -> list["RoomLock"]:
        """The locks that nobody has opened yet: with any of them, nobody uses the room."""
        return [lock for lock in self.locks if lock.opening is None]


class RoomInspection(Base):
    """One acceptance record; added to, never changed. A record from before they were whole has `load_*` alone."""

    __tablename__ = "ashilms_practicum_inspection"
    __table_args__ = (
        CheckConstraint("valid_until > inspected_on", name="order"),
        CheckConstraint("load_kind IN ('working', 'static', 'unknown')", name="load_kind"),
        CheckConstraint("load_kg IS NULL OR load_kg BETWEEN 1 AND 5000", name="load_kg"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_room.id"), index=True)
    inspected_on: Mapped[date]
    valid_until: Mapped[date]
    """When the next inspection is due."""
    mounting: Mapped[str | None] = mapped_column(String(20))
    installer: Mapped[str | None] = mapped_column(String(120))
    installed_on: Mapped[date | None]
    reviewer: Mapped[str | None] = mapped_column(String(120))
    document: Mapped[str | None] = mapped_column(String(200))
    load_kind: Mapped[str] = mapped_column(String(10))
    """`working` (moving), `static` (still) or `unknown`."""
    load_kg: Mapped[int | None]
    """The rated load in kilograms, of the kind above."""
    proof_load: Mapped[str | None] = mapped_column(String(200))
    bar_height_cm: Mapped[int | None]
    bar_spacing_cm: Mapped[int | None]
    bar_length_cm: Mapped[int | None]
    ceiling_cm: Mapped[int | None]
    table_model: Mapped[str | None] = mapped_column(String(120))
    table_kind: Mapped[str | None] = mapped_column(String(10))
    table_kg: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    """Who signed it off."""
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    def as_inspection(self) -> Inspection:
        """Return the row as the value that rules know."""
        return Inspection(
            self.inspected_on, self.valid_until, self.load_kind, self.load_kg, self.table_kind, self.table_kg
        )


class CheckPlan(Base):
    """One version of the points that a course's pack checks a room by; frozen, so that old checks stay explained."""

    __tablename__ = "ashilms_sites_plan"
    __table_args__ = (UniqueConstraint("course", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(String(64))
    """The course's slug: rooms know no courses."""
    number: Mapped[int]
    content: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(Moment)

    def as_points(self) -> tuple[Point, ...]:
        """Return the points as rules know them."""
        return read_points(self.content)


class RoomCheck(Base):
    """One check of a room, passed or not; never changed."""

    __tablename__ = "ashilms_sites_check"
    __table_args__ = (
        UniqueConstraint("person_id", "form_key"),
        CheckConstraint("outcome IN ('passed', 'not_passed', 'locked')", name="outcome"),
        Index("ix_ashilms_sites_check_person", "person_id", "at"),
        Index("ix_ashilms_sites_check_room", "room_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_room.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("ashilms_sites_plan.id"))
    form_key: Mapped[str] = mapped_column(String(64))
    """The key of the form that made it: the same form sent twice makes one check."""
    at: Mapped[datetime] = mapped_column(Moment)
    answers: Mapped[dict[str, bool]] = mapped_column(JSON)
    """Whether each point held, by its id; one that nobody answered is not in it."""
    note: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(12))
    room: Mapped[TreatmentRoom] = relationship()
    plan: Mapped[CheckPlan] = relationship(lazy="joined", innerjoin=True)

    @property
    def failed(self) -> tuple[Point, ...]:
        """The points that did not hold."""
        return failed_points(self.plan.as_points(), self.answers)

    def as_check(self) -> Check:
        """Return the row as the value that rules know."""
        return Check(self.id, self.room_id, self.person_id, self.plan.course, self.at, Outcome(self.outcome))


class RoomLock(Base):
    """Since when nobody may use a room, and why; never changed. Each fault has its own."""

    __tablename__ = "ashilms_sites_lock"

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_room.id"), index=True)
    check_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_sites_check.id"), unique=True)
    """The check that found the fault; `None` where an incident locked the room."""
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    structural: Mapped[bool]
    """Whether it is opened only after a new acceptance record."""
    reason: Mapped[str] = mapped_column(Text)
    opening: Mapped["RoomOpening | None"] = relationship(lazy="joined")
    room: Mapped[TreatmentRoom] = relationship(viewonly=True)

    def as_locked(self) -> Locked:
        """Return the row as the value that rules know."""
        return Locked(self.at, self.opening.at if self.opening else None, self.reason)


class RoomOpening(Base):
    """Who unlocked a room, when and why; one for each lock, never changed."""

    __tablename__ = "ashilms_sites_opening"

    id: Mapped[int] = mapped_column(primary_key=True)
    lock_id: Mapped[int] = mapped_column(ForeignKey("ashilms_sites_lock.id"), unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    reason: Mapped[str] = mapped_column(Text)


class RoomPhoto(Base):
    """One photo of an acceptance record or of a check, drawn anew and kept by its hash; never changed."""

    __tablename__ = "ashilms_sites_photo"
    __table_args__ = (
        UniqueConstraint("inspection_id", "number"),
        UniqueConstraint("check_id", "number"),
        CheckConstraint("(inspection_id IS NULL) <> (check_id IS NULL)", name="owner"),
        CheckConstraint("number BETWEEN 1 AND 4", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_inspection.id"))
    check_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_sites_check.id"))
    number: Mapped[int]
    file: Mapped[str] = mapped_column(String(64))
    """The SHA-256 of the file."""
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
