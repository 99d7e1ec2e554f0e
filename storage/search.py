"""The client look-up index: what of a client can be looked up, kept beside the tables and folded alike.

On SQLite it is a full-text table without content of its own, on PostgreSQL a table of folded words; on both
the id of a row is the client's. `search` in `storage.finding` asks it.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_SQLITE = (
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS client_search USING fts5(
        family, given, suburb, number, phone, tail, born, manager,
        content = '', contentless_delete = 1, detail = column, prefix = '1 2 3', tokenize = 'ascii'
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS search_word (
        id INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT NOT NULL UNIQUE, sound TEXT NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_search_word_sound ON search_word (sound)",
)
_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS client_search (client_id INTEGER PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_client_search_words ON client_search USING gin (words)",
    """
    CREATE TABLE IF NOT EXISTS search_word (
        id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word TEXT NOT NULL UNIQUE, sound TEXT NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_search_word_sound ON search_word (sound)",
)


def create_search(connection: Connection) -> None:
    """Make the tables of the index where they are missing; an index that exists is left as it is."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))
