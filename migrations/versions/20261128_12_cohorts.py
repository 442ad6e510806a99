"""Lay down the tables of cohorts: places, live sessions with their registers, and lists of people.

Why: places are counted in the database, so that of two who ask for the last one, one gets it; and what a closed
register says is added to, never changed.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_12_cohorts"
down_revision = "20261124_11_certificates"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("instructor_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_ashilms_cohort_days")),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_ashilms_cohort_places")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_cohort_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["instructor_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_cohort_instructor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_cohort")),
        sa.UniqueConstraint("course_id", "name", name=op.f("uq_ashilms_cohort_course_id_name")),
    )
    with op.batch_alter_table("ashilms_cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_cohort_instructor_id"), ["instructor_id"], unique=False)

    op.create_table(
        "ashilms_cohort_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["ashilms_cohort.id"], name=op.f("fk_ashilms_cohort_place_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_cohort_place_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_cohort_place_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_cohort_place")),
    )
    with op.batch_alter_table("ashilms_cohort_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_cohort_place_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(
            "uq_ashilms_cohort_place_held",
            ["person_id", "course_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "ashilms_enrolment_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_enrolment_list_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["ashilms_cohort.id"], name=op.f("fk_ashilms_enrolment_list_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_enrolment_list_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_enrolment_list")),
    )
    op.create_table(
        "ashilms_live_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("breaks", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends > starts", name=op.f("ck_ashilms_live_session_order")),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["ashilms_person.id"], name=op.f("fk_ashilms_live_session_closed_by")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["ashilms_cohort.id"], name=op.f("fk_ashilms_live_session_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_live_session")),
    )
    with op.batch_alter_table("ashilms_live_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ashilms_live_session_cohort_id_starts"), ["cohort_id", "starts"], unique=False
        )

    op.create_table(
        "ashilms_live_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.DateTime(timezone=True), nullable=True),
        sa.Column("departed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "departed IS NULL OR departed > arrived", name=op.f("ck_ashilms_live_attendance_order")
        ),
        sa.CheckConstraint(
            "number = 1 OR reason IS NOT NULL", name=op.f("ck_ashilms_live_attendance_reason")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_live_attendance_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_live_attendance_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["ashilms_live_session.id"], name=op.f("fk_ashilms_live_attendance_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_live_attendance")),
        sa.UniqueConstraint(
            "session_id",
            "person_id",
            "number",
            name=op.f("uq_ashilms_live_attendance_session_id_person_id_number"),
        ),
    )
    with op.batch_alter_table("ashilms_live_attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_live_attendance_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_live_attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_live_attendance_person_id"))

    op.drop_table("ashilms_live_attendance")
    with op.batch_alter_table("ashilms_live_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_live_session_cohort_id_starts"))

    op.drop_table("ashilms_live_session")
    op.drop_table("ashilms_enrolment_list")
    with op.batch_alter_table("ashilms_cohort_place", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ashilms_cohort_place_held",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_ashilms_cohort_place_cohort_id"))

    op.drop_table("ashilms_cohort_place")
    with op.batch_alter_table("ashilms_cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_cohort_instructor_id"))

    op.drop_table("ashilms_cohort")
