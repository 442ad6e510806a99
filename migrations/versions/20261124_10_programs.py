"""Lay down the tables of programs.

Why: what earns a certificate, who works towards it, who approved.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_10_programs"
down_revision = "20261124_09_practicum"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_program",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_program_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_program")),
        sa.UniqueConstraint("key", name=op.f("uq_ashilms_program_key")),
    )
    with op.batch_alter_table("ashilms_program", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_program_course_id"), ["course_id"], unique=False)

    op.create_table(
        "ashilms_award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_award_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["ashilms_program.id"], name=op.f("fk_ashilms_award_program_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_award")),
        sa.UniqueConstraint("number", name=op.f("uq_ashilms_award_number")),
        sa.UniqueConstraint(
            "person_id", "program_id", "cycle", name=op.f("uq_ashilms_award_person_id_program_id_cycle")
        ),
    )
    op.create_table(
        "ashilms_program_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_program_approval_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_program_approval_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["ashilms_program.id"], name=op.f("fk_ashilms_program_approval_program_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_program_approval")),
        sa.UniqueConstraint(
            "person_id",
            "program_id",
            "cycle",
            "by_id",
            name=op.f("uq_ashilms_program_approval_person_id_program_id_cycle_by_id"),
        ),
    )
    op.create_table(
        "ashilms_program_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"], ["ashilms_program.id"], name=op.f("fk_ashilms_program_version_program_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_program_version")),
        sa.UniqueConstraint(
            "program_id", "number", name=op.f("uq_ashilms_program_version_program_id_number")
        ),
    )
    op.create_table(
        "ashilms_program_binding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_program_binding_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["ashilms_program.id"], name=op.f("fk_ashilms_program_binding_program_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["ashilms_program_version.id"], name=op.f("fk_ashilms_program_binding_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_program_binding")),
        sa.UniqueConstraint(
            "person_id", "program_id", name=op.f("uq_ashilms_program_binding_person_id_program_id")
        ),
    )
    with op.batch_alter_table("ashilms_program_binding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ashilms_program_binding_program_id"), ["program_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_program_binding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_program_binding_program_id"))

    op.drop_table("ashilms_program_binding")
    op.drop_table("ashilms_program_version")
    op.drop_table("ashilms_program_approval")
    op.drop_table("ashilms_award")
    with op.batch_alter_table("ashilms_program", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_program_course_id"))

    op.drop_table("ashilms_program")
