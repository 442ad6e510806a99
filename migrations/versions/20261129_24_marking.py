"""Let an attempt that was handed in wait until people have marked what only they can; keep their marks.

Why: an essay has no key, so between the end of a sitting and its grade there is a state of its own; nobody begins
another attempt meanwhile, which the index that held one open attempt holds for this state, too. Marks are rows that are only added; the constraints let one
settle what two saw differently, and one person be asked as a second.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261129_24_marking"
down_revision = "20261129_23_offline"

ATTEMPT = "ashilms_attempt"
ONE_OPEN = "uq_ashilms_attempt_one_open"
STATES = ("open", "graded")


def _hold(states: tuple[str, ...]) -> None:
    """Let an attempt be in these states, and a person have one that has no grade."""
    listed, unfinished = (
        ", ".join(f"'{one}'" for one in found) for found in (states, [s for s in states if s != "graded"])
    )
    where = sa.text("state = 'open'" if len(states) == len(STATES) else f"state IN ({unfinished})")
    with op.batch_alter_table(ATTEMPT, schema=None) as batch_op:
        batch_op.drop_index(ONE_OPEN)
        batch_op.drop_constraint(batch_op.f("ck_ashilms_attempt_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_ashilms_attempt_state"), f"state IN ({listed})")
        batch_op.create_index(
            ONE_OPEN, ["person_id", "quiz_id"], unique=True, sqlite_where=where, postgresql_where=where
        )


PIECE, MARK, REQUEST = "ashilms_marking_piece", "ashilms_marking_mark", "ashilms_marking_request"
FILE = "ashilms_answer_file"


def _table(name: str, *columns: sa.Column[Any] | sa.Constraint, **to: str) -> None:
    """Make a table with an id, these columns, and a column for each other table that it points `to`."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(sa.Column(column, sa.Integer(), nullable=False) for column in to),
        *(
            sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, other in to.items()
        ),
        *columns,
    )


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _once(table: str, what: str) -> None:
    """Let a piece have one row of which `what` is so."""
    where = sa.text(what)
    op.create_index(
        f"uq_{table}_{what}", table, ["piece_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def _marks() -> None:
    _table(
        PIECE, _number("number"), _moment("since"), sa.Column("state", sa.String(10), nullable=False), _number("needed"),
        sa.CheckConstraint("state IN ('waiting', 'differ', 'settled')", name=op.f(f"ck_{PIECE}_state")),
        sa.CheckConstraint("needed IN (1, 2)", name=op.f(f"ck_{PIECE}_needed")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f(f"uq_{PIECE}_attempt_id_number")),
        attempt_id="attempt", person_id="person", course_id="course",
    )  # fmt: skip
    op.create_index(op.f(f"ix_{PIECE}_person_id"), PIECE, ["person_id"])
    op.create_index(op.f(f"ix_{PIECE}_state_since"), PIECE, ["state", "since"])
    _table(
        MARK, _number("number"), sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("earned", sa.String(20), nullable=False), sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False), _moment("at"),
        sa.UniqueConstraint("piece_id", "number", name=op.f(f"uq_{MARK}_piece_id_number")),
        piece_id="marking_piece", marker_id="person",
    )  # fmt: skip
    _table(
        REQUEST, sa.Column("second", sa.Boolean(), nullable=False), _moment("at"),
        sa.UniqueConstraint("piece_id", "marker_id", name=op.f(f"uq_{REQUEST}_piece_id_marker_id")),
        piece_id="marking_piece", marker_id="person", asked_by="person",
    )  # fmt: skip
    for table in (MARK, REQUEST):
        op.create_index(op.f(f"ix_{table}_marker_id"), table, ["marker_id"])
    _once(MARK, "settles")
    _once(REQUEST, "second")


def _files() -> None:
    _table(
        FILE, _number("number"), sa.Column("file", sa.String(64), nullable=False),
        sa.Column("sort", sa.String(10), nullable=False), _number("size"), _moment("at"),
        sa.UniqueConstraint("attempt_id", "number", "file", name=op.f(f"uq_{FILE}_attempt_id_number_file")),
        attempt_id="attempt",
    )  # fmt: skip
    op.create_index(op.f(f"ix_{FILE}_file"), FILE, ["file"])


def upgrade() -> None:
    """Apply."""
    _hold(("open", "marking", "graded"))
    _marks()
    _files()


def downgrade() -> None:
    """Take back: what waits for marks is open again, with its time run out."""
    for table in (FILE, REQUEST, MARK, PIECE):
        op.drop_table(table)
    op.execute(f"UPDATE {ATTEMPT} SET state = 'open', submitted_at = NULL WHERE state = 'marking'")
    _hold(STATES)
