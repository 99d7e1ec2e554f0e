"""Let an item be routine work, which is not in the queue of the line, and lead up to an hour of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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


def _among(words: tuple[str, ...]) -> str:
    return f"category IN ({', '.join(repr(word) for word in words)})"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    if sqlite:
        _widen_in_place()
    else:
        op.drop_constraint(op.f('ck_item_category'), 'item', type_='check')
        op.create_check_constraint(op.f('ck_item_category'), 'item', _among(AFTER))
    for column in COLUMNS:
        instant = 'DATETIME' if sqlite else 'TIMESTAMP WITH TIME ZONE'
        op.execute(sa.text(f'ALTER TABLE item ADD COLUMN {column.format(instant=instant)}'))
    op.drop_index('ix_item_open', table_name='item')
    op.create_index('ix_item_open', 'item', ['routine', 'received_at'], unique=False, sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))


def _widen_in_place() -> None:
    """Change the condition where the table's definition stands: its rows need not be copied for that."""
    connection = op.get_bind()
    version = connection.exec_driver_sql('PRAGMA schema_version').scalar()
    connection.exec_driver_sql('PRAGMA writable_schema=ON')
    changed = connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
                "WHERE type = 'table' AND name = 'item' AND instr(sql, :before) > 0"),
        {'before': _among(BEFORE), 'after': _among(AFTER)},
    )
    if changed.rowcount != 1:
        raise RuntimeError('the condition on item.category is not as it was made')
    connection.exec_driver_sql(f'PRAGMA schema_version={version + 1}')
    connection.exec_driver_sql('PRAGMA writable_schema=OFF')
