"""Keep with a clock that has ended whose it was and how early, and index what reports count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

# For clocks that have ended already: whom the item was handed to, else the primary manager of record then.
OWED = """
UPDATE clock SET owed_by = (
    SELECT coalesce(i.assigned_id, (
        SELECT h.person_id FROM holding h
        WHERE h.client_id = i.client_id AND h.role = 'pcm' AND h.starts_at <= clock.ended_at
            AND (h.ends_at IS NULL OR h.ends_at > clock.ended_at)
        ORDER BY h.id LIMIT 1
    )) FROM item i WHERE i.id = clock.item_id
), margin = {margin}
WHERE state <> 'running' AND ended_at IS NOT NULL
"""
MARGIN = {
    'sqlite': 'CAST(floor((julianday(due_at) - julianday(ended_at)) * 86400 + 0.0005) AS INTEGER)',
    'postgresql': 'CAST(floor(extract(epoch FROM due_at - ended_at)) AS INTEGER)',
}


def upgrade() -> None:
    # Columns that may be empty are added where the table stands, on either database.
    op.execute(sa.text('ALTER TABLE clock ADD COLUMN owed_by INTEGER CONSTRAINT fk_clock_owed_by_person REFERENCES person (id)'))
    op.execute(sa.text('ALTER TABLE clock ADD COLUMN margin INTEGER'))
    op.execute(sa.text(OWED.format(margin=MARGIN[op.get_bind().dialect.name])))
    op.create_index('ix_clock_outcome', 'clock', ['rule', 'started_at', 'state', 'owed_by', 'margin'], unique=False)
    op.create_index('ix_item_received', 'item', ['received_at'], unique=False)
    op.create_index('ix_clock_cancelled', 'clock', ['rule', 'ended_by', 'started_at'], unique=False, sqlite_where=sa.text("state = 'cancelled'"), postgresql_where=sa.text("state = 'cancelled'"))
