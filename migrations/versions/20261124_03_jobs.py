"""Lay down the tables of jobs.

Why: what runs later is remembered here.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_03_jobs"
down_revision = "20261124_02_people"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=190), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("runner", sa.String(length=120), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_job")),
        sa.UniqueConstraint("key", name=op.f("uq_ashilms_job_key")),
    )
    with op.batch_alter_table("ashilms_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_job_state_due_at"), ["state", "due_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_job_state_due_at"))

    op.drop_table("ashilms_job")
