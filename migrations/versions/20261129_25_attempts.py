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
    with op.batch_alter_table(ATTEMPT, schema=None) as batch_op:
        batch_op.add_column(sa.Column("retests_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f(f"fk_{ATTEMPT}_retests_id"), ATTEMPT, ["retests_id"], ["id"])
        batch_op.create_index(f"uq_{ATTEMPT}_retests_id", ["retests_id"], unique=True)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table(ATTEMPT, schema=None) as batch_op:
        batch_op.drop_index(f"uq_{ATTEMPT}_retests_id")
        batch_op.drop_constraint(batch_op.f(f"fk_{ATTEMPT}_retests_id"), type_="foreignkey")
        batch_op.drop_column("retests_id")
