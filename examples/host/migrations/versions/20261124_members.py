"""The site's members."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_members"
down_revision = None


def upgrade() -> None:
    """Add the table of members."""
    op.create_table(
        "member",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("job", sa.String(20), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("member")
