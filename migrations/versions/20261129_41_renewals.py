"""Remember which award an award renews.

Why: a renewed certificate is followed by exactly one, and each says which the other is.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_41_renewals"
down_revision = "20261129_40_certificate_ends"

AWARD = "ashilms_award"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table(AWARD) as table:
        table.add_column(sa.Column("renews_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(f"fk_{AWARD}_renews_id"), AWARD, ["renews_id"], ["id"])
        table.create_unique_constraint(op.f(f"uq_{AWARD}_renews_id"), ["renews_id"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table(AWARD) as table:
        table.drop_constraint(op.f(f"uq_{AWARD}_renews_id"), type_="unique")
        table.drop_constraint(op.f(f"fk_{AWARD}_renews_id"), type_="foreignkey")
        table.drop_column("renews_id")
