"""Lay down observations, remediations, places that are booked, calendars, and saved comments.

Why: what an assessor saw is a record of its own, whichever page it was signed on; an automatic fail pauses a trainee
until it is put right and observed again; observations and classes have places, of which the database lets nobody
take one too many. Observations that were signed with a session before are taken over as they were.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_21_observations"
down_revision = "20261129_20_screenings"

COMMENT, SLOT, BOOKING = "ashilms_saved_comment", "ashilms_booking_slot", "ashilms_booking"
FEED, SEEN, SECOND = "ashilms_calendar_feed", "ashilms_observation", "ashilms_observation_second"
CASE, CONTRACT = "ashilms_remediation", "ashilms_remediation_contract"


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=nullable)


def _check(table: str, name: str, says: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(says, name=op.f(f"ck_{table}_{name}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _key(table: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_{'_'.join(columns)}"), list(columns), unique=False)


def _once_while(table: str, name: str, columns: list[str], where: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(
            name, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def upgrade() -> None:
    """Apply."""
    _comments()
    _slots()
    _bookings()
    _feeds()
    _observations()
    _seconds()
    _remediations()
    _contracts()
    _take_over()


def _comments() -> None:
    op.create_table(
        COMMENT,
        _number("id"),
        _number("person_id"),
        _text("text", 1000),
        _moment("saved_at"),
        _to(COMMENT, "person_id", "person"),
        _key(COMMENT),
        _once(COMMENT, "person_id", "text"),
    )


def _slots() -> None:
    op.create_table(
        SLOT,
        _number("id"),
        _number("course_id"),
        _text("kind", 20),
        _text("title", 120),
        _number("assessor_id"),
        _number("room_id"),
        _number("live_id", nullable=True),
        _text("zone", 64),
        _moment("starts"),
        _moment("ends"),
        _number("capacity"),
        _number("taken"),
        _moment("cancel_until"),
        _number("version"),
        _moment("created_at"),
        _number("created_by"),
        _moment("ended_at", nullable=True),
        _text("ended_reason", nullable=True),
        _check(SLOT, "kind", "kind IN ('observation', 'live')"),
        _check(SLOT, "live", "(kind = 'live') = (live_id IS NOT NULL)"),
        _check(SLOT, "order", "ends > starts"),
        _check(SLOT, "notice", "cancel_until <= starts"),
        _check(SLOT, "places", "taken >= 0 AND taken <= capacity"),
        _check(SLOT, "ended", "(ended_at IS NULL) = (ended_reason IS NULL)"),
        _to(SLOT, "course_id", "course"),
        _to(SLOT, "assessor_id", "person"),
        _to(SLOT, "created_by", "person"),
        _to(SLOT, "room_id", "practicum_room"),
        _to(SLOT, "live_id", "live_session"),
        _key(SLOT),
    )
    for column in ("assessor_id", "course_id", "room_id"):
        _index(SLOT, column, "starts")
    _once_while(SLOT, f"uq_{SLOT}_live", ["live_id"], "ended_at IS NULL")


def _bookings() -> None:
    op.create_table(
        BOOKING,
        _number("id"),
        _number("slot_id"),
        _number("person_id"),
        _moment("booked_at"),
        _moment("cancelled_at", nullable=True),
        sa.Column("came", sa.Boolean(), nullable=True),
        _moment("marked_at", nullable=True),
        _number("marked_by", nullable=True),
        _check(BOOKING, "marked", "(came IS NULL) = (marked_at IS NULL)"),
        _check(BOOKING, "one_end", "came IS NULL OR cancelled_at IS NULL"),
        _check(BOOKING, "not_own", "marked_by <> person_id"),
        _to(BOOKING, "slot_id", "booking_slot"),
        _to(BOOKING, "person_id", "person"),
        _to(BOOKING, "marked_by", "person"),
        _key(BOOKING),
    )
    _index(BOOKING, "person_id")
    _once_while(BOOKING, f"uq_{BOOKING}_held", ["slot_id", "person_id"], "cancelled_at IS NULL")


def _feeds() -> None:
    op.create_table(
        FEED,
        _number("person_id"),
        _text("hash", 64),
        _moment("made_at"),
        _to(FEED, "person_id", "person"),
        _key(FEED, "person_id"),
        _once(FEED, "hash"),
    )


def _observations() -> None:
    op.create_table(
        SEEN,
        _number("id"),
        _number("trainee_id"),
        _number("assessor_id"),
        _number("course_id"),
        _number("plan_id"),
        _number("entry_id", nullable=True),
        _number("booking_id", nullable=True),
        _number("review_id", nullable=True),
        _text("client", 10),
        _text("category", 10, nullable=True),
        _text("zone", 64),
        _moment("starts"),
        _moment("ends"),
        _text("rubric", 64),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("own_ratings", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("auto_fails", sa.JSON(), nullable=False),
        _text("comment"),
        _text("outcome", 20),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("credentials", sa.JSON(), nullable=False),
        _moment("at"),
        _check(SEEN, "not_own", "assessor_id <> trainee_id"),
        _check(SEEN, "of_something", "entry_id IS NOT NULL OR booking_id IS NOT NULL"),
        _check(SEEN, "outcome", "outcome IN ('passed', 'not_passed')"),
        _check(SEEN, "order", "ends > starts"),
        _to(SEEN, "trainee_id", "person"),
        _to(SEEN, "assessor_id", "person"),
        _to(SEEN, "course_id", "course"),
        _to(SEEN, "plan_id", "practicum_plan"),
        _to(SEEN, "entry_id", "practicum_entry"),
        _to(SEEN, "booking_id", "booking"),
        _to(SEEN, "review_id", "practicum_review"),
        _key(SEEN),
        _once(SEEN, "entry_id", "assessor_id"),
        _once(SEEN, "booking_id", "assessor_id"),
        _once(SEEN, "review_id"),
    )
    _index(SEEN, "trainee_id", "starts")
    _index(SEEN, "assessor_id", "starts")


def _seconds() -> None:
    op.create_table(
        SECOND,
        _number("id"),
        _number("entry_id"),
        _number("assessor_id"),
        _number("asked_by"),
        _moment("asked_at"),
        _to(SECOND, "entry_id", "practicum_entry"),
        _to(SECOND, "assessor_id", "person"),
        _to(SECOND, "asked_by", "person"),
        _key(SECOND),
        _once(SECOND, "entry_id", "assessor_id"),
    )
    _index(SECOND, "assessor_id")


def _remediations() -> None:
    op.create_table(
        CASE,
        _number("id"),
        _number("trainee_id"),
        _number("owner_id"),
        _number("observation_id"),
        _number("hold_id"),
        _moment("opened_at"),
        _number("passed_id", nullable=True),
        _text("result"),
        _moment("closed_at", nullable=True),
        _number("closed_by", nullable=True),
        _check(CASE, "not_own", "owner_id <> trainee_id"),
        _check(CASE, "closed_by_another", "closed_by <> trainee_id"),
        _check(
            CASE,
            "closed",
            "(closed_at IS NULL) = (passed_id IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)",
        ),
        _to(CASE, "trainee_id", "person"),
        _to(CASE, "owner_id", "person"),
        _to(CASE, "closed_by", "person"),
        _to(CASE, "observation_id", "observation"),
        _to(CASE, "passed_id", "observation"),
        _to(CASE, "hold_id", "hold"),
        _key(CASE),
        _once(CASE, "observation_id"),
        _once(CASE, "passed_id"),
    )
    _index(CASE, "trainee_id", "closed_at")
    _index(CASE, "owner_id", "closed_at")


def _contracts() -> None:
    op.create_table(
        CONTRACT,
        _number("id"),
        _number("remediation_id"),
        _number("number"),
        _text("issue"),
        _text("steps"),
        _text("success"),
        sa.Column("due_on", sa.Date(), nullable=False),
        _moment("written_at"),
        _number("written_by"),
        _moment("agreed_at", nullable=True),
        _to(CONTRACT, "remediation_id", "remediation"),
        _to(CONTRACT, "written_by", "person"),
        _key(CONTRACT),
        _once(CONTRACT, "remediation_id", "number"),
    )


def _take_over() -> None:
    """Make a record of its own of each observation that was signed with a session."""
    op.execute(
        "INSERT INTO ashilms_observation (trainee_id, assessor_id, course_id, plan_id, entry_id, review_id, client, "
        "category, zone, starts, ends, rubric, ratings, own_ratings, auto_fails, comment, outcome, roles, credentials, at) "
        "SELECT e.person_id, r.reviewer_id, e.course_id, r.plan_id, e.id, r.id, e.client, e.category, e.zone, e.starts, "
        "e.ends, r.rubric, r.ratings, e.own_ratings, r.auto_fails, r.text, r.outcome, r.roles, r.credentials, r.at "
        "FROM ashilms_practicum_review r JOIN ashilms_practicum_entry e ON e.id = r.entry_id "
        "WHERE r.outcome IS NOT NULL ORDER BY r.id"
    )


def downgrade() -> None:
    """Take back; an observation that no countersignature signed is lost with its table."""
    for table in (CONTRACT, CASE, SECOND, SEEN, FEED, BOOKING, SLOT, COMMENT):
        op.drop_table(table)
