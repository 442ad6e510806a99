"""Let first aid be among what entitles a supervisor.

Why: whoever sees to people on tables has to be able to help one of them; a signature stands on that paper as it does
on the licence. Taking it back leaves the constraint wide: the version before looks for licences and levels alone, and
no paper is lost.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

from alembic import op

revision = "20261129_39_first_aid"
down_revision = "20261129_35_award_proofs"

CREDENTIAL = "ashilms_supervision_credential"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table(CREDENTIAL, schema=None) as batch_op:
        kind = batch_op.f(f"ck_{CREDENTIAL}_kind")
        batch_op.drop_constraint(kind, type_="check")
        batch_op.create_check_constraint(kind, "kind IN ('licence', 'first-aid', 'level')")


def downgrade() -> None:
    """Take nothing back."""
