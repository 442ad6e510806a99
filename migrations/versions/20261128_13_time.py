"""Give lessons active time, modules CE minutes, and people one place where they are.

Why: how long somebody was active in a lesson is recorded by the server, apart from what a lesson declares and
from what its content counts for.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_13_time"
down_revision = "20261124_11_certificates"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_reading_place",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_reading_place_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["ashilms_course_lesson.id"], name=op.f("fk_ashilms_reading_place_lesson_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_ashilms_reading_place")),
    )
    op.create_index(op.f("ix_ashilms_reading_place_lesson_id"), "ashilms_reading_place", ["lesson_id"])
    op.add_column(
        "ashilms_lesson_progress",
        sa.Column("active_seconds", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column(
        "ashilms_course_module", sa.Column("ce_minutes", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("ashilms_milestone", sa.Column("minutes", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("ashilms_milestone", "minutes")
    op.drop_column("ashilms_course_module", "ce_minutes")
    op.drop_column("ashilms_lesson_progress", "active_seconds")
    op.drop_index(op.f("ix_ashilms_reading_place_lesson_id"), "ashilms_reading_place")
    op.drop_table("ashilms_reading_place")
