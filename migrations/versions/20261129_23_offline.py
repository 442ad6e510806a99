"""Lay down what devices brought back that had no network, each item once.

Why: a device sends again whatever it got no answer to, so the key of an item and its person may be there once; and when
something was done stays apart from when it arrived.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_23_offline"
down_revision = "20261129_22_evidence"

ITEM = "ashilms_offline_item"


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{ITEM}_{column}"))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        ITEM,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('check', 'decision', 'draft')", name=op.f(f"ck_{ITEM}_kind")),
        _to("person_id", "person"),
        _to("check_id", "sites_check"),
        _to("decision_id", "screening_decision"),
        _to("entry_id", "practicum_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ITEM}")),
        sa.UniqueConstraint("person_id", "key", name=op.f(f"uq_{ITEM}_person_id_key")),
    )
    for column in ("check_id", "decision_id", "entry_id"):
        op.create_index(op.f(f"ix_{ITEM}_{column}"), ITEM, [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table(ITEM)
