"""Keep who may sign in and with what, and who went past what they may do."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storage.migrations.widening import widen

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

BEFORE = (
    'wellbeing', 'roster-sickness', 'roster-accident', 'roster-mishap', 'high-risk-event', 'call-back', 'complaint',
    'provider', 'funding', 'request', 'query', 'email', 'check-in', 'outreach', 'conflict', 'information',
    'wrong-number', 'consultation', 'cover', 'absence-course', 'still-away', 'return-brief', 'pack', 'handover',
    'cover-gap', 'duty', 'development', 're-engagement', 'disenrolment', 'recertification', 'inform-body',
    'duty-of-care', 'morning-review', 'case-review', 'case-notes', 'notes-review', 'plan-review', 'referral',
    'watch-sign', 'new-client', 'transfer-in', 'specialist-consult', 'maintenance', 'discharge', 'unengaged',
    'policy-review', 'information-fresh',
)
AFTER = (*BEFORE, 'glass-review')
ROLES = ('viewer', 'operator', 'manager', 'director', 'auditor', 'administrator')


def upgrade() -> None:
    widen('item', 'category', BEFORE, AFTER)
    op.create_table('access_grant',
    _person(),
    sa.Column('role', sa.Enum(*ROLES, name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    _instant('at'),
    _to_person('access_grant', 'by_id'),
    _to_person('access_grant', 'person_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'role', name=op.f('pk_access_grant'))
    )
    op.create_table('credential',
    sa.Column('version', sa.Integer(), nullable=False),
    _person(),
    _text('secret_hash'),
    _instant('changed_at'),
    _to_person('credential', 'person_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_credential'))
    )
    op.create_table('enrolment_code',
    _person(),
    _text('secret_hash'),
    sa.Column('by_id', sa.Integer(), nullable=False),
    _instant('expires_at'),
    _to_person('enrolment_code', 'by_id'),
    _to_person('enrolment_code', 'person_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_enrolment_code'))
    )
    op.create_table('recovery_code',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    _text('secret_hash'),
    _instant('made_at'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    op.create_table('sign_in_try',
    _person(),
    _text('terminal'),
    sa.Column('failures', sa.Integer(), nullable=False),
    _instant('last_at'),
    _to_person('sign_in_try', 'person_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'terminal', name=op.f('pk_sign_in_try'))
    )
    _broken_glass()


def _broken_glass() -> None:
    op.create_table('broken_glass',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    _person(),
    sa.Column('client_id', sa.Integer(), nullable=True),
    _text('reason'),
    _instant('opened_at'),
    _instant('until'),
    sa.Column('told_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_broken_glass_client_id_client')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_broken_glass_item_id_item')),
    _to_person('broken_glass', 'person_id'),
    _to_person('broken_glass', 'told_id'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broken_glass'))
    )
    op.create_index('ix_broken_glass_person', 'broken_glass', ['person_id', 'until'], unique=False)


def _person() -> sa.Column:
    return sa.Column('person_id', sa.Integer(), nullable=False)


def _to_person(table: str, column: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ['person.id'], name=op.f(f'fk_{table}_{column}_person'), ondelete=ondelete)


def _instant(name: str) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=False)
