"""Lay down the tables of packs.

Why: which version of which pack was loaded, and its files, so that it can be written out again as it was.

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
    op.create_table(
        "ashilms_pack_text",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_ashilms_pack_text")),
    )
    op.create_table(
        "ashilms_pack_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["ashilms_pack_version.id"], name=op.f("fk_ashilms_pack_file_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["ashilms_pack_text.digest"], name=op.f("fk_ashilms_pack_file_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_pack_file")),
        sa.UniqueConstraint("version_id", "name", name=op.f("uq_ashilms_pack_file_version_id_name")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("ashilms_pack_file")
    op.drop_table("ashilms_pack_text")
    op.drop_table("ashilms_pack_version")
