"""Pictures of the certificate's design may be withdrawn.

Why: one that was sent by mistake, or whose signer has left, was offered for ever, and sixty are as many as there may be.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_54_withdrawn"
down_revision = "20261130_53_naming"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "ashilms_look_picture", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    """Take it back: what was withdrawn is offered again."""
    op.drop_column("ashilms_look_picture", "withdrawn_at")
