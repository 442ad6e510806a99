"""Practicum plans, and entries with all that happened to them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.formats import day
from ashilms.practicum.rules.ledger import Posting
from ashilms.practicum.rules.sheet import Sheet, sheet_from_json
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import State, Step, state_at
from ashilms.screenings.models import PracticumPlan, ScreeningDecision
from ashilms.sites.models import RoomCheck, TreatmentRoom

STANDING_ALONE = (State.SUBMITTED, State.RETURNED, State.COUNTERSIGNED, State.AMENDED)
"""Entries of which one alone stands on a decision; an amendment stands on that of what it amends."""
STANDS_ALONE = "amends_id IS NULL AND state IN ('submitted', 'returned', 'countersigned', 'amended')"


class Entry(Base):
    """One logged session; its columns are filled when it is sent, and never change once it is signed."""

    __tablename__ = "ashilms_practicum_entry"
    __table_args__ = (
        UniqueConstraint("person_id", "form_key"),
        CheckConstraint("ends > starts", name="order"),
        CheckConstraint("person_id <> supervisor_id", name="not_own"),
        CheckConstraint("depth BETWEEN 1 AND 5", name="depth"),
        CheckConstraint("score BETWEEN 1 AND 10", name="score"),
        CheckConstraint(
            "state = 'draft' OR state = 'void' OR (starts IS NOT NULL AND room_id IS NOT NULL "
            "AND supervisor_id IS NOT NULL AND category IS NOT NULL AND client IS NOT NULL)",
            name="complete",
        ),
        Index(
            "uq_ashilms_practicum_entry_decision", "decision_id", unique=True,
            sqlite_where=text(STANDS_ALONE), postgresql_where=text(STANDS_ALONE),
        ),
        Index("ix_ashilms_practicum_entry_person", "person_id", "starts"),
        Index("ix_ashilms_practicum_entry_supervisor", "supervisor_id", "state", "starts"),
        Index(
            "ix_ashilms_practicum_entry_sums", "person_id", "category", "state", "minutes", "credited", "refused",
            "lapses_at",
        ),
        Index(
            "ix_ashilms_practicum_entry_waiting", "supervisor_id", "state", "flagged", "sent_at", "lapses_at",
            "person_id",
        ),
        Index(
            "uq_ashilms_practicum_entry_open_amendment", "amends_id", unique=True,
            sqlite_where=text("state IN ('draft', 'submitted', 'returned')"),
            postgresql_where=text("state IN ('draft', 'submitted', 'returned')"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_plan.id"))
    """The version by which it was last judged."""
    form_key: Mapped[str | None] = mapped_column(String(64))
    """The key of the form that made it: the same form sent twice makes one entry."""
    form_digest: Mapped[str | None] = mapped_column(String(64))
    """What that form held, so that the same key with other content is refused."""
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    """Counts every change, so that nobody overwrites what they have not seen."""
    round: Mapped[int] = mapped_column(default=0)
    """How often it was sent."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    first_sent_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    lapses_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it lapses if nobody has signed it."""
    sheet: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The form as the trainee left it; erased when the entry is decided, exact figures and all."""

    zone: Mapped[str] = mapped_column(String(64))
    """The zone whose clock the times were read from; it says what a day is."""
    category: Mapped[str | None] = mapped_column(String(10))
    starts: Mapped[datetime | None] = mapped_column(Moment)
    ends: Mapped[datetime | None] = mapped_column(Moment)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_practicum_room.id"))
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    in_room: Mapped[bool] = mapped_column(default=False)
    """Whether the category needs the supervisor in the room."""
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the trainee said that they had checked the room; entries that stand on a recorded check have that."""
    check_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_sites_check.id"), index=True)
    """The check of the room before the session."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_screening_decision.id"))
    """The screening before contact; none where nobody is screened, and for what was sent before there were records."""
    client: Mapped[str | None] = mapped_column(String(10))
    """A code such as `C-14`; empty where nobody was worked on, and never anything else."""
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Screening answers, coded: figures as bands, no dates."""
    decision: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the screening decided, with every rule that fired."""
    strokes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    depth: Mapped[int | None]
    score: Mapped[int | None]
    hands_ending: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether an ending by hands alone was planned before the session began."""
    reflection: Mapped[str | None] = mapped_column(Text)
    own_ratings: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    flags: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """What the supervisor has to look at, in sentences."""
    flagged: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether there is any of it: what the queue is ordered by."""
    minutes: Mapped[int | None]
    """How long it was; empty while it has never been sent."""
    credited: Mapped[int | None]
    """Of a signed entry, the minutes that count; empty until they are reckoned."""
    refused: Mapped[str | None] = mapped_column(String(200))
    """Why none of a signed entry's minutes count; empty where some may, and until they are reckoned."""

    plan: Mapped[PracticumPlan] = relationship()
    screening: Mapped[ScreeningDecision | None] = relationship()
    room: Mapped[TreatmentRoom | None] = relationship()
    check: Mapped[RoomCheck | None] = relationship()
    events: Mapped[list["EntryEvent"]] = relationship(order_by="EntryEvent.id")
    reviews: Mapped[list["Review"]] = relationship(order_by="Review.id")

    @property
    def span(self) -> Span | None:
        """When it was; `None` while it has never been sent."""
        return Span(self.starts, self.ends) if self.starts and self.ends else None

    @property
    def when(self) -> str:
        """Day and times by the clock of the place; empty while it has never been sent."""
        span = self.span
        return f"{day(span.day(self.zone))}, {span.clock(self.zone)}" if span else ""

    @property
    def name(self) -> str:
        """What lists call it: when it was, or of which day a draft is."""
        if self.when:
            return self.when
        on = self.as_sheet().day
        return f"Draft of {day(on)}" if on else "Draft"

    @property
    def answer_by(self) -> datetime | None:
        """By when the supervisor should answer it; unsigned, it stays until `lapses_at`."""
        days = self.plan.content["practicum"]["caps"]["countersign_days"]
        return self.sent_at + timedelta(days=days) if self.sent_at else None

    def standing(self, now: datetime | None = None) -> State:
        """Return the state, seen at `now`: one that nobody signed in time has lapsed."""
        return state_at(State(self.state), self.lapses_at, now)

    def as_posting(self, now: datetime | None = None) -> Posting | None:
        """Return the entry as the ledger sees it, or `None` for one that has no place in it."""
        if self.span is None or self.state == State.DRAFT:
            return None
        return Posting(self.id, self.category or "", self.span, self.zone, self.standing(now))

    def as_content(self) -> dict[str, Any]:
        """Return everything that a signature stands for, as plain values.

        The check of the room, the screening and a planned ending are in it where there are: what was signed before
        reads as it did.
        """
        moments = {name: getattr(self, name) for name in ("starts", "ends", "checked_at")}
        later = {name: getattr(self, name) for name in ("check_id", "decision_id")}
        later["hands_ending"] = self.hands_ending or None
        return (
            {name: getattr(self, name) for name in SIGNED_COLUMNS}
            | {name: value for name, value in later.items() if value is not None}
            | {name: moment.isoformat() if moment else None for name, moment in moments.items()}
        )

    def as_sheet(self) -> Sheet:
        """Return the form as the trainee left it; empty once it was decided."""
        return sheet_from_json(self.sheet) if self.sheet else Sheet()


SIGNED_COLUMNS = (
    "person_id", "course_id", "plan_id", "amends_id", "zone", "category", "room_id", "supervisor_id", "client",
    "answers", "decision", "strokes", "depth", "score", "reflection", "own_ratings",
)  # fmt: skip


class EntryEvent(Base):
    """One thing that happened to an entry; never changed."""

    __tablename__ = "ashilms_practicum_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_entry.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    step: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[list[str]]] = mapped_column(JSON)
    """What changed since it was last sent: name, old and new, in words."""


class Review(Base):
    """What a supervisor decided about one sending of an entry, frozen with what was seen; never changed."""

    __tablename__ = "ashilms_practicum_review"
    __table_args__ = (
        UniqueConstraint("entry_id", "round"),
        CheckConstraint("verdict IN ('countersign', 'return', 'reject')", name="verdict"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_entry.id"))
    round: Mapped[int]
    """Which sending of the entry it answers: one answer each."""
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    """The reviewer's roles at the time of signing."""
    verdict: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    """The comment, or the reason."""
    plan_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_plan.id"))
    """The version whose rubric was used."""
    rubric: Mapped[str | None] = mapped_column(String(64))
    """The rubric's id; empty when the session was signed without being observed."""
    ratings: Mapped[dict[str, int]] = mapped_column(JSON)
    auto_fails: Mapped[list[str]] = mapped_column(JSON)
    outcome: Mapped[str | None] = mapped_column(String(20))
    """`passed` or `not_passed`."""
    credentials: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Ids of what entitled the reviewer on the session's day and when they signed; none unless countersigned."""
    entry_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the session as it was signed."""
    at: Mapped[datetime] = mapped_column(Moment)


SIGNATURE = (
    (Review.entry_id == Entry.id) & (Review.round == Entry.round) & (Review.verdict == Step.COUNTERSIGN)
)
"""Joins an entry to the review that signed it as it was sent last."""
