"""Keep open attempts alone in the index by which overdue ones are found.

Why: with all of them in it, SQLite took it to find the graded attempts of a few people, and looked through everybody's.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_55_open_attempts"
down_revision = "20261130_54_withdrawn"

ATTEMPT, BEFORE, NOW = (
    "ashilms_attempt",
    "ix_ashilms_attempt_state_closes_at",
    "ix_ashilms_attempt_open_closes_at",
)


def upgrade() -> None:
    """Apply."""
    is_open = sa.text("state = 'open'")
    op.create_index(NOW, ATTEMPT, ["closes_at"], sqlite_where=is_open, postgresql_where=is_open)
    op.drop_index(BEFORE, ATTEMPT)


def downgrade() -> None:
    """Take it back."""
    op.create_index(BEFORE, ATTEMPT, ["state", "closes_at"])
    op.drop_index(NOW, ATTEMPT)
