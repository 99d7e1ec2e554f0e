"""Write a database anew, so that nothing of what was deleted is left in free pages or in the log."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlcipher3 import dbapi2 as sqlite

from storage.engine import sqlite_file
from storage.errors import plain_words


def compact(engine: Engine) -> bool:
    """Vacuum a database; say whether its write-ahead log, too, is empty now.

    On PostgreSQL the room of deleted rows is given free; what its server archives is its own.
    """
    file = sqlite_file(engine)
    if file is None:
        with plain_words(), engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            connection.rollback()
            raw.autocommit = True
            try:
                raw.execute("VACUUM")
            finally:
                raw.autocommit = False
        return True
    engine.dispose()
    with plain_words():
        connection = file()
        try:
            connection.execute("VACUUM")
            busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite.OperationalError as error:
            if "locked" not in str(error):
                raise
            busy = 1
        finally:
            connection.close()
    return not busy
