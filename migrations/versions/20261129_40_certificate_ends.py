"""Keep a certificate's last day beside its payload, to be found by: holders are reminded before it.

Why: the day stands in the payload alone, which is a text; looking for what ends soon would read every certificate.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "20261129_40_certificate_ends"
down_revision = "20261129_39_first_aid"

TABLE = "ashilms_certificate"
AT_ONCE = 1000


def upgrade() -> None:
    """Apply."""
    op.add_column(TABLE, sa.Column("ends_on", sa.Date(), nullable=True))
    op.create_index(op.f(f"ix_{TABLE}_ends_on"), TABLE, ["ends_on"])
    table = sa.table(TABLE, sa.column("id", sa.Integer), sa.column("payload"), sa.column("ends_on", sa.Date))
    connection, after = op.get_bind(), 0
    ours = table.update().where(table.c.id == sa.bindparam("row")).values(ends_on=sa.bindparam("end"))
    query = sa.select(table.c.id, table.c.payload).order_by(table.c.id).limit(AT_ONCE)
    while rows := connection.execute(query.where(table.c.id > after)).all():
        after = rows[-1].id
        ends = ((row.id, json.loads(row.payload)["valid_until"]) for row in rows)
        if dated := [{"row": id_, "end": date.fromisoformat(end)} for id_, end in ends if end]:
            connection.execute(ours, dated)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f(f"ix_{TABLE}_ends_on"), TABLE)
    op.drop_column(TABLE, "ends_on")
