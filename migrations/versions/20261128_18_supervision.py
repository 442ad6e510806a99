"""Lay down what entitles people to supervise, what keeps them from it, and what every signature stands on.

Why: a session counts when whoever signs it was entitled to on its day and when they signed. Reviews that are there
already were signed before anybody's credentials were on record, and stand on none.

Rules: no model imports; nothing that the previous version of the code cannot live with.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_18_supervision"
down_revision = "20261128_17_sites"


def upgrade() -> None:
    """Apply."""
    # fmt: off
    op.create_table('ashilms_supervision_credential',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('level', sa.Integer(), nullable=True),
        sa.Column('title', sa.String(length=120), nullable=False),
        sa.Column('issuer', sa.String(length=120), nullable=False),
        sa.Column('number', sa.String(length=60), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_until', sa.Date(), nullable=True),
        sa.Column('evidence', sa.String(length=64), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by', sa.Integer(), nullable=False),
        sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('verified_by', sa.Integer(), nullable=True),
        sa.Column('withdrawn_from', sa.Date(), nullable=True),
        sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('withdrawn_by', sa.Integer(), nullable=True),
        sa.Column('withdrawn_reason', sa.Text(), nullable=True),
        sa.CheckConstraint("(kind = 'level') = (level IS NOT NULL)", name=op.f('ck_ashilms_supervision_credential_level')),
        sa.CheckConstraint("kind IN ('licence', 'level')", name=op.f('ck_ashilms_supervision_credential_kind')),
        sa.CheckConstraint('(verified_at IS NULL) = (verified_by IS NULL)', name=op.f('ck_ashilms_supervision_credential_verified')),
        sa.CheckConstraint('(withdrawn_from IS NULL) = (withdrawn_at IS NULL)', name=op.f('ck_ashilms_supervision_credential_withdrawn')),
        sa.CheckConstraint('valid_until >= valid_from', name=op.f('ck_ashilms_supervision_credential_days')),
        sa.CheckConstraint('verified_by <> person_id', name=op.f('ck_ashilms_supervision_credential_not_own')),
        sa.ForeignKeyConstraint(['person_id'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_credential_person_id')),
        sa.ForeignKeyConstraint(['recorded_by'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_credential_recorded_by')),
        sa.ForeignKeyConstraint(['verified_by'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_credential_verified_by')),
        sa.ForeignKeyConstraint(['withdrawn_by'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_credential_withdrawn_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ashilms_supervision_credential')),
        sa.UniqueConstraint('person_id', 'kind', 'issuer', 'number', 'valid_from', name='uq_ashilms_supervision_credential_paper')
    )
    op.create_index(op.f('ix_ashilms_supervision_credential_person_id'), 'ashilms_supervision_credential', ['person_id'], unique=False)
    op.create_table('ashilms_supervision_guest',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('invited_by', sa.Integer(), nullable=False),
        sa.Column('door', sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(['invited_by'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_guest_invited_by')),
        sa.ForeignKeyConstraint(['person_id'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_guest_person_id')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_ashilms_supervision_guest'))
    )
    op.create_table('ashilms_supervision_presence',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('supervisor_id', sa.Integer(), nullable=False),
        sa.Column('step', sa.BigInteger(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_presence_person_id')),
        sa.ForeignKeyConstraint(['supervisor_id'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_presence_supervisor_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ashilms_supervision_presence')),
        sa.UniqueConstraint('person_id', 'supervisor_id', 'step', name=op.f('uq_ashilms_supervision_presence_person_id_supervisor_id_step'))
    )
    op.create_index(op.f('ix_ashilms_supervision_presence_person_id'), 'ashilms_supervision_presence', ['person_id'], unique=False)
    op.create_index(op.f('ix_ashilms_supervision_presence_supervisor_id'), 'ashilms_supervision_presence', ['supervisor_id'], unique=False)
    op.create_table('ashilms_supervision_tie',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('other_id', sa.Integer(), nullable=True),
        sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by', sa.Integer(), nullable=True),
        sa.Column('ended_reason', sa.Text(), nullable=True),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by IS NULL)', name=op.f('ck_ashilms_supervision_tie_ended')),
        sa.ForeignKeyConstraint(['ended_by'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_tie_ended_by')),
        sa.ForeignKeyConstraint(['other_id'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_tie_other_id')),
        sa.ForeignKeyConstraint(['person_id'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_tie_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ashilms_supervision_tie'))
    )
    op.create_index(op.f('ix_ashilms_supervision_tie_other_id'), 'ashilms_supervision_tie', ['other_id'], unique=False)
    op.create_index(op.f('ix_ashilms_supervision_tie_person_id'), 'ashilms_supervision_tie', ['person_id'], unique=False)
    op.create_index('uq_ashilms_supervision_tie_standing', 'ashilms_supervision_tie', ['person_id', 'email'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('ashilms_supervision_device',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('guest_id', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('code', sa.String(length=64), nullable=True),
        sa.Column('code_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('code_tries', sa.Integer(), nullable=False),
        sa.Column('codes', sa.Integer(), nullable=False),
        sa.Column('proved_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['guest_id'], ['ashilms_supervision_guest.person_id'], name=op.f('fk_ashilms_supervision_device_guest_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ashilms_supervision_device')),
        sa.UniqueConstraint('hash', name=op.f('uq_ashilms_supervision_device_hash'))
    )
    op.create_index(op.f('ix_ashilms_supervision_device_expires_at'), 'ashilms_supervision_device', ['expires_at'], unique=False)
    op.create_index(op.f('ix_ashilms_supervision_device_guest_id'), 'ashilms_supervision_device', ['guest_id'], unique=False)
    op.create_table('ashilms_supervision_guest_trainee',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('guest_id', sa.Integer(), nullable=False),
        sa.Column('trainee_id', sa.Integer(), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['guest_id'], ['ashilms_supervision_guest.person_id'], name=op.f('fk_ashilms_supervision_guest_trainee_guest_id')),
        sa.ForeignKeyConstraint(['trainee_id'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_guest_trainee_trainee_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ashilms_supervision_guest_trainee')),
        sa.UniqueConstraint('guest_id', 'trainee_id', name=op.f('uq_ashilms_supervision_guest_trainee_guest_id_trainee_id'))
    )
    op.create_index(op.f('ix_ashilms_supervision_guest_trainee_trainee_id'), 'ashilms_supervision_guest_trainee', ['trainee_id'], unique=False)
    op.create_table('ashilms_supervision_link',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('guest_id', sa.Integer(), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['guest_id'], ['ashilms_supervision_guest.person_id'], name=op.f('fk_ashilms_supervision_link_guest_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ashilms_supervision_link')),
        sa.UniqueConstraint('hash', name=op.f('uq_ashilms_supervision_link_hash'))
    )
    op.create_index(op.f('ix_ashilms_supervision_link_expires_at'), 'ashilms_supervision_link', ['expires_at'], unique=False)
    op.create_index(op.f('ix_ashilms_supervision_link_guest_id'), 'ashilms_supervision_link', ['guest_id'], unique=False)
    op.create_table('ashilms_supervision_doubt',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('credential_id', sa.Integer(), nullable=False),
        sa.Column('entry_id', sa.Integer(), nullable=False),
        sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decision', sa.String(length=10), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by', sa.Integer(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.CheckConstraint("decision IN ('stands', 'void')", name=op.f('ck_ashilms_supervision_doubt_decision')),
        sa.CheckConstraint('(decided_at IS NULL) = (decision IS NULL)', name=op.f('ck_ashilms_supervision_doubt_decided')),
        sa.ForeignKeyConstraint(['credential_id'], ['ashilms_supervision_credential.id'], name=op.f('fk_ashilms_supervision_doubt_credential_id')),
        sa.ForeignKeyConstraint(['decided_by'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_doubt_decided_by')),
        sa.ForeignKeyConstraint(['entry_id'], ['ashilms_practicum_entry.id'], name=op.f('fk_ashilms_supervision_doubt_entry_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ashilms_supervision_doubt')),
        sa.UniqueConstraint('entry_id', 'credential_id', name=op.f('uq_ashilms_supervision_doubt_entry_id_credential_id'))
    )
    op.create_index(op.f('ix_ashilms_supervision_doubt_credential_id'), 'ashilms_supervision_doubt', ['credential_id'], unique=False)
    op.create_table('ashilms_supervision_substitute',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('supervisor_id', sa.Integer(), nullable=False),
        sa.Column('substitute_id', sa.Integer(), nullable=False),
        sa.Column('entry_id', sa.Integer(), nullable=True),
        sa.Column('starts_on', sa.Date(), nullable=True),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('assigned_by', sa.Integer(), nullable=False),
        sa.CheckConstraint('(entry_id IS NULL) = (starts_on IS NOT NULL AND ends_on IS NOT NULL)', name=op.f('ck_ashilms_supervision_substitute_scope')),
        sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_ashilms_supervision_substitute_days')),
        sa.CheckConstraint('substitute_id <> supervisor_id', name=op.f('ck_ashilms_supervision_substitute_other')),
        sa.ForeignKeyConstraint(['assigned_by'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_substitute_assigned_by')),
        sa.ForeignKeyConstraint(['entry_id'], ['ashilms_practicum_entry.id'], name=op.f('fk_ashilms_supervision_substitute_entry_id')),
        sa.ForeignKeyConstraint(['substitute_id'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_substitute_substitute_id')),
        sa.ForeignKeyConstraint(['supervisor_id'], ['ashilms_person.id'], name=op.f('fk_ashilms_supervision_substitute_supervisor_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ashilms_supervision_substitute')),
        sa.UniqueConstraint('entry_id', 'substitute_id', name=op.f('uq_ashilms_supervision_substitute_entry_id_substitute_id'))
    )
    op.create_index(op.f('ix_ashilms_supervision_substitute_substitute_id'), 'ashilms_supervision_substitute', ['substitute_id'], unique=False)
    op.create_index(op.f('ix_ashilms_supervision_substitute_supervisor_id'), 'ashilms_supervision_substitute', ['supervisor_id'], unique=False)
    # fmt: on
    op.add_column(
        "ashilms_practicum_review", sa.Column("credentials", sa.JSON(), nullable=False, server_default="[]")
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("ashilms_practicum_review", "credentials")
    op.drop_table("ashilms_supervision_substitute")
    op.drop_table("ashilms_supervision_doubt")
    op.drop_table("ashilms_supervision_link")
    op.drop_table("ashilms_supervision_guest_trainee")
    op.drop_table("ashilms_supervision_device")
    op.drop_table("ashilms_supervision_tie")
    op.drop_table("ashilms_supervision_presence")
    op.drop_table("ashilms_supervision_guest")
    op.drop_table("ashilms_supervision_credential")
