"""Lay down corrections of questions, and let a grade that came later say why.

Why: what was asked with a wrong key is graded again by the right one, or not at all; what was said before stays beside it.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_27_regrades"
down_revision = "20261129_23_offline"

REGRADE, GRADE = "ashilms_regrade", "ashilms_attempt_grade"


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{REGRADE}_{column}"))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        REGRADE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_version_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _to("question_version_id", "question_version"),
        _to("by_version_id", "question_version"),
        _to("by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REGRADE}")),
        sa.UniqueConstraint("digest", name=op.f(f"uq_{REGRADE}_digest")),
        sa.UniqueConstraint(
            "question_version_id", "number", name=op.f(f"uq_{REGRADE}_question_version_id_number")
        ),
    )
    with op.batch_alter_table(GRADE, schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("regrade_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f(f"fk_{GRADE}_regrade_id"), REGRADE, ["regrade_id"], ["id"])
        batch_op.create_index(batch_op.f(f"ix_{GRADE}_regrade_id"), ["regrade_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table(GRADE, schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_{GRADE}_regrade_id"))
        batch_op.drop_constraint(batch_op.f(f"fk_{GRADE}_regrade_id"), type_="foreignkey")
        batch_op.drop_column("regrade_id")
        batch_op.drop_column("reason")
    op.drop_table(REGRADE)
