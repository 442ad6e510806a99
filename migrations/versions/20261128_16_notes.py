"""Lay down where people note and bookmark lessons for themselves.

Why: whoever studies marks what they want to come back to. A row is one person's; of two windows that save at once the
constraint lets one in, and the version says to the other that it was late.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_16_notes"
down_revision = "20261128_15_search"


def _theirs(table: str) -> list[sa.schema.SchemaItem]:
    """Return whose a row is, and on which lesson; one of each."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["ashilms_course_lesson.id"], name=op.f(f"fk_{table}_lesson_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["ashilms_person.id"], name=op.f(f"fk_{table}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("person_id", "lesson_id", name=op.f(f"uq_{table}_person_id_lesson_id")),
    ]


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_lesson_note",
        *_theirs("ashilms_lesson_note"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "ashilms_lesson_bookmark",
        *_theirs("ashilms_lesson_bookmark"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    for table, column in (
        ("ashilms_lesson_note", "lesson_id"),
        ("ashilms_lesson_note", "removed_at"),
        ("ashilms_lesson_bookmark", "lesson_id"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("ashilms_lesson_bookmark")
    op.drop_table("ashilms_lesson_note")
