"""Lay down when certificates were looked at, the links by which holders share them, and what was reported about them.

Why: a holder sees when a certificate was checked and shares it for a time; anybody may tell the school that something is
wrong with one, and reads the answer. Nothing here says who looked or who reported.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_49_public_side"
down_revision = "20261130_48_looks"

LINK, LOOK_UP, REPORT = (f"ashilms_verification_{name}" for name in ("link", "look_up", "report"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _once(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def upgrade() -> None:
    """Apply."""
    _add_links()
    _add_look_ups()
    _add_reports()


def _add_links() -> None:
    op.create_table(
        LINK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _to(LINK, "certificate_id", "certificate"),
        _key(LINK),
        _once(LINK, "token"),
    )
    _index(LINK, "certificate_id")


def _add_look_ups() -> None:
    op.create_table(
        LOOK_UP,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        _check(LOOK_UP, "how", "how IN ('number', 'link', 'file', 'proof', 'shared')"),
        _check(LOOK_UP, "shared", "(how = 'shared') = (link_id IS NOT NULL)"),
        _to(LOOK_UP, "certificate_id", "certificate"),
        _to(LOOK_UP, "link_id", "verification_link"),
        _key(LOOK_UP),
    )
    _index(LOOK_UP, "certificate_id", "at")
    _index(LOOK_UP, "link_id")


def _add_reports() -> None:
    op.create_table(
        REPORT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        _check(REPORT, "answered", "(answered_at IS NULL) = (answered_by IS NULL)"),
        _to(REPORT, "certificate_id", "certificate"),
        _to(REPORT, "answered_by", "person"),
        _key(REPORT),
        _once(REPORT, "hash"),
    )
    _index(REPORT, "certificate_id")
    _index(REPORT, "answered_at", "at")


def downgrade() -> None:
    """Take back."""
    for table in (REPORT, LOOK_UP, LINK):
        op.drop_table(table)
