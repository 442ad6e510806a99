"""Lay down the table of sign-offs, and give modules the digest of their text.

Why: who has reviewed a module is recorded by the school, and stands for the very text that was read.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_14_sign_off"
down_revision = "20261128_13_time"

STANDS = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.add_column("ashilms_course_module", sa.Column("digest", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "ashilms_sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("profession", sa.Text(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["module_id"], ["ashilms_course_module.id"], name=op.f("fk_ashilms_sign_off_module_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["ashilms_person.id"], name=op.f("fk_ashilms_sign_off_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["ashilms_person.id"], name=op.f("fk_ashilms_sign_off_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_sign_off")),
    )
    op.create_index(op.f("ix_ashilms_sign_off_module_id"), "ashilms_sign_off", ["module_id"])
    op.create_index(
        "uq_ashilms_sign_off_standing", "ashilms_sign_off", ["module_id", "digest", "name"], unique=True,
        sqlite_where=STANDS, postgresql_where=STANDS,
    )  # fmt: skip


def downgrade() -> None:
    """Take back."""
    op.drop_table("ashilms_sign_off")
    op.drop_column("ashilms_course_module", "digest")
