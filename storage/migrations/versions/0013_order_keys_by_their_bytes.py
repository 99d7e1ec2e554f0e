"""Order the keys of items by their bytes, so that those which begin alike are found at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite orders by bytes already.
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(sa.text('ALTER TABLE item ALTER COLUMN key TYPE VARCHAR COLLATE "C"'))
