"""Let items be asked by the console itself, and keep who went into an absent person's accounts."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storage.migrations.widening import widen

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

BEFORE = (
    'wellbeing', 'roster-sickness', 'roster-accident', 'roster-mishap', 'high-risk-event', 'call-back', 'complaint',
    'provider', 'funding', 'request', 'query', 'email', 'check-in', 'outreach', 'conflict', 'information', 'wrong-number',
)
AFTER = (
    *BEFORE, 'consultation', 'cover', 'absence-course', 'still-away', 'return-brief', 'pack', 'handover',
    'cover-gap', 'duty',
)


def upgrade() -> None:
    widen('item', 'category', BEFORE, AFTER)
    op.create_table('account_access',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('system', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('step', sa.Enum('opened', 'sent', 'ended', name='step', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('recorded_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('words', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_account_access_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_access_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_access'))
    )
    with op.batch_alter_table('account_access', schema=None) as batch_op:
        batch_op.create_index('ix_account_access_person', ['person_id', 'at'], unique=False)
