"""Keep each certificate as a credential, with a place on the status lists.

Why: employers' software checks a certificate without us; where its status is told is part of what is signed, so it is
drawn before. Certificates issued before have none.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_46_credentials"
down_revision = "20261129_42_review_board"

TABLE = "ashilms_certificate_credential"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["ashilms_certificate.id"], name=op.f(f"fk_{TABLE}_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("list_number", "place", name=op.f(f"uq_{TABLE}_list_number_place")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table(TABLE)
