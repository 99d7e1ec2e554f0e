"""The same database written under another key, or under none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from storage.engine import APPLICATION_ID, keyspec

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2 as sqlite


def write_under(connection: sqlite.Connection, draft: Path, key: bytes | None) -> None:
    """Write what a connection sees into an empty file, encrypted by a key or, without one, not at all."""
    connection.execute(f"ATTACH ? AS fresh KEY {keyspec(key) if key else repr('')}", (str(draft),))
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT sqlcipher_export('fresh')").fetchall()
        connection.execute(f"PRAGMA fresh.application_id={APPLICATION_ID}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("DETACH fresh")
