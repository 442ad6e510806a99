"""Lay down the tables of notices.

Why: mail is decided in a transaction and sent after it.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_04_notices"
down_revision = "20261124_03_jobs"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=190), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_mail_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_ashilms_mail_key")),
    )
    with op.batch_alter_table("ashilms_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_mail_person_id"), ["person_id"], unique=False)

    op.create_table(
        "ashilms_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=190), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_notice_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_ashilms_notice_key")),
    )
    with op.batch_alter_table("ashilms_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_notice_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_notice_person_id"))

    op.drop_table("ashilms_notice")
    with op.batch_alter_table("ashilms_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_mail_person_id"))

    op.drop_table("ashilms_mail")
