"""Lay down evidence and its seals, questions on entries; let the queue and the sums be read without every entry.

Why: a photo or a minute of film shows what a sentence can't, and a signature notes which files it saw; people ask
about a session where it stands; and an inbox with thousands of entries opens as fast as one with twenty. The row of
an evidence file that was taken away stays; of two who answer one question at once a constraint lets one in.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_22_evidence"
down_revision = "20261129_21_observations"

EVIDENCE, SEAL, REMARK = "ashilms_evidence", "ashilms_evidence_seal", "ashilms_thread_remark"
ENTRY = "ashilms_practicum_entry"
WAITING, SUMS = f"ix_{ENTRY}_waiting", f"ix_{ENTRY}_sums"


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    _flag_entries()
    _evidence()
    _seals()
    _remarks()


def _flag_entries() -> None:
    flagged = sa.Column("flagged", sa.Boolean(), nullable=False, server_default=sa.false())
    with op.batch_alter_table(ENTRY, schema=None) as batch_op:
        batch_op.add_column(flagged)
        batch_op.add_column(_number("minutes", nullable=True))
        batch_op.add_column(_number("credited", nullable=True))
        batch_op.add_column(sa.Column("refused", sa.String(200)))
        batch_op.create_index(
            SUMS,
            ["person_id", "category", "state", "minutes", "credited", "refused", "lapses_at"],
            unique=False,
        )
        batch_op.create_index(
            WAITING, ["supervisor_id", "state", "flagged", "sent_at", "lapses_at", "person_id"], unique=False
        )
    moments = (sa.column(name, sa.DateTime(timezone=True)) for name in ("starts", "ends"))
    whole = sa.column("minutes", sa.Integer())
    entry = sa.table(
        ENTRY, sa.column("flagged", sa.Boolean()), sa.column("flags", sa.JSON()), whole, *moments
    )
    text = sa.cast(entry.c.flags, sa.Text())
    has_any = entry.c.flags.is_not(None) & text.not_in(["[]", "null"])
    op.execute(entry.update().where(has_any).values(flagged=sa.true()))
    op.execute(entry.update().where(entry.c.starts.is_not(None)).values(minutes=_seconds(entry) // 60))


def _seconds(entry: sa.TableClause) -> sa.ColumnElement[int]:
    """Return how many seconds an entry took; what of it is credited is reckoned by a job."""
    if op.get_bind().dialect.name == "sqlite":
        starts, ends = (
            sa.cast(sa.func.strftime("%s", entry.c[name]), sa.Integer()) for name in ("starts", "ends")
        )
        return ends - starts
    return sa.cast(sa.extract("epoch", entry.c.ends - entry.c.starts), sa.Integer())


def _evidence() -> None:
    op.create_table(
        EVIDENCE,
        _number("id"),
        _number("entry_id"),
        _number("number"),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        _number("size"),
        _number("seconds", nullable=True),
        _moment("at"),
        _moment("removed_at", nullable=True),
        _number("removed_by", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('photo', 'video', 'paper')", name=op.f(f"ck_{EVIDENCE}_kind")),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by IS NULL)", name=op.f(f"ck_{EVIDENCE}_removed")
        ),
        _to(EVIDENCE, "entry_id", "practicum_entry"),
        _to(EVIDENCE, "removed_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{EVIDENCE}")),
        sa.UniqueConstraint("entry_id", "number", name=op.f(f"uq_{EVIDENCE}_entry_id_number")),
    )
    with op.batch_alter_table(EVIDENCE, schema=None) as batch_op:
        batch_op.create_index(
            f"uq_{EVIDENCE}_file",
            ["entry_id", "file"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )


def _seals() -> None:
    op.create_table(
        SEAL,
        _number("id"),
        _number("entry_id"),
        _number("round"),
        _number("files"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _moment("at"),
        _to(SEAL, "entry_id", "practicum_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SEAL}")),
        sa.UniqueConstraint("entry_id", "round", name=op.f(f"uq_{SEAL}_entry_id_round")),
    )


def _remarks() -> None:
    op.create_table(
        REMARK,
        _number("id"),
        _number("entry_id"),
        _number("number"),
        _number("answers_id", nullable=True),
        _number("by_id"),
        _moment("at"),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("withdrawn_at", nullable=True),
        _moment("told_at", nullable=True),
        sa.CheckConstraint("answers_id <> id", name=op.f(f"ck_{REMARK}_not_itself")),
        _to(REMARK, "entry_id", "practicum_entry"),
        _to(REMARK, "answers_id", "thread_remark"),
        _to(REMARK, "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REMARK}")),
        sa.UniqueConstraint("entry_id", "number", name=op.f(f"uq_{REMARK}_entry_id_number")),
    )
    with op.batch_alter_table(REMARK, schema=None) as batch_op:
        batch_op.create_index(f"ix_{REMARK}_by", ["by_id", "at"], unique=False)
        batch_op.create_index(f"ix_{REMARK}_untold", ["told_at", "at"], unique=False)
        batch_op.create_index(
            f"uq_{REMARK}_answer",
            ["answers_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )


def downgrade() -> None:
    """Take back."""
    for table in (REMARK, SEAL, EVIDENCE):
        op.drop_table(table)
    with op.batch_alter_table(ENTRY, schema=None) as batch_op:
        batch_op.drop_index(WAITING)
        batch_op.drop_index(SUMS)
        batch_op.drop_column("refused")
        batch_op.drop_column("credited")
        batch_op.drop_column("minutes")
        batch_op.drop_column("flagged")
