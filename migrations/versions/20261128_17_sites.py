"""Lay down the checks of treatment rooms and their locks, and let an inspection be a whole acceptance record.

Why: an hour counts only if somebody has checked the room before it, and the record says more than until when it holds.
The two tables of rooms and inspections keep their names, because the previous version of the code reads them; what was
recorded there keeps holding, and what it lacks stays empty. Entries that named the time of a check keep it.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_17_sites"
down_revision = "20261128_16_notes"

INSPECTION = "ashilms_practicum_inspection"
ENTRY = "ashilms_practicum_entry"
ADDED = (
    ("mounting", sa.String(20)),
    ("installer", sa.String(120)),
    ("installed_on", sa.Date()),
    ("reviewer", sa.String(120)),
    ("document", sa.String(200)),
    ("proof_load", sa.String(200)),
    ("bar_height_cm", sa.Integer()),
    ("bar_spacing_cm", sa.Integer()),
    ("bar_length_cm", sa.Integer()),
    ("ceiling_cm", sa.Integer()),
    ("table_model", sa.String(120)),
    ("table_kind", sa.String(10)),
    ("table_kg", sa.Integer()),
)


def _key(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _points_at(table: str, column: str, target: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(column, sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}")),
    ]


def upgrade() -> None:
    """Apply."""
    for name, kind in ADDED:
        op.add_column(INSPECTION, sa.Column(name, kind, nullable=True))
    _add_checks()
    _add_locks()
    _add_photos()
    with op.batch_alter_table(ENTRY, schema=None) as batch_op:
        batch_op.add_column(sa.Column("check_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f(f"fk_{ENTRY}_check_id"), "ashilms_sites_check", ["check_id"], ["id"]
        )
        batch_op.create_index(batch_op.f(f"ix_{ENTRY}_check_id"), ["check_id"], unique=False)


def _add_checks() -> None:
    plan, check = "ashilms_sites_plan", "ashilms_sites_check"
    op.create_table(
        plan,
        *_key(plan),
        sa.Column("course", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("course", "number", name=op.f(f"uq_{plan}_course_number")),
    )
    op.create_table(
        check,
        *_key(check),
        *_points_at(check, "room_id", "ashilms_practicum_room"),
        *_points_at(check, "person_id", "ashilms_person"),
        *_points_at(check, "plan_id", plan),
        sa.Column("form_key", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.CheckConstraint("outcome IN ('passed', 'not_passed', 'locked')", name=op.f(f"ck_{check}_outcome")),
        sa.UniqueConstraint("person_id", "form_key", name=op.f(f"uq_{check}_person_id_form_key")),
    )
    op.create_index(f"ix_{check}_person", check, ["person_id", "at"])
    op.create_index(f"ix_{check}_room", check, ["room_id", "at"])


def _add_locks() -> None:
    lock, opening = "ashilms_sites_lock", "ashilms_sites_opening"
    op.create_table(
        lock,
        *_key(lock),
        *_points_at(lock, "room_id", "ashilms_practicum_room"),
        sa.Column("check_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["ashilms_sites_check.id"], name=op.f(f"fk_{lock}_check_id")),
        *_points_at(lock, "by_id", "ashilms_person"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("structural", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.UniqueConstraint("check_id", name=op.f(f"uq_{lock}_check_id")),
    )
    op.create_index(op.f(f"ix_{lock}_room_id"), lock, ["room_id"])
    op.create_table(
        opening,
        *_key(opening),
        *_points_at(opening, "lock_id", lock),
        *_points_at(opening, "by_id", "ashilms_person"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.UniqueConstraint("lock_id", name=op.f(f"uq_{opening}_lock_id")),
    )


def _add_photos() -> None:
    photo = "ashilms_sites_photo"
    op.create_table(
        photo,
        *_key(photo),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("check_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_points_at(photo, "by_id", "ashilms_person"),
        sa.ForeignKeyConstraint(
            ["inspection_id"], [f"{INSPECTION}.id"], name=op.f(f"fk_{photo}_inspection_id")
        ),
        sa.ForeignKeyConstraint(["check_id"], ["ashilms_sites_check.id"], name=op.f(f"fk_{photo}_check_id")),
        sa.UniqueConstraint("inspection_id", "number", name=op.f(f"uq_{photo}_inspection_id_number")),
        sa.UniqueConstraint("check_id", "number", name=op.f(f"uq_{photo}_check_id_number")),
        sa.CheckConstraint("(inspection_id IS NULL) <> (check_id IS NULL)", name=op.f(f"ck_{photo}_owner")),
        sa.CheckConstraint("number BETWEEN 1 AND 4", name=op.f(f"ck_{photo}_number")),
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table(ENTRY, schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_{ENTRY}_check_id"))
        batch_op.drop_constraint(batch_op.f(f"fk_{ENTRY}_check_id"), type_="foreignkey")
        batch_op.drop_column("check_id")
    for table in ("photo", "opening", "lock", "check", "plan"):
        op.drop_table(f"ashilms_sites_{table}")
    with op.batch_alter_table(INSPECTION, schema=None) as batch_op:
        for name, _ in ADDED:
            batch_op.drop_column(name)
