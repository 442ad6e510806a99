"""Let an attempt be the re-test of another, once; lay down released attempts, accommodations and appeals.

Why: a paper that reached the mark and missed must-pass rules may be completed by other questions on these rules; and what a
person is allowed beyond a quiz's rules is added, with who allowed it and why, and never rewritten; and a trainee may ask for a mark to be looked at again, once.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_25_attempts"
down_revision = "20261129_24_marking"

ATTEMPT = "ashilms_attempt"

RELEASE, EASED, APPEAL = "ashilms_quiz_release", "ashilms_accommodation", "ashilms_appeal"


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Apply."""
    _add_retests()
    _add_releases()
    _add_accommodations()
    _add_appeals()


def _add_retests() -> None:
    with op.batch_alter_table(ATTEMPT, schema=None) as batch_op:
        batch_op.add_column(sa.Column("retests_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f(f"fk_{ATTEMPT}_retests_id"), ATTEMPT, ["retests_id"], ["id"])
        batch_op.create_index(f"uq_{ATTEMPT}_retests_id", ["retests_id"], unique=True)


def _add_releases() -> None:
    op.create_table(
        RELEASE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiz_version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("by_id <> person_id", name=op.f(f"ck_{RELEASE}_not_own")),
        _to(RELEASE, "person_id", "person"),
        _to(RELEASE, "quiz_version_id", "quiz_version"),
        _to(RELEASE, "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RELEASE}")),
        sa.UniqueConstraint(
            "person_id",
            "quiz_version_id",
            "number",
            name=op.f(f"uq_{RELEASE}_person_id_quiz_version_id_number"),
        ),
    )
    op.create_index(op.f(f"ix_{RELEASE}_quiz_version_id"), RELEASE, ["quiz_version_id"])


def _add_accommodations() -> None:
    held = {
        "not_own": "by_id <> person_id AND ended_by <> person_id",
        "no_less": "percent >= 0 AND minutes >= 0 AND attempts >= 0",
        "something": "percent + minutes + attempts > 0",
        "days": "until >= since",
        "ended": "(ended_at IS NULL) = (ended_by IS NULL)",
    }
    op.create_table(
        EASED,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{EASED}_{name}")) for name, rule in held.items()),
        _to(EASED, "person_id", "person"),
        _to(EASED, "quiz_id", "quiz"),
        _to(EASED, "by_id", "person"),
        _to(EASED, "ended_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{EASED}")),
        sa.UniqueConstraint("person_id", "number", name=op.f(f"uq_{EASED}_person_id_number")),
    )
    op.create_index(op.f(f"ix_{EASED}_quiz_id"), EASED, ["quiz_id"])


def _add_appeals() -> None:
    held = {
        "not_own": "answered_by <> person_id",
        "verdict": "verdict IN ('kept', 'changed')",
        "answered": "(answered_at IS NULL) = (verdict IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)",
        "changed": (
            "grade_id IS NULL AND (verdict IS NULL OR verdict = 'kept') OR grade_id IS NOT NULL AND verdict = 'changed'"
        ),
    }
    op.create_table(
        APPEAL,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("earned", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grade_id", sa.Integer(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{APPEAL}_{name}")) for name, rule in held.items()),
        _to(APPEAL, "attempt_id", "attempt"),
        _to(APPEAL, "person_id", "person"),
        _to(APPEAL, "answered_by", "person"),
        _to(APPEAL, "grade_id", "attempt_grade"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{APPEAL}")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f(f"uq_{APPEAL}_attempt_id_number")),
        sa.UniqueConstraint("grade_id", name=op.f(f"uq_{APPEAL}_grade_id")),
    )
    op.create_index(op.f(f"ix_{APPEAL}_answered_at_person_id"), APPEAL, ["answered_at", "person_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table(APPEAL)
    op.drop_table(EASED)
    op.drop_table(RELEASE)
    with op.batch_alter_table(ATTEMPT, schema=None) as batch_op:
        batch_op.drop_index(f"uq_{ATTEMPT}_retests_id")
        batch_op.drop_constraint(batch_op.f(f"fk_{ATTEMPT}_retests_id"), type_="foreignkey")
        batch_op.drop_column("retests_id")
