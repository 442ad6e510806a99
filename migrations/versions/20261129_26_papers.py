"""Lay down dates of quizzes, releases of examinations, and who was let begin which attempt.

Why: a quiz has one set of dates for a cohort and one for the school, an attempt at an examination has one admission and
a person one that waits under a release, whoever clicks how often; so constraints hold it.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_26_papers"
down_revision = "20261129_25_attempts"

DATES, RELEASE, ADMISSION = (f"ashilms_sitting_{name}" for name in ("dates", "release", "admission"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    _dates()
    _releases()
    _admissions()


def _dates() -> None:
    op.create_table(
        DATES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        _moment("opens_at", nullable=True),
        _moment("closes_at", nullable=True),
        sa.Column("whole_time", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _moment("at"),
        sa.CheckConstraint("closes_at > opens_at", name=op.f(f"ck_{DATES}_order")),
        _to(DATES, "quiz_id", "quiz"),
        _to(DATES, "cohort_id", "cohort"),
        _to(DATES, "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{DATES}")),
        sa.UniqueConstraint("quiz_id", "cohort_id", name=op.f(f"uq_{DATES}_quiz_id_cohort_id")),
    )
    school = sa.text("cohort_id IS NULL")
    op.create_index(
        f"uq_{DATES}_school", DATES, ["quiz_id"], unique=True, sqlite_where=school, postgresql_where=school
    )
    op.create_index(op.f(f"ix_{DATES}_cohort_id"), DATES, ["cohort_id"])


def _releases() -> None:
    op.create_table(
        RELEASE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("proctor_id", sa.Integer(), nullable=False),
        _moment("opens_at"),
        _moment("closes_at"),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        _moment("made_at"),
        _moment("ended_at", nullable=True),
        sa.CheckConstraint("closes_at > opens_at", name=op.f(f"ck_{RELEASE}_order")),
        sa.CheckConstraint("(cohort_id IS NULL) <> (person_id IS NULL)", name=op.f(f"ck_{RELEASE}_whom")),
        _to(RELEASE, "quiz_id", "quiz"),
        _to(RELEASE, "cohort_id", "cohort"),
        _to(RELEASE, "person_id", "person"),
        _to(RELEASE, "proctor_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RELEASE}")),
    )
    op.create_index(op.f(f"ix_{RELEASE}_quiz_id_closes_at"), RELEASE, ["quiz_id", "closes_at"])
    for column in ("cohort_id", "person_id", "proctor_id"):
        op.create_index(op.f(f"ix_{RELEASE}_{column}"), RELEASE, [column])


def _admissions() -> None:
    op.create_table(
        ADMISSION,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        _moment("at"),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("how IN ('password', 'click')", name=op.f(f"ck_{ADMISSION}_how")),
        sa.ForeignKeyConstraint(["release_id"], [f"{RELEASE}.id"], name=op.f(f"fk_{ADMISSION}_release_id")),
        _to(ADMISSION, "person_id", "person"),
        _to(ADMISSION, "attempt_id", "attempt"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ADMISSION}")),
        sa.UniqueConstraint("attempt_id", name=op.f(f"uq_{ADMISSION}_attempt_id")),
    )
    unused = sa.text("attempt_id IS NULL")
    op.create_index(
        f"uq_{ADMISSION}_unused", ADMISSION, ["release_id", "person_id"],
        unique=True, sqlite_where=unused, postgresql_where=unused,
    )  # fmt: skip
    op.create_index(op.f(f"ix_{ADMISSION}_person_id"), ADMISSION, ["person_id"])


def downgrade() -> None:
    """Take back."""
    for table in (ADMISSION, RELEASE, DATES):
        op.drop_table(table)
