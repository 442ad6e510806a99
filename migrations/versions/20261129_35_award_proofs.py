"""Lay down the proof that each award was given on, leaf by leaf.

Why: a holder shows one thing that was proven without the rest, and anybody checks it against the certificate's root.
Rows are added with an award and never changed; awards of before have none.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_35_award_proofs"
down_revision = "20261129_34_waivers"

PROOF = "ashilms_award_proof"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        PROOF,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("leaves", sa.JSON(), nullable=False),
        sa.Column("evidence_key", sa.String(length=32), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["ashilms_award.id"], name=op.f(f"fk_{PROOF}_award_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PROOF}")),
        sa.UniqueConstraint("award_id", name=op.f(f"uq_{PROOF}_award_id")),
        sa.UniqueConstraint("root", name=op.f(f"uq_{PROOF}_root")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table(PROOF)
