"""Lay down what the school has with continuing-education boards: its numbers, their approvals, holders' licences.

Why: a certificate that claims hours with a board is held against these before it is made. Lines are added, never
edited; they are numbered by what they are about, so that two written at once clash.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_31_boards"
down_revision = "20261129_30_requirements"

ACCOUNT, APPROVAL, LICENCE = "ashilms_board_account", "ashilms_board_approval", "ashilms_board_licence"


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _own(table: str, unique: str) -> tuple[sa.Constraint, ...]:
    named = op.f(f"uq_{table}_{unique.replace(' ', '_')}")
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(*unique.split(), name=named),
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        ACCOUNT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(length=32), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f(f"ck_{ACCOUNT}_order")),
        _to(ACCOUNT, "recorded_by", "person"),
        *_own(ACCOUNT, "board serial"),
    )
    op.create_table(
        APPROVAL,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(length=32), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("course_type", sa.String(length=40), nullable=False),
        sa.Column("live_halves", sa.Integer(), nullable=False),
        sa.Column("home_halves", sa.Integer(), nullable=False),
        sa.Column("course_number", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from", name=op.f(f"ck_{APPROVAL}_order")
        ),
        sa.CheckConstraint(
            "live_halves >= 0 AND home_halves >= 0 AND live_halves + home_halves > 0",
            name=op.f(f"ck_{APPROVAL}_halves"),
        ),
        _to(APPROVAL, "program_id", "program"),
        _to(APPROVAL, "recorded_by", "person"),
        *_own(APPROVAL, "program_id board serial"),
    )
    op.create_table(
        LICENCE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("board", sa.String(length=32), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _to(LICENCE, "person_id", "person"),
        *_own(LICENCE, "person_id board serial"),
    )


def downgrade() -> None:
    """Take back."""
    for table in (LICENCE, APPROVAL, ACCOUNT):
        op.drop_table(table)
