"""Lay down the tables of identity.

Why: a standalone site keeps its own users and sessions.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_05_sign_in"
down_revision = "20261124_04_notices"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_identity_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("password_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("secret_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_identity_user_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_identity_user")),
        sa.UniqueConstraint("email", name=op.f("uq_ashilms_identity_user_email")),
        sa.UniqueConstraint("person_id", name=op.f("uq_ashilms_identity_user_person_id")),
    )
    op.create_table(
        "ashilms_identity_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ashilms_identity_user.id"], name=op.f("fk_ashilms_identity_link_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_identity_link")),
        sa.UniqueConstraint("hash", name=op.f("uq_ashilms_identity_link_hash")),
    )
    with op.batch_alter_table("ashilms_identity_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_identity_link_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ashilms_identity_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "ashilms_identity_recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ashilms_identity_user.id"], name=op.f("fk_ashilms_identity_recovery_code_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_identity_recovery_code")),
        sa.UniqueConstraint("hash", name=op.f("uq_ashilms_identity_recovery_code_hash")),
    )
    with op.batch_alter_table("ashilms_identity_recovery_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ashilms_identity_recovery_code_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "ashilms_identity_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ashilms_identity_user.id"], name=op.f("fk_ashilms_identity_session_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_identity_session")),
        sa.UniqueConstraint("hash", name=op.f("uq_ashilms_identity_session_hash")),
    )
    with op.batch_alter_table("ashilms_identity_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_identity_session_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_identity_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_identity_session_user_id"))

    op.drop_table("ashilms_identity_session")
    with op.batch_alter_table("ashilms_identity_recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_identity_recovery_code_user_id"))

    op.drop_table("ashilms_identity_recovery_code")
    with op.batch_alter_table("ashilms_identity_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_identity_link_user_id"))
        batch_op.drop_index(batch_op.f("ix_ashilms_identity_link_expires_at"))

    op.drop_table("ashilms_identity_link")
    op.drop_table("ashilms_identity_user")
