"""Lay down the tables of accounts.

Why: every other table points at a person.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_02_people"
down_revision = "20261124_01_record"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_key", sa.String(length=190), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("printed_name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_person")),
        sa.UniqueConstraint("host_key", name=op.f("uq_ashilms_person_host_key")),
    )
    op.create_table(
        "ashilms_person_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_person_role_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_person_role")),
        sa.UniqueConstraint("person_id", "role", name=op.f("uq_ashilms_person_role_person_id_role")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("ashilms_person_role")
    op.drop_table("ashilms_person")
