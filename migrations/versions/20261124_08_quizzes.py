"""Lay down the tables of quizzes.

Why: questions are frozen in versions; answers are only ever added.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_08_quizzes"
down_revision = "20261124_07_packs"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_pool", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_question_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_question")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_ashilms_question_course_id_key")),
    )
    op.create_table(
        "ashilms_quiz",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_quiz_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_quiz")),
        sa.UniqueConstraint("key", name=op.f("uq_ashilms_quiz_key")),
    )
    with op.batch_alter_table("ashilms_quiz", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_quiz_course_id"), ["course_id"], unique=False)

    op.create_table(
        "ashilms_question_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("rule_text", sa.String(), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["ashilms_question.id"], name=op.f("fk_ashilms_question_version_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_question_version")),
        sa.UniqueConstraint(
            "question_id", "number", name=op.f("uq_ashilms_question_version_question_id_number")
        ),
    )
    with op.batch_alter_table("ashilms_question_version", schema=None) as batch_op:
        batch_op.create_index("ix_ashilms_question_version_pool", ["pool", "question_id"], unique=False)

    op.create_table(
        "ashilms_quiz_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("requires", sa.JSON(), nullable=False),
        sa.Column("blueprint", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["ashilms_quiz.id"], name=op.f("fk_ashilms_quiz_version_quiz_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_quiz_version")),
        sa.UniqueConstraint("quiz_id", "number", name=op.f("uq_ashilms_quiz_version_quiz_id_number")),
    )
    op.create_table(
        "ashilms_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("quiz_version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (submitted_at IS NULL)", name=op.f("ck_ashilms_attempt_submitted")
        ),
        sa.CheckConstraint("state IN ('open', 'graded')", name=op.f("ck_ashilms_attempt_state")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_attempt_person_id")
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["ashilms_quiz.id"], name=op.f("fk_ashilms_attempt_quiz_id")),
        sa.ForeignKeyConstraint(
            ["quiz_version_id"], ["ashilms_quiz_version.id"], name=op.f("fk_ashilms_attempt_quiz_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_attempt")),
        sa.UniqueConstraint(
            "person_id", "quiz_id", "number", name=op.f("uq_ashilms_attempt_person_id_quiz_id_number")
        ),
    )
    with op.batch_alter_table("ashilms_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_ashilms_attempt_state_closes_at", ["state", "closes_at"], unique=False)
        batch_op.create_index(
            "uq_ashilms_attempt_one_open",
            ["person_id", "quiz_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "ashilms_question_key",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["ashilms_question_version.id"], name=op.f("fk_ashilms_question_key_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_ashilms_question_key")),
    )
    op.create_table(
        "ashilms_answer_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["ashilms_attempt.id"], name=op.f("fk_ashilms_answer_step_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_answer_step")),
        sa.UniqueConstraint("attempt_id", "key", name=op.f("uq_ashilms_answer_step_attempt_id_key")),
    )
    with op.batch_alter_table("ashilms_answer_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ashilms_answer_step_attempt_id_number"), ["attempt_id", "number"], unique=False
        )

    op.create_table(
        "ashilms_attempt_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["ashilms_attempt.id"], name=op.f("fk_ashilms_attempt_grade_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_attempt_grade")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_ashilms_attempt_grade_attempt_id_number")),
    )
    op.create_table(
        "ashilms_attempt_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["ashilms_attempt.id"], name=op.f("fk_ashilms_attempt_item_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["ashilms_question_version.id"],
            name=op.f("fk_ashilms_attempt_item_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_attempt_item")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_ashilms_attempt_item_attempt_id_number")),
        sa.UniqueConstraint(
            "attempt_id",
            "question_version_id",
            name=op.f("uq_ashilms_attempt_item_attempt_id_question_version_id"),
        ),
    )
    with op.batch_alter_table("ashilms_attempt_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ashilms_attempt_item_question_version_id"), ["question_version_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_attempt_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_attempt_item_question_version_id"))

    op.drop_table("ashilms_attempt_item")
    op.drop_table("ashilms_attempt_grade")
    with op.batch_alter_table("ashilms_answer_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_answer_step_attempt_id_number"))

    op.drop_table("ashilms_answer_step")
    op.drop_table("ashilms_question_key")
    with op.batch_alter_table("ashilms_attempt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ashilms_attempt_one_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_ashilms_attempt_state_closes_at")

    op.drop_table("ashilms_attempt")
    op.drop_table("ashilms_quiz_version")
    with op.batch_alter_table("ashilms_question_version", schema=None) as batch_op:
        batch_op.drop_index("ix_ashilms_question_version_pool")

    op.drop_table("ashilms_question_version")
    with op.batch_alter_table("ashilms_quiz", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_quiz_course_id"))

    op.drop_table("ashilms_quiz")
    op.drop_table("ashilms_question")
