"""Note whom notices, mails and lines of daily mails name besides their reader.

Why: whoever is erased is then named no more in what others were told, which was kept as long as its reader's account.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_53_naming"
down_revision = "20261130_50_letters"

NAMING = "ashilms_naming"
TOLD = ("practicum.tell:", "practicum.late:")
"""How the key of what was told of a session begins, before its number: nothing else has named anybody so far."""


def upgrade() -> None:
    """Apply, and note whom what was told so far names."""
    op.create_table(
        NAMING,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=190), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["ashilms_person.id"], name=op.f(f"fk_{NAMING}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAMING}")),
        sa.UniqueConstraint("key", "person_id", name=op.f(f"uq_{NAMING}_key_person_id")),
    )
    op.create_index(op.f(f"ix_{NAMING}_person_id"), NAMING, ["person_id"])
    _note_told()


def _note_told() -> None:
    """Note the two whom a session's notices and mails name; of a daily mail, those of its lines."""
    connection = op.get_bind()
    mail, line, notice = (
        sa.table(name, sa.column("id"), sa.column("key"), sa.column("person_id"), sa.column("mail_id"))
        for name in ("ashilms_mail", "ashilms_digest_line", "ashilms_notice")
    )
    entry = sa.table(
        "ashilms_practicum_entry", sa.column("id"), sa.column("person_id"), sa.column("supervisor_id")
    )
    named = {row.id: {row.person_id, row.supervisor_id} for row in connection.execute(sa.select(entry))}
    held = sa.select(mail.c.key, line.c.key.label("about"), line.c.person_id).join_from(
        line, mail, mail.c.id == line.c.mail_id
    )
    told = [
        sa.select(table.c.key, table.c.key.label("about"), table.c.person_id)
        for table in (mail, line, notice)
    ]
    found = set()
    for query in (*told, held):
        begins = sa.or_(*(sa.column("about").startswith(start) for start in TOLD))
        rows = sa.select(sa.text("*")).select_from(query.subquery()).where(begins)
        for key, about, reader in connection.execute(rows):
            number = int(about.split(":")[1])
            found |= {(key, id) for id in named.get(number, set()) - {reader, None}}
    if found:
        naming = sa.table(NAMING, sa.column("key"), sa.column("person_id"))
        op.bulk_insert(naming, [{"key": key, "person_id": id} for key, id in sorted(found)])


def downgrade() -> None:
    """Take back; who is erased afterwards stays named in what others were told."""
    op.drop_table(NAMING)
