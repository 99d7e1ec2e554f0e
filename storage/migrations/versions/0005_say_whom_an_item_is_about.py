"""Say which of our own an item is about and how help is wanted; seal what is kept about accounts.

`storage.lasting` seals the entries about accounts after every migration, so after this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Columns that may be empty are added where the table stands, on either database; no row is copied.
COLUMNS = (
    "subject_id INTEGER CONSTRAINT fk_item_subject_id_person REFERENCES person (id)",
    "mode VARCHAR(32) CONSTRAINT ck_item_mode CHECK (mode IN ('phone', 'email', 'in-person'))",
)


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(sa.text(f"ALTER TABLE item ADD COLUMN {column}"))
