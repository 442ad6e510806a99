"""Keep what waits for a daily mail, how registrars worded mails, when a person wants theirs, and what a roster left out.

Why: whoever is mailed each thing at once reads none of it; what can wait comes once a day, in the school's own words.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_50_letters"
down_revision = "20261130_49_public_side"

PERSON, LINE, VERSION = "ashilms_person", "ashilms_digest_line", "ashilms_letter_version"
LIST = "ashilms_enrolment_list"
OPEN = sa.text("closed_at IS NULL")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Apply."""
    op.add_column(PERSON, sa.Column("mail_at_once", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(PERSON, sa.Column("digest_hour", sa.Integer(), server_default=sa.text("7"), nullable=False))
    op.add_column(LIST, sa.Column("left_out", sa.JSON(), nullable=True))
    op.create_table(
        LINE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=190), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("mail_id IS NULL OR closed_at IS NOT NULL", name=op.f(f"ck_{LINE}_closed")),
        _to(LINE, "person_id", "person"),
        _to(LINE, "mail_id", "mail"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LINE}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{LINE}_key")),
    )
    op.create_index(op.f(f"ix_{LINE}_person_id"), LINE, ["person_id"])
    op.create_index(op.f(f"ix_{LINE}_mail_id"), LINE, ["mail_id"])
    op.create_index(
        f"ix_{LINE}_waiting", LINE, ["person_id", "created_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        VERSION,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=150), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _to(VERSION, "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{VERSION}")),
        sa.UniqueConstraint("kind", "number", name=op.f(f"uq_{VERSION}_kind_number")),
    )
    op.create_index(op.f(f"ix_{VERSION}_by_id"), VERSION, ["by_id"])


def downgrade() -> None:
    """Take back; what waits for a daily mail is lost, and stands on its reader's pages."""
    op.drop_table(VERSION)
    op.drop_table(LINE)
    op.drop_column(LIST, "left_out")
    op.drop_column(PERSON, "digest_hour")
    op.drop_column(PERSON, "mail_at_once")
