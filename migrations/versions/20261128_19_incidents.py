"""Lay down incidents with what is done about them, follow-ups of sessions, and which card was given when.

Why: what went wrong, or all but did, is reported at once and reviewed by somebody who was not there; harm may show
days after a session, so somebody asks; and every client takes a card home. Of two who close one incident at once the
event's number lets one in.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_19_incidents"
down_revision = "20261128_18_supervision"

INCIDENT, EVENT = "ashilms_incident", "ashilms_incident_event"
FOLLOW_UP, CARD = "ashilms_follow_up", "ashilms_aftercare"
COMPLETE = (
    "state = 'draft' OR (sent_at IS NOT NULL AND occurred_at IS NOT NULL AND discovered_at IS NOT NULL "
    "AND severity IS NOT NULL AND (room_id IS NOT NULL OR place <> ''))"
)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    _incidents()
    _events()
    _follow_ups()
    _cards()


def _incidents() -> None:
    op.create_table(
        INCIDENT,
        _number("id"),
        _number("reporter_id"),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        _number("version"),
        _moment("created_at"),
        _moment("sent_at", nullable=True),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        _moment("occurred_at", nullable=True),
        _moment("discovered_at", nullable=True),
        sa.Column("happened", sa.Text(), nullable=False),
        _number("room_id", nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        _number("trainee_id", nullable=True),
        _number("supervisor_id", nullable=True),
        _number("entry_id", nullable=True),
        _number("severity", nullable=True),
        sa.Column("equipment_failed", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        _number("owner_id", nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        _number("hold_id", nullable=True),
        _moment("closed_at", nullable=True),
        _number("closed_by", nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f(f"ck_{INCIDENT}_closed")
        ),
        sa.CheckConstraint("closed_by <> trainee_id", name=op.f(f"ck_{INCIDENT}_not_own")),
        sa.CheckConstraint("severity BETWEEN 0 AND 5", name=op.f(f"ck_{INCIDENT}_severity")),
        sa.CheckConstraint(
            "state IN ('draft', 'opened', 'review', 'closed')", name=op.f(f"ck_{INCIDENT}_state")
        ),
        sa.CheckConstraint(COMPLETE, name=op.f(f"ck_{INCIDENT}_complete")),
        *(
            _to(INCIDENT, f"{who}", "person")
            for who in ("reporter_id", "trainee_id", "supervisor_id", "owner_id", "closed_by")
        ),
        _to(INCIDENT, "room_id", "practicum_room"),
        _to(INCIDENT, "entry_id", "practicum_entry"),
        _to(INCIDENT, "hold_id", "hold"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{INCIDENT}")),
        sa.UniqueConstraint("reporter_id", "form_key", name=op.f(f"uq_{INCIDENT}_reporter_id_form_key")),
    )
    with op.batch_alter_table(INCIDENT, schema=None) as batch_op:
        batch_op.create_index(f"ix_{INCIDENT}_trainee", ["trainee_id", "state"], unique=False)
        batch_op.create_index(f"ix_{INCIDENT}_supervisor", ["supervisor_id", "state"], unique=False)
        batch_op.create_index(batch_op.f(f"ix_{INCIDENT}_entry_id"), ["entry_id"], unique=False)


def _events() -> None:
    op.create_table(
        EVENT,
        _number("id"),
        _number("incident_id"),
        _number("number"),
        _moment("at"),
        _number("by_id", nullable=True),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        _to(EVENT, "by_id", "person"),
        _to(EVENT, "incident_id", "incident"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{EVENT}")),
        sa.UniqueConstraint("incident_id", "number", name=op.f(f"uq_{EVENT}_incident_id_number")),
    )


def _follow_ups() -> None:
    op.create_table(
        FOLLOW_UP,
        _number("id"),
        _number("entry_id"),
        _number("person_id"),
        _number("hours"),
        _moment("due_at"),
        _moment("answered_at", nullable=True),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("answer IN ('nothing', 'mild', 'other')", name=op.f(f"ck_{FOLLOW_UP}_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f(f"ck_{FOLLOW_UP}_answered")),
        _to(FOLLOW_UP, "entry_id", "practicum_entry"),
        _to(FOLLOW_UP, "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FOLLOW_UP}")),
        sa.UniqueConstraint("entry_id", "hours", name=op.f(f"uq_{FOLLOW_UP}_entry_id_hours")),
    )
    with op.batch_alter_table(FOLLOW_UP, schema=None) as batch_op:
        batch_op.create_index(f"ix_{FOLLOW_UP}_person", ["person_id", "due_at"], unique=False)


def _cards() -> None:
    op.create_table(
        CARD,
        _number("id"),
        _number("entry_id"),
        _number("person_id"),
        _moment("given_at"),
        _moment("recorded_at"),
        _to(CARD, "entry_id", "practicum_entry"),
        _to(CARD, "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CARD}")),
        sa.UniqueConstraint("entry_id", name=op.f(f"uq_{CARD}_entry_id")),
    )


def downgrade() -> None:
    """Take back."""
    for table in (CARD, FOLLOW_UP, EVENT, INCIDENT):
        op.drop_table(table)
