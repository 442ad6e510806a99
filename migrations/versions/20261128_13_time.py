"""Give lessons active time and recordings, modules CE minutes, and people one place where they are.

Why: how long somebody was active in a lesson is recorded by the server, apart from what a lesson declares and
from what its content counts for.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_13_time"
down_revision = "20261128_12_cohorts"


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
    _add_recordings()


def _add_recordings() -> None:
    with op.batch_alter_table("ashilms_pack_text") as batch_op:
        batch_op.alter_column("content", existing_type=sa.Text(), nullable=True)
    op.create_table(
        "ashilms_course_media",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("key", "title")),
        sa.Column("seconds", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("type", "file", "captions", "transcript")),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_course_media_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_course_media")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_ashilms_course_media_course_id_key")),
    )
    op.create_table(
        "ashilms_media_play",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("media_key", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_media_play_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["ashilms_course_lesson.id"], name=op.f("fk_ashilms_media_play_lesson_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_media_play")),
        sa.UniqueConstraint(
            "person_id",
            "lesson_id",
            "media_key",
            name=op.f("uq_ashilms_media_play_person_id_lesson_id_media_key"),
        ),
    )
    op.create_index(op.f("ix_ashilms_media_play_lesson_id"), "ashilms_media_play", ["lesson_id"])


def downgrade() -> None:
    """Take back; a version of a pack that had recordings is no longer whole then, and has to be loaded again."""
    op.drop_table("ashilms_media_play")
    op.drop_table("ashilms_course_media")
    op.execute(
        "DELETE FROM ashilms_pack_file WHERE digest IN (SELECT digest FROM ashilms_pack_text WHERE content IS NULL)"
    )
    op.execute("DELETE FROM ashilms_pack_text WHERE content IS NULL")
    with op.batch_alter_table("ashilms_pack_text") as batch_op:
        batch_op.alter_column("content", existing_type=sa.Text(), nullable=False)
    op.drop_column("ashilms_milestone", "minutes")
    op.drop_column("ashilms_course_module", "ce_minutes")
    op.drop_column("ashilms_lesson_progress", "active_seconds")
    op.drop_index(op.f("ix_ashilms_reading_place_lesson_id"), "ashilms_reading_place")
    op.drop_table("ashilms_reading_place")
