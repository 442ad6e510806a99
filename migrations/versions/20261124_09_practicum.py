"""Lay down the tables of practicum.

Why: treatment rooms, entries and the reviews that count them.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_09_practicum"
down_revision = "20261124_08_quizzes"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_practicum_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("site", sa.String(length=120), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_practicum_room")),
        sa.UniqueConstraint("site", "name", name=op.f("uq_ashilms_practicum_room_site_name")),
    )
    op.create_table(
        "ashilms_practicum_inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("load_kind", sa.String(length=10), nullable=False),
        sa.Column("load_kg", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "load_kind IN ('working', 'static', 'unknown')",
            name=op.f("ck_ashilms_practicum_inspection_load_kind"),
        ),
        sa.CheckConstraint(
            "load_kg IS NULL OR load_kg BETWEEN 1 AND 5000",
            name=op.f("ck_ashilms_practicum_inspection_load_kg"),
        ),
        sa.CheckConstraint("valid_until > inspected_on", name=op.f("ck_ashilms_practicum_inspection_order")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["ashilms_person.id"], name=op.f("fk_ashilms_practicum_inspection_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["ashilms_practicum_room.id"], name=op.f("fk_ashilms_practicum_inspection_room_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_practicum_inspection")),
    )
    with op.batch_alter_table("ashilms_practicum_inspection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ashilms_practicum_inspection_room_id"), ["room_id"], unique=False
        )

    op.create_table(
        "ashilms_practicum_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pack_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_practicum_plan_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_practicum_plan")),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_ashilms_practicum_plan_course_id_number")),
    )
    op.create_table(
        "ashilms_practicum_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.Column("form_digest", sa.String(length=64), nullable=True),
        sa.Column("amends_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sheet", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=True),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("supervisor_id", sa.Integer(), nullable=True),
        sa.Column("in_room", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client", sa.String(length=10), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("decision", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("strokes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("reflection", sa.Text(), nullable=True),
        sa.Column("own_ratings", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("flags", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "state = 'draft' OR state = 'void' OR (starts IS NOT NULL AND room_id IS NOT NULL AND supervisor_id IS NOT NULL AND category IS NOT NULL AND client IS NOT NULL)",
            name=op.f("ck_ashilms_practicum_entry_complete"),
        ),
        sa.CheckConstraint("depth BETWEEN 1 AND 5", name=op.f("ck_ashilms_practicum_entry_depth")),
        sa.CheckConstraint("ends > starts", name=op.f("ck_ashilms_practicum_entry_order")),
        sa.CheckConstraint("person_id <> supervisor_id", name=op.f("ck_ashilms_practicum_entry_not_own")),
        sa.CheckConstraint("score BETWEEN 1 AND 10", name=op.f("ck_ashilms_practicum_entry_score")),
        sa.ForeignKeyConstraint(
            ["amends_id"], ["ashilms_practicum_entry.id"], name=op.f("fk_ashilms_practicum_entry_amends_id")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_practicum_entry_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_practicum_entry_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["ashilms_practicum_plan.id"], name=op.f("fk_ashilms_practicum_entry_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["ashilms_practicum_room.id"], name=op.f("fk_ashilms_practicum_entry_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_practicum_entry_supervisor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_practicum_entry")),
        sa.UniqueConstraint(
            "person_id", "form_key", name=op.f("uq_ashilms_practicum_entry_person_id_form_key")
        ),
    )
    with op.batch_alter_table("ashilms_practicum_entry", schema=None) as batch_op:
        batch_op.create_index("ix_ashilms_practicum_entry_person", ["person_id", "starts"], unique=False)
        batch_op.create_index(
            "ix_ashilms_practicum_entry_supervisor", ["supervisor_id", "state", "starts"], unique=False
        )
        batch_op.create_index(
            "uq_ashilms_practicum_entry_open_amendment",
            ["amends_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'submitted', 'returned')"),
            postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned')"),
        )

    op.create_table(
        "ashilms_practicum_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_practicum_event_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ashilms_practicum_entry.id"], name=op.f("fk_ashilms_practicum_event_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_practicum_event")),
    )
    with op.batch_alter_table("ashilms_practicum_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_practicum_event_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "ashilms_practicum_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("rubric", sa.String(length=64), nullable=True),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("auto_fails", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("entry_digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('countersign', 'return', 'reject')", name=op.f("ck_ashilms_practicum_review_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ashilms_practicum_entry.id"], name=op.f("fk_ashilms_practicum_review_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["ashilms_practicum_plan.id"], name=op.f("fk_ashilms_practicum_review_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["ashilms_person.id"], name=op.f("fk_ashilms_practicum_review_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_practicum_review")),
        sa.UniqueConstraint("entry_id", "round", name=op.f("uq_ashilms_practicum_review_entry_id_round")),
    )
    with op.batch_alter_table("ashilms_practicum_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ashilms_practicum_review_reviewer_id"), ["reviewer_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_practicum_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_practicum_review_reviewer_id"))

    op.drop_table("ashilms_practicum_review")
    with op.batch_alter_table("ashilms_practicum_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_practicum_event_entry_id"))

    op.drop_table("ashilms_practicum_event")
    with op.batch_alter_table("ashilms_practicum_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ashilms_practicum_entry_open_amendment",
            sqlite_where=sa.text("state IN ('draft', 'submitted', 'returned')"),
            postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned')"),
        )
        batch_op.drop_index("ix_ashilms_practicum_entry_supervisor")
        batch_op.drop_index("ix_ashilms_practicum_entry_person")

    op.drop_table("ashilms_practicum_entry")
    op.drop_table("ashilms_practicum_plan")
    with op.batch_alter_table("ashilms_practicum_inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_practicum_inspection_room_id"))

    op.drop_table("ashilms_practicum_inspection")
    op.drop_table("ashilms_practicum_room")
