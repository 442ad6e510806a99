"""Lay down screening decisions with their countersignatures and starts, and let an entry stand on one.

Why: whether somebody may be worked on is decided, and countersigned, before contact, so it is a record of its own and
no part of what is logged afterwards. Of two who sign one decision at once, and of a code that is typed twice, the
database lets one in; one entry alone stands on a decision. What was logged before keeps the decision that it holds.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_20_screenings"
down_revision = "20261128_19_incidents"

DECISION, SIGNATURE = "ashilms_screening_decision", "ashilms_screening_signature"
START, AUTHENTICATOR = "ashilms_screening_start", "ashilms_screening_authenticator"
ENTRY, ALONE = "ashilms_practicum_entry", "uq_ashilms_practicum_entry_decision"
STANDS_ALONE = "amends_id IS NULL AND state IN ('submitted', 'returned', 'countersigned', 'amended')"


def _key(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _points_at(table: str, column: str, target: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(column, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"ashilms_{target}.id"], name=op.f(f"fk_{table}_{column}")),
    ]


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    _add_decisions()
    _add_signatures()
    _add_starts()
    _add_authenticators()
    with op.batch_alter_table(ENTRY, schema=None) as batch_op:
        batch_op.add_column(sa.Column("decision_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f(f"fk_{ENTRY}_decision_id"), DECISION, ["decision_id"], ["id"])
        batch_op.create_index(
            ALONE, ["decision_id"], unique=True,
            sqlite_where=sa.text(STANDS_ALONE), postgresql_where=sa.text(STANDS_ALONE),
        )  # fmt: skip


def _add_decisions() -> None:
    op.create_table(
        DECISION,
        *_key(DECISION),
        *_points_at(DECISION, "person_id", "person"),
        sa.Column("form_key", sa.String(64), nullable=False),
        sa.Column("form_digest", sa.String(64), nullable=False),
        *_points_at(DECISION, "course_id", "course"),
        *_points_at(DECISION, "plan_id", "practicum_plan"),
        sa.Column("category", sa.String(10), nullable=False),
        sa.Column("client", sa.String(10), nullable=False),
        *_points_at(DECISION, "room_id", "practicum_room"),
        *_points_at(DECISION, "check_id", "sites_check"),
        *_points_at(DECISION, "record_id", "practicum_inspection", nullable=True),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _moment("decided_at"),
        _moment("recorded_at"),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.CheckConstraint("outcome <> 'INCOMPLETE'", name=op.f(f"ck_{DECISION}_decided")),
        sa.CheckConstraint("decided_at <= recorded_at", name=op.f(f"ck_{DECISION}_order")),
        sa.UniqueConstraint("person_id", "form_key", name=op.f(f"uq_{DECISION}_person_id_form_key")),
    )
    op.create_index(op.f(f"ix_{DECISION}_check_id"), DECISION, ["check_id"])
    op.create_index(f"ix_{DECISION}_person", DECISION, ["person_id", "day"])


def _add_signatures() -> None:
    op.create_table(
        SIGNATURE,
        *_key(SIGNATURE),
        *_points_at(SIGNATURE, "decision_id", "screening_decision"),
        *_points_at(SIGNATURE, "person_id", "person"),
        *_points_at(SIGNATURE, "signer_id", "person"),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=True),
        _moment("at"),
        _moment("recorded_at"),
        sa.Column("credentials", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("signer_id <> person_id", name=op.f(f"ck_{SIGNATURE}_not_own")),
        sa.CheckConstraint("way IN ('page', 'code', 'offline')", name=op.f(f"ck_{SIGNATURE}_way")),
        sa.CheckConstraint("(way = 'page') = (step IS NULL)", name=op.f(f"ck_{SIGNATURE}_step")),
        sa.CheckConstraint("at <= recorded_at", name=op.f(f"ck_{SIGNATURE}_order")),
        sa.UniqueConstraint("decision_id", name=op.f(f"uq_{SIGNATURE}_decision_id")),
        sa.UniqueConstraint("signer_id", "step", name=op.f(f"uq_{SIGNATURE}_signer_id_step")),
    )
    op.create_index(op.f(f"ix_{SIGNATURE}_signer_id"), SIGNATURE, ["signer_id"])


def _add_starts() -> None:
    op.create_table(
        START,
        *_key(START),
        *_points_at(START, "decision_id", "screening_decision"),
        _moment("at"),
        _moment("recorded_at"),
        sa.CheckConstraint("at <= recorded_at", name=op.f(f"ck_{START}_order")),
        sa.UniqueConstraint("decision_id", name=op.f(f"uq_{START}_decision_id")),
    )


def _add_authenticators() -> None:
    op.create_table(
        AUTHENTICATOR,
        *_key(AUTHENTICATOR),
        *_points_at(AUTHENTICATOR, "person_id", "person"),
        sa.Column("salt", sa.String(64), nullable=False),
        _moment("made_at"),
        _moment("confirmed_at", nullable=True),
        _moment("ended_at", nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        _moment("wrong_at", nullable=True),
    )
    op.create_index(op.f(f"ix_{AUTHENTICATOR}_person_id"), AUTHENTICATOR, ["person_id"])
    op.create_index(
        f"uq_{AUTHENTICATOR}_standing", AUTHENTICATOR, ["person_id"], unique=True,
        sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table(ENTRY, schema=None) as batch_op:
        batch_op.drop_index(ALONE)
        batch_op.drop_constraint(batch_op.f(f"fk_{ENTRY}_decision_id"), type_="foreignkey")
        batch_op.drop_column("decision_id")
    for table in (AUTHENTICATOR, START, SIGNATURE, DECISION):
        op.drop_table(table)
