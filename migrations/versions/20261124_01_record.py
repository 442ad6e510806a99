"""Lay down the tables of audit.

Why: the record of what happened comes first, since every room writes to it.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261124_01_record"
down_revision = None

GUARDS = {
    "sqlite": [
        "CREATE TRIGGER ashilms_audit_no_UPDATE BEFORE UPDATE ON ashilms_audit_record BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END",
        "CREATE TRIGGER ashilms_audit_no_DELETE BEFORE DELETE ON ashilms_audit_record BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION ashilms_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit record is append-only'; END $$",
        "CREATE TRIGGER ashilms_audit_no_change BEFORE UPDATE OR DELETE ON ashilms_audit_record FOR EACH ROW EXECUTE FUNCTION ashilms_audit_refuse()",
        "CREATE TRIGGER ashilms_audit_no_truncate BEFORE TRUNCATE ON ashilms_audit_record FOR EACH STATEMENT EXECUTE FUNCTION ashilms_audit_refuse()",
    ],
}
"""What makes the database itself refuse to change or delete a record."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ashilms_audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_audit_head")),
    )
    op.create_table(
        "ashilms_audit_record",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ashilms_audit_record")),
        sa.UniqueConstraint("hash", name=op.f("uq_ashilms_audit_record_hash")),
    )
    with op.batch_alter_table("ashilms_audit_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_audit_record_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_ashilms_audit_record_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_ashilms_audit_record_subject"), ["subject"], unique=False)

    op.create_table(
        "ashilms_audit_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["ashilms_audit_record.number"], name=op.f("fk_ashilms_audit_value_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ashilms_audit_value")),
    )
    with op.batch_alter_table("ashilms_audit_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ashilms_audit_value_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_ashilms_audit_value_person_id"), ["person_id"], unique=False)
    op.execute(f"INSERT INTO ashilms_audit_head (id, number, hash) VALUES (1, 0, '{'0' * 64}')")
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ashilms_audit_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_audit_value_person_id"))
        batch_op.drop_index(batch_op.f("ix_ashilms_audit_value_number"))

    op.drop_table("ashilms_audit_value")
    with op.batch_alter_table("ashilms_audit_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ashilms_audit_record_subject"))
        batch_op.drop_index(batch_op.f("ix_ashilms_audit_record_actor"))
        batch_op.drop_index(batch_op.f("ix_ashilms_audit_record_action"))

    op.drop_table("ashilms_audit_record")
    op.drop_table("ashilms_audit_head")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ashilms_audit_refuse()")
