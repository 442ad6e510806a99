"""Lay down cases of the review board, and let an automatic fail and the answer about a mark be set aside.

Why: falsified entries, repeated automatic fails and disputed decisions are decided by people who were not involved, on
evidence that is added to and never changed. Pieces and votes are numbered, so that two at once clash.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_42_review_board"
down_revision = "20261129_41_renewals"

CASE, PIECE, VOTE = (f"ashilms_review_board_{name}" for name in ("case", "piece", "vote"))
REMEDIATION, APPEAL = "ashilms_remediation", "ashilms_appeal"
FINDING = "finding IN ('dismissed', 'shown', 'upheld', 'set-aside')"
PASSED = "(closed_at IS NULL) = (passed_id IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)"
PASSED_OR_ASIDE = (
    "(closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NOT NULL) = (passed_id IS NOT NULL OR aside)"
)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"ashilms_{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    """Apply."""
    _add_cases()
    _add_pieces()
    _add_votes()
    op.add_column(APPEAL, sa.Column("earlier", sa.JSON(), nullable=True))
    op.add_column(REMEDIATION, sa.Column("aside", sa.Boolean(), server_default=sa.false(), nullable=False))
    _close_by(PASSED_OR_ASIDE)


def _add_cases() -> None:
    op.create_table(
        CASE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=True),
        sa.Column("finding", sa.String(length=10), nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=False),
        _check(CASE, "kind", "kind IN ('falsified', 'fails', 'dispute')"),
        _check(CASE, "finding", FINDING),
        _check(CASE, "decided", "(decided_at IS NULL) = (finding IS NULL)"),
        _check(CASE, "deadlines", "decide_by >= answer_by"),
        _check(CASE, "lifted", "(lifted_at IS NULL) = (lifted_by IS NULL)"),
        _check(CASE, "not_own", "lifted_by <> person_id"),
        *(_to(CASE, column, "person") for column in ("person_id", "opened_by", "lifted_by")),
        _to(CASE, "hold_id", "hold"),
        _key(CASE),
        _once(CASE, "subject"),
    )
    for columns in (["person_id", "decided_at"], ["decided_at", "decide_by"]):
        op.create_index(op.f(f"ix_{CASE}_{'_'.join(columns)}"), CASE, columns)


def _add_pieces() -> None:
    op.create_table(
        PIECE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("ref_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _check(
            PIECE, "sort",
            "sort IN ('entry', 'observation', 'attempt', 'appeal', 'certificate', 'note', 'answer')",
        ),
        _check(PIECE, "ref", "(ref_id IS NULL) = (sort IN ('note', 'answer'))"),
        _to(PIECE, "case_id", "review_board_case"),
        _to(PIECE, "by_id", "person"),
        _key(PIECE),
        _once(PIECE, "case_id", "number"),
        _once(PIECE, "case_id", "sort", "ref_id"),
    )  # fmt: skip


def _add_votes() -> None:
    op.create_table(
        VOTE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=10), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _check(VOTE, "not_own", "by_id <> person_id"),
        _check(VOTE, "finding", FINDING),
        _to(VOTE, "case_id", "review_board_case"),
        _to(VOTE, "person_id", "person"),
        _to(VOTE, "by_id", "person"),
        _key(VOTE),
        _once(VOTE, "case_id", "number"),
        _once(VOTE, "case_id", "by_id"),
    )


def _close_by(rule: str) -> None:
    with op.batch_alter_table(REMEDIATION, schema=None) as batch_op:
        closed = batch_op.f(f"ck_{REMEDIATION}_closed")
        batch_op.drop_constraint(closed, type_="check")
        batch_op.create_check_constraint(closed, rule)


def downgrade() -> None:
    """Take back; a remediation that was set aside is lost with the word for it, so there must be none."""
    _close_by(PASSED)
    op.drop_column(REMEDIATION, "aside")
    op.drop_column(APPEAL, "earlier")
    for table in (VOTE, PIECE, CASE):
        op.drop_table(table)
