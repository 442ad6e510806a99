"""Lay down documents that people hold, what was decided on each, and the kinds that a pack gives.

Why: a programme may ask for a licence or a first-aid certificate that is current on the day. What was sent and what was
decided on it is added to and never changed; decisions are numbered, so that two at once clash.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_32_held_documents"
down_revision = "20261129_31_boards"

PLAN, DOCUMENT = "ashilms_held_document_plan", "ashilms_held_document"
DECISION = "ashilms_held_document_decision"


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        PLAN,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        _key(PLAN),
        _once(PLAN, "course", "number"),
    )
    op.create_table(
        DOCUMENT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("place_key", sa.String(length=180), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("file_kind", sa.String(length=10), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        _check(DOCUMENT, "days", "ends_on >= issued_on"),
        _check(DOCUMENT, "file_kind", "file_kind IN ('photo', 'paper')"),
        _to(DOCUMENT, "person_id", "person"),
        _key(DOCUMENT),
    )
    for column in ("person_id", "ends_on"):
        op.create_index(op.f(f"ix_{DOCUMENT}_{column}"), DOCUMENT, [column])
    op.create_table(
        DECISION,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _check(
            DECISION, "state",
            "number = 1 AND state IN ('accepted', 'refused') OR number = 2 AND state = 'withdrawn'",
        ),
        _check(DECISION, "reason", "state = 'accepted' OR reason <> ''"),
        _check(DECISION, "not_own", "by_id <> person_id"),
        _to(DECISION, "document_id", "held_document"),
        _to(DECISION, "person_id", "person"),
        _to(DECISION, "by_id", "person"),
        _key(DECISION),
        _once(DECISION, "document_id", "number"),
    )  # fmt: skip


def downgrade() -> None:
    """Take back."""
    for table in (DECISION, DOCUMENT, PLAN):
        op.drop_table(table)
