"""Lay down how certificates look: versions of what a school chose, and the pictures to choose from.

Why: a registrar chooses paper, colour, pictures and words; certificates name the version that they were issued in, so
versions are added to and never changed.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_48_looks"
down_revision = "20261130_47_certificate_life"

LOOK, PICTURE = "ashilms_look", "ashilms_look_picture"


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["ashilms_person.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        LOOK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        _person(LOOK, "saved_by"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LOOK}")),
        sa.UniqueConstraint("number", name=op.f(f"uq_{LOOK}_number")),
    )
    op.create_table(
        PICTURE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sort IN ('logo', 'seal', 'hand')", name=op.f(f"ck_{PICTURE}_sort")),
        sa.CheckConstraint("(sort = 'hand') = (name <> '')", name=op.f(f"ck_{PICTURE}_name")),
        _person(PICTURE, "sent_by"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PICTURE}")),
    )


def downgrade() -> None:
    """Take back; certificates that name a look can then not be drawn again."""
    op.drop_table(PICTURE)
    op.drop_table(LOOK)
