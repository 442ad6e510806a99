"""Let an attempt that was handed in wait until people have marked what only they can.

Why: an essay has no key, so between the end of a sitting and its grade there is a state of its own; nobody begins
another attempt meanwhile, which the index that held one open attempt holds for this state, too.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

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


def upgrade() -> None:
    """Apply."""
    _hold(("open", "marking", "graded"))


def downgrade() -> None:
    """Take back: what waits for marks is open again, with its time run out."""
    op.execute(f"UPDATE {ATTEMPT} SET state = 'open', submitted_at = NULL WHERE state = 'marking'")
    _hold(STATES)
