"""Lay down what trainees state in the words of a programme, and how their tasks were marked.

Why: a programme asks for declarations and marked tasks, and each is evidence: added to, never changed. Saying the same
twice on a day is saying it once, and of two marks at once one is late.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_30_requirements"
down_revision = "20261129_27_regrades"

STATEMENT, MARK = "ashilms_program_statement", "ashilms_program_mark"


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        STATEMENT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _to(STATEMENT, "person_id", "person"),
        _to(STATEMENT, "version_id", "program_version"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{STATEMENT}")),
        sa.UniqueConstraint(
            "person_id", "key", "digest", "day", name=op.f(f"uq_{STATEMENT}_person_id_key_digest_day")
        ),
    )
    op.create_table(
        MARK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("by_id <> person_id", name=op.f(f"ck_{MARK}_not_own")),
        _to(MARK, "person_id", "person"),
        _to(MARK, "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{MARK}")),
        sa.UniqueConstraint("person_id", "task", "number", name=op.f(f"uq_{MARK}_person_id_task_number")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table(MARK)
    op.drop_table(STATEMENT)
