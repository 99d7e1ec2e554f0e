"""Index attempts by who made them, so that a manager's day and weeks are found among years of others'."""

from __future__ import annotations

from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_attempt_maker', 'attempt', ['made_by', 'made_at'], unique=False)
