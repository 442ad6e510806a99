"""Lay down the tables of packs.

Why: which version of which pack was loaded.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_07_packs"
down_revision = "20261124_06_courses"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_pack_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_pack_version")),
        sa.UniqueConstraint("slug", "number", name=op.f("uq_ashilms_pack_version_slug_number")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("ashilms_pack_version")
