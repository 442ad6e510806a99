"""Let first aid be among what entitles a supervisor, and an entry say that its ending was planned by hands alone.

Why: whoever sees to people on tables has to be able to help one of them; a signature stands on that paper as it does
on the licence. The mix of cases asks for planned endings; an entry of before says of none. Taking it back leaves the constraint wide: the version before looks for licences and levels alone, and
no paper is lost.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_39_first_aid"
down_revision = "20261129_35_award_proofs"

CREDENTIAL = "ashilms_supervision_credential"
ENTRY = "ashilms_practicum_entry"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table(CREDENTIAL, schema=None) as batch_op:
        kind = batch_op.f(f"ck_{CREDENTIAL}_kind")
        batch_op.drop_constraint(kind, type_="check")
        batch_op.create_check_constraint(kind, "kind IN ('licence', 'first-aid', 'level')")
    op.add_column(ENTRY, sa.Column("hands_ending", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take back."""
    op.drop_column(ENTRY, "hands_ending")
