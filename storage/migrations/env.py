"""Run by Alembic for every migration, on the connection and in the transaction of `storage.schema`."""

from __future__ import annotations

from alembic import context

from storage.migrations.comparing import options

connection = context.config.attributes["connection"]
context.configure(connection=connection, **options())
with context.begin_transaction():
    context.run_migrations()
