"""Lay down the tables of courses.

Why: what is taught, who takes it, and how far they are.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_06_courses"
down_revision = "20261124_05_sign_in"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_course")),
        sa.UniqueConstraint("slug", name=op.f("uq_ashilms_course_slug")),
    )
    op.create_table(
        "ashilms_course_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_course_figure_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_course_figure")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_ashilms_course_figure_course_id_key")),
    )
    op.create_table(
        "ashilms_course_module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("objectives", sa.JSON(), nullable=False),
        sa.Column("requires", sa.JSON(), nullable=False),
        sa.Column("quizzes", sa.JSON(), nullable=False),
        sa.Column("review", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_course_module_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_course_module")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_ashilms_course_module_course_id_key")),
    )
    op.create_table(
        "ashilms_course_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_course_source_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_course_source")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_ashilms_course_source_course_id_key")),
    )
    op.create_table(
        "ashilms_course_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_course_term_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_course_term")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_ashilms_course_term_course_id_key")),
    )
    op.create_table(
        "ashilms_enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_enrolment_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_enrolment_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_enrolment")),
        sa.UniqueConstraint("person_id", "course_id", name=op.f("uq_ashilms_enrolment_person_id_course_id")),
    )
    with op.batch_alter_table("ashilms_enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_enrolment_course_id"), ["course_id"], unique=False)

    op.create_table(
        "ashilms_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cleared_by"], ["ashilms_person.id"], name=op.f("fk_ashilms_hold_cleared_by")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_hold_person_id")),
        sa.ForeignKeyConstraint(["placed_by"], ["ashilms_person.id"], name=op.f("fk_ashilms_hold_placed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_hold")),
    )
    with op.batch_alter_table("ashilms_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_hold_person_id"), ["person_id"], unique=False)

    op.create_table(
        "ashilms_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_milestone_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_milestone_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_milestone")),
        sa.UniqueConstraint(
            "person_id",
            "course_id",
            "kind",
            "ref",
            name=op.f("uq_ashilms_milestone_person_id_course_id_kind_ref"),
        ),
    )
    with op.batch_alter_table("ashilms_milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_milestone_course_id"), ["course_id"], unique=False)

    op.create_table(
        "ashilms_course_lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("objectives", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_course_lesson_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["module_id"], ["ashilms_course_module.id"], name=op.f("fk_ashilms_course_lesson_module_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_course_lesson")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_ashilms_course_lesson_course_id_key")),
    )
    with op.batch_alter_table("ashilms_course_lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_course_lesson_module_id"), ["module_id"], unique=False)

    op.create_table(
        "ashilms_check_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("check_key", sa.Text(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["ashilms_course_lesson.id"], name=op.f("fk_ashilms_check_answer_lesson_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_check_answer_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_check_answer")),
        sa.UniqueConstraint(
            "person_id",
            "lesson_id",
            "check_key",
            name=op.f("uq_ashilms_check_answer_person_id_lesson_id_check_key"),
        ),
    )
    with op.batch_alter_table("ashilms_check_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_check_answer_lesson_id"), ["lesson_id"], unique=False)

    op.create_table(
        "ashilms_lesson_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_lesson_progress_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["ashilms_course_lesson.id"], name=op.f("fk_ashilms_lesson_progress_lesson_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_lesson_progress_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_lesson_progress")),
        sa.UniqueConstraint(
            "person_id", "lesson_id", name=op.f("uq_ashilms_lesson_progress_person_id_lesson_id")
        ),
    )
    with op.batch_alter_table("ashilms_lesson_progress", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_lesson_progress_lesson_id"), ["lesson_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ashilms_lesson_progress_person_id_course_id"),
            ["person_id", "course_id"],
            unique=False,
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_lesson_progress", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_lesson_progress_person_id_course_id"))
        batch_op.drop_index(batch_op.f("ix_ashilms_lesson_progress_lesson_id"))

    op.drop_table("ashilms_lesson_progress")
    with op.batch_alter_table("ashilms_check_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_check_answer_lesson_id"))

    op.drop_table("ashilms_check_answer")
    with op.batch_alter_table("ashilms_course_lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_course_lesson_module_id"))

    op.drop_table("ashilms_course_lesson")
    with op.batch_alter_table("ashilms_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_milestone_course_id"))

    op.drop_table("ashilms_milestone")
    with op.batch_alter_table("ashilms_hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_hold_person_id"))

    op.drop_table("ashilms_hold")
    with op.batch_alter_table("ashilms_enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_enrolment_course_id"))

    op.drop_table("ashilms_enrolment")
    op.drop_table("ashilms_course_term")
    op.drop_table("ashilms_course_source")
    op.drop_table("ashilms_course_module")
    op.drop_table("ashilms_course_figure")
    op.drop_table("ashilms_course")
