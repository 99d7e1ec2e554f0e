"""Add what contact leaves behind: mails, used texts, plans of attempts, and more that a client is asked."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storage.migrations.widening import widen

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

BEFORE = ('voicemail', 'email-messages', 'email-only', 'email-check-in')
AFTER = (*BEFORE, 'no-phone', 'safe-times', 'may-tell')
# Columns that may be empty are added where the table stands, on either database; no row is copied.
COLUMNS = ("detail VARCHAR NOT NULL DEFAULT ''", 'withdrawn_at {instant}')


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    widen('consent', 'kind', BEFORE, AFTER)
    for column in COLUMNS:
        instant = 'DATETIME' if sqlite else 'TIMESTAMP WITH TIME ZONE'
        op.execute(sa.text(f'ALTER TABLE consent ADD COLUMN {column.format(instant=instant)}'))
    _mail()
    _used_text()
    _about_attempts()


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=nullable)


def _words(name: str, *words: str, nullable: bool = False) -> sa.Column:
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=nullable)


def _make(name: str, *columns: sa.Column, to: dict[str, str]) -> None:
    keys = [
        sa.ForeignKeyConstraint([column], [f'{table}.id'], name=op.f(f'fk_{name}_{column}_{table}'))
        for column, table in to.items()
    ]
    op.create_table(name, *columns, *keys, sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{name}')))


def _id(name: str = 'id', *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _mail() -> None:
    _make(
        'mail', _id(), _id('item_id'), _text('message_key'), _text('sender'), _text('address'), _text('subject'),
        _instant('sent_at', nullable=True), sa.Column('attachments', sa.JSON(), nullable=False),
        sa.Column('only_html', sa.Boolean(), nullable=False), sa.Column('cut', sa.Boolean(), nullable=False),
        sa.Column('automatic', sa.Boolean(), nullable=False),
        sa.UniqueConstraint('item_id', name=op.f('uq_mail_item_id')),
        sa.UniqueConstraint('message_key', name=op.f('uq_mail_message_key')),
        to={'item_id': 'item'},
    )
    op.create_index(op.f('ix_mail_address'), 'mail', ['address'], unique=False)


def _used_text() -> None:
    _make(
        'used_text', _id(), _id('item_id', nullable=True), _id('client_id', nullable=True),
        _id('attempt_id', nullable=True), _text('text'), _id('text_version'), _text('subject'), _text('body'),
        _words('channel', 'phone', 'email', 'in-person'), _text('told'), _instant('used_at'),
        _instant('recorded_at'), _id('used_by'), _instant('withdrawn_at', nullable=True),
        to={'item_id': 'item', 'client_id': 'client', 'attempt_id': 'attempt', 'used_by': 'person'},
    )
    op.create_index('ix_used_text_item', 'used_text', ['item_id'], unique=False)
    op.create_index('ix_used_text_client', 'used_text', ['client_id', 'used_at'], unique=False)


def _about_attempts() -> None:
    _make(
        'attempt_plan', _id(), _id('item_id'), _instant('try_at', nullable=True),
        _words('channel', 'phone', 'email', 'in-person', nullable=True), _text('why'), _instant('made_at'),
        _id('made_by'), _instant('withdrawn_at', nullable=True),
        to={'item_id': 'item', 'made_by': 'person'},
    )
    op.create_index('ix_attempt_plan_item', 'attempt_plan', ['item_id', 'made_at'], unique=False)
    _make(
        'scope_discussion', _id(), _id('item_id'), _id('supervisor_id'), _instant('discussed_at'),
        _text('decision'), _instant('recorded_at'), _id('recorded_by'), _instant('withdrawn_at', nullable=True),
        to={'item_id': 'item', 'supervisor_id': 'person', 'recorded_by': 'person'},
    )
    op.create_index('ix_scope_discussion_item', 'scope_discussion', ['item_id'], unique=False)
    _make(
        'provider_call', _id(), _id('item_id'), _id('client_id', nullable=True), _text('provider'),
        sa.Column('points', sa.JSON(), nullable=False), sa.Column('contacts_needed', sa.Boolean(), nullable=False),
        _words('plan', 'sooner', 'wait', nullable=True), _text('plan_note'), _instant('outreach_at', nullable=True),
        _instant('made_at'), _id('made_by'), _instant('withdrawn_at', nullable=True),
        to={'item_id': 'item', 'client_id': 'client', 'made_by': 'person'},
    )
    op.create_index('ix_provider_call_item', 'provider_call', ['item_id'], unique=False)
    op.create_index('ix_provider_call_client', 'provider_call', ['client_id', 'made_at'], unique=False)
