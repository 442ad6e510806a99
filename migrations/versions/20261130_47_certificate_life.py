"""Lay down runs that issue many certificates, files that others followed, reviews that are due, and corrections.

Why: a cohort's certificates are issued as a job that survives a restart; a certificate whose key was stolen is signed
anew and its earlier file stays known; one that is set aside is looked into by a day; one with a mistake is followed.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_47_certificate_life"
down_revision = "20261130_46_credentials"

AWARD, CERTIFICATE = "ashilms_award", "ashilms_certificate"
FILE, RUN, ITEM = (f"{CERTIFICATE}_{name}" for name in ("file", "run", "run_item"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def upgrade() -> None:
    """Apply."""
    op.add_column(AWARD, sa.Column("corrects", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(CERTIFICATE, sa.Column("review_by", sa.Date(), nullable=True))
    op.create_index(op.f(f"ix_{CERTIFICATE}_review_by"), CERTIFICATE, ["review_by"])
    op.create_table(
        FILE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        _to(FILE, "certificate_id", "certificate"),
        _key(FILE),
        _once(FILE, "file"),
    )
    op.create_index(op.f(f"ix_{FILE}_certificate_id"), FILE, ["certificate_id"])
    op.create_table(
        RUN,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _to(RUN, "cohort_id", "cohort"),
        _to(RUN, "program_id", "program"),
        _to(RUN, "by_id", "person"),
        _key(RUN),
    )
    op.create_table(
        ITEM,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.CheckConstraint("number IS NULL OR refused IS NULL", name=op.f(f"ck_{ITEM}_outcome")),
        _to(ITEM, "run_id", "certificate_run"),
        _to(ITEM, "person_id", "person"),
        _key(ITEM),
        _once(ITEM, "run_id", "person_id"),
        _once(ITEM, "number"),
    )


def downgrade() -> None:
    """Take back; which files were earlier ones, and what was issued in which run, is lost with the tables."""
    for table in (ITEM, RUN, FILE):
        op.drop_table(table)
    op.drop_index(op.f(f"ix_{CERTIFICATE}_review_by"), CERTIFICATE)
    op.drop_column(CERTIFICATE, "review_by")
    op.drop_column(AWARD, "corrects")
