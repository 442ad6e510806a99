"""Let an attempt be the re-test of another, once.

Why: a paper that reached the mark and missed must-pass rules may be completed by other questions on these rules.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_25_attempts"
down_revision = "20261129_24_marking"

ATTEMPT = "ashilms_attempt"


def upgrade() -> None:
    """Apply."""
    to = sa.ForeignKey(f"{ATTEMPT}.id", name=op.f(f"fk_{ATTEMPT}_retests_id"))
    op.add_column(ATTEMPT, sa.Column("retests_id", sa.Integer(), to, nullable=True), inline_references=True)
    op.create_index(f"uq_{ATTEMPT}_retests_id", ATTEMPT, ["retests_id"], unique=True)


def downgrade() -> None:
    """Take back."""
    op.drop_index(f"uq_{ATTEMPT}_retests_id", ATTEMPT)
    op.drop_column(ATTEMPT, "retests_id")
