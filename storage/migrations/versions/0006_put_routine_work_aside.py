"""Let an item be routine work, which is not in the queue of the line, and lead up to an hour of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.widening import widen

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

BEFORE = (
    'wellbeing', 'roster-sickness', 'roster-accident', 'roster-mishap', 'high-risk-event', 'call-back', 'complaint',
    'provider', 'funding', 'request', 'query', 'email', 'check-in', 'outreach', 'conflict', 'information',
    'wrong-number', 'consultation', 'cover', 'absence-course', 'still-away', 'return-brief', 'pack', 'handover',
    'cover-gap', 'duty',
)
AFTER = (
    *BEFORE,
    'development', 're-engagement', 'disenrolment', 'recertification', 'inform-body', 'duty-of-care',
    'morning-review', 'case-review', 'case-notes', 'notes-review', 'plan-review', 'referral', 'watch-sign',
    'new-client', 'transfer-in', 'specialist-consult', 'maintenance', 'discharge', 'unengaged', 'policy-review',
    'information-fresh',
)
# Columns with a default are added where the table stands, on either database; no row is copied.
COLUMNS = (
    'event_at {instant}',
    'routine BOOLEAN NOT NULL DEFAULT false',
    'beyond_scope BOOLEAN NOT NULL DEFAULT false',
)
OPEN = "state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    widen('item', 'category', BEFORE, AFTER)
    for column in COLUMNS:
        instant = 'DATETIME' if sqlite else 'TIMESTAMP WITH TIME ZONE'
        op.execute(sa.text(f'ALTER TABLE item ADD COLUMN {column.format(instant=instant)}'))
    op.drop_index('ix_item_open', table_name='item')
    op.create_index('ix_item_open', 'item', ['routine', 'received_at'], unique=False, sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))
