"""Lay down corrections of questions, let a grade that came later say why, and let a database add up how questions did.

Why: what was asked with a wrong key is graded again by the right one, or not at all; what was said before stays beside it.
Statistics leave staff out and group by what was earned, which so far stood inside JSON alone.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

from fractions import Fraction

import sqlalchemy as sa
from alembic import op

revision = "20261129_27_regrades"
down_revision = "20261129_26_papers"

REGRADE, GRADE, ATTEMPT = "ashilms_regrade", "ashilms_attempt_grade", "ashilms_attempt"
CASE = "ashilms_regrade_case"
BY_QUIZ = f"ix_{ATTEMPT}_quiz_id_number"
AT_ONCE = 1000


def _to(column: str, other: str, table: str = REGRADE) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


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
    _add_cases()
    with op.batch_alter_table(GRADE, schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("regrade_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f(f"fk_{GRADE}_regrade_id"), REGRADE, ["regrade_id"], ["id"])
        batch_op.create_index(batch_op.f(f"ix_{GRADE}_regrade_id"), ["regrade_id"], unique=False)
        batch_op.add_column(sa.Column("earned", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("possible", sa.String(length=60), nullable=True))
    with op.batch_alter_table(ATTEMPT, schema=None) as batch_op:
        batch_op.add_column(sa.Column("staff", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(BY_QUIZ, ["quiz_id", "number"], unique=False)
    _tell_staff()
    _add_up()


def _add_cases() -> None:
    op.create_table(
        CASE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision IN ('stands', 'ended')", name=op.f(f"ck_{CASE}_decision")),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name=op.f(f"ck_{CASE}_decided")),
        _to("regrade_id", "regrade", CASE),
        _to("certificate_id", "certificate", CASE),
        _to("attempt_id", "attempt", CASE),
        _to("decided_by", "person", CASE),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CASE}")),
        sa.UniqueConstraint(
            "regrade_id", "certificate_id", name=op.f(f"uq_{CASE}_regrade_id_certificate_id")
        ),
    )
    with op.batch_alter_table(CASE, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{CASE}_certificate_id"), ["certificate_id"], unique=False)


def _tell_staff() -> None:
    """Mark the attempts of whoever is more than a trainee."""
    role = sa.table("ashilms_person_role", sa.column("person_id"), sa.column("role"))
    attempt = sa.table(ATTEMPT, sa.column("person_id"), sa.column("staff", sa.Boolean()))
    staff = sa.select(role.c.person_id).where(role.c.role != "trainee")
    op.execute(sa.update(attempt).where(attempt.c.person_id.in_(staff)).values(staff=sa.true()))


def _add_up() -> None:
    """Write beside each grade what its marks add up to."""
    grade = sa.table(
        GRADE, sa.column("id", sa.Integer()), sa.column("content", sa.JSON()),
        sa.column("earned", sa.String()), sa.column("possible", sa.String()),
    )  # fmt: skip
    written = sa.update(grade).where(grade.c.id == sa.bindparam("row"))
    written = written.values(earned=sa.bindparam("sum"), possible=sa.bindparam("most"))
    db, last = op.get_bind(), 0
    read = sa.select(grade.c.id, grade.c.content).order_by(grade.c.id).limit(AT_ONCE)
    while found := db.execute(read.where(grade.c.id > last)).all():
        db.execute(written, [_sums(row, content["marks"]) for row, content in found])
        last = found[-1][0]


def _sums(row: int, marks: list[list[str]]) -> dict[str, object]:
    earned, most = (sum((Fraction(mark[half]) for mark in marks), Fraction(0)) for half in (0, 1))
    return {"row": row, "sum": str(earned), "most": str(most)}


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table(ATTEMPT, schema=None) as batch_op:
        batch_op.drop_index(BY_QUIZ)
        batch_op.drop_column("staff")
    with op.batch_alter_table(GRADE, schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_{GRADE}_regrade_id"))
        batch_op.drop_constraint(batch_op.f(f"fk_{GRADE}_regrade_id"), type_="foreignkey")
        for name in ("regrade_id", "earned", "possible"):
            batch_op.drop_column(name)
        batch_op.drop_column("reason")
    op.drop_table(CASE)
    op.drop_table(REGRADE)
