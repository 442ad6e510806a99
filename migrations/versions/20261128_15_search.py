"""Lay down what is needed to find words in lessons.

Why: whoever learns from a course of forty lessons comes back to one sentence. Passages are drawn from the lessons
when their pack is loaded; the database indexes them by itself, each in its own way, so that a backup of the rows is
enough. Nothing is found until the pack is loaded again, which `ashilms packs load` does after this migration.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_15_search"
down_revision = "20261128_14_sign_off"

SIGNS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~"
SPACES = " " * 32
CUTS = {"english": ("porter unicode61 remove_diacritics 2", 1), "plain": ("unicode61 remove_diacritics 2", 0)}
"""Each index of SQLite's: how it cuts words, and for which passages it is (`english`)."""


def _vector(config: str) -> str:
    return " || ".join(
        f"setweight(to_tsvector('{config}', translate({name}, '{SIGNS}', '{SPACES}')), '{weight}')"
        for name, weight in (("heading", "A"), ("text", "D"))
    )


def _sqlite(name: str, cut: str, english: int) -> list[str]:
    index = f"ashilms_search_{name}"
    put = f"INSERT INTO {index}(rowid, heading, text) VALUES (new.id, new.heading, new.text)"
    drop = (
        f"INSERT INTO {index}({index}, rowid, heading, text) VALUES ('delete', old.id, old.heading, old.text)"
    )
    on = "ON ashilms_course_passage WHEN"
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5(heading, text, content='ashilms_course_passage', content_rowid='id', tokenize='{cut}')",
        f"CREATE TRIGGER {index}_put AFTER INSERT {on} new.english = {english} BEGIN {put}; END",
        f"CREATE TRIGGER {index}_drop AFTER DELETE {on} old.english = {english} BEGIN {drop}; END",
        f"CREATE TRIGGER {index}_leave BEFORE UPDATE {on} old.english = {english} BEGIN {drop}; END",
        f"CREATE TRIGGER {index}_return AFTER UPDATE {on} new.english = {english} BEGIN {put}; END",
    ]


INDEXES = {
    "sqlite": [line for name, (cut, english) in CUTS.items() for line in _sqlite(name, cut, english)],
    "postgresql": [
        f"ALTER TABLE ashilms_course_passage ADD COLUMN ashilms_search tsvector GENERATED ALWAYS AS (CASE WHEN english THEN {_vector('english')} ELSE {_vector('simple')} END) STORED",
        "CREATE INDEX ashilms_search ON ashilms_course_passage USING gin (ashilms_search)",
    ],
}
"""The index of each database, which keeps it in step with the passages by itself."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_course_passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("english", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["ashilms_course.id"], name=op.f("fk_ashilms_course_passage_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["ashilms_course_lesson.id"], name=op.f("fk_ashilms_course_passage_lesson_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_course_passage")),
        sa.UniqueConstraint("lesson_id", "number", name=op.f("uq_ashilms_course_passage_lesson_id_number")),
    )
    with op.batch_alter_table("ashilms_course_passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_course_passage_course_id"), ["course_id"], unique=False)
    for statement in INDEXES[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE ashilms_search_english")
        op.execute("DROP TABLE ashilms_search_plain")
    op.drop_table("ashilms_course_passage")
