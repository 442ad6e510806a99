"""Lay down the tables of certificates.

Why: what a certificate says is frozen before it is drawn.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_11_certificates"
down_revision = "20261124_10_programs"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_certificate_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["ashilms_program.id"], name=op.f("fk_ashilms_certificate_program_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_ashilms_certificate_number")),
        sa.UniqueConstraint("token", name=op.f("uq_ashilms_certificate_token")),
    )
    with op.batch_alter_table("ashilms_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_certificate_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ashilms_certificate_program_id"), ["program_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ashilms_certificate_status"), ["status"], unique=False)

    op.create_table(
        "ashilms_certificate_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["ashilms_certificate.id"],
            name=op.f("fk_ashilms_certificate_event_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_certificate_event")),
    )
    with op.batch_alter_table("ashilms_certificate_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ashilms_certificate_event_certificate_id"), ["certificate_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_certificate_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_certificate_event_certificate_id"))

    op.drop_table("ashilms_certificate_event")
    with op.batch_alter_table("ashilms_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_certificate_status"))
        batch_op.drop_index(batch_op.f("ix_ashilms_certificate_program_id"))
        batch_op.drop_index(batch_op.f("ix_ashilms_certificate_person_id"))

    op.drop_table("ashilms_certificate")
