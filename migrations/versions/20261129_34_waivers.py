"""Lay down waivers: that one requirement of a programme counts as met for one person until a day.

Why: a waiver is evidence with an author, a reason and an end, and shows as such on the proof. A line is added, ended once
and never changed; they are numbered by person and programme, so that two granted at once clash.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_34_waivers"
down_revision = "20261129_32_held_documents"

WAIVER = "ashilms_program_waiver"


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{WAIVER}_{column}"))


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{WAIVER}_{name}"))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        WAIVER,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        _check("sort", "sort IN ('waiver', 'equivalence')"),
        _check("not_own", "by_id <> person_id AND (ended_by IS NULL OR ended_by <> person_id)"),
        _check("reason", "reason <> ''"),
        _check(
            "ended",
            "(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason IS NULL)",
        ),
        _to("person_id", "person"),
        _to("program_id", "program"),
        _to("by_id", "person"),
        _to("ended_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{WAIVER}")),
        sa.UniqueConstraint(
            "person_id", "program_id", "number", name=op.f(f"uq_{WAIVER}_person_id_program_id_number")
        ),
    )
    op.create_index(op.f(f"ix_{WAIVER}_program_id"), WAIVER, ["program_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table(WAIVER)
