"""Encrypt the database of the settings, or change what encrypts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oncall_tui import paths
from oncall_tui.desk.backups import audit_key_of, database_key
from oncall_tui.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from oncall_tui.desk.context import Desk
    from oncall_tui.settings import Settings
    from storage.databasekey import Ask, Keeper

ON_A_SERVER = (
    "Only a SQLite file is encrypted by oncall. Nothing was changed; for PostgreSQL let the server's disk be "
    "encrypted, and reach it by TLS (sslmode=verify-full)."
)


def key_for_new(settings: Settings, keeper: Keeper) -> bytes:
    """Return the key of a database that is about to be made, safe in its keeping already.

    Raises:
        Refused: there is a database already, or it would lie on a server.
        StoreError: the key cannot be kept there.
    """
    file = _file(settings)
    if file.exists() and file.stat().st_size:
        raise Refused(f"There is a database at {file} already. To encrypt it, run: oncall encrypt")
    key = keeper.new_key()
    keeper.keep(key, paths.key_folder())
    return key


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What a new key has done."""

    key: bytes = field(repr=False)
    """What encrypts the database now."""
    older_open: bool
    """Whether what opens it now opens older copies too."""


def encrypt(settings: Settings, keeper: Keeper) -> bytes:
    """Write a plain database anew, encrypted, in its own place, wipe the plain one, and return the key.

    Raises:
        Refused: it is encrypted already, or on a server.
        StoreError: it is in use, or cannot be written; nothing was changed.
    """
    from storage.databasekey import note_of
    from storage.errors import Foreign
    from storage.marks import mark_of

    file = _file(settings)
    mark = mark_of(file)
    if mark is not None:
        if not note_of(paths.key_folder(), mark).exists():
            raise Foreign
        raise Refused("The database is encrypted already. To change its passphrase, run: oncall rekey")
    return _rewrite(file, None, keeper)


def rekey(settings: Settings, keeper: Keeper, ask: Ask | None = None) -> Rekeyed:
    """Encrypt the database by a new key in a new keeping; a new passphrase opens older copies, too.

    Args:
        settings: name the database.
        keeper: keeps the new key.
        ask: asks for the present passphrase.

    Raises:
        Refused: it is not encrypted, or that is its key already.
        StoreError: it is in use, or cannot be opened or written; nothing was changed.
    """
    from storage.databasekey import kept_by_passphrase

    file, folder = _file(settings), paths.key_folder()
    old = database_key(file, ask)
    if old is None:
        raise Refused("The database is not encrypted. Nothing was changed; run: oncall encrypt")
    key = _rewrite(file, old, keeper)
    rewrapped = bool(keeper.passphrase) and kept_by_passphrase(old, folder)
    if rewrapped:
        keeper.keep(old, folder)
    return Rekeyed(key, rewrapped)


def remember(desk: Desk, action: str) -> None:
    """Note in the record that the database was encrypted or given a new key, and by whom (R-173)."""
    with desk.store.writing(desk.operator.email, action, "database", terminal=desk.terminal):
        pass


def _rewrite(file: Path, old: bytes | None, keeper: Keeper) -> bytes:
    """Put a key into its keeping, write the database anew under it, and return it."""
    from storage.backup import verify
    from storage.databasekey import note_of
    from storage.engine import SqliteFile
    from storage.errors import Missing, StoreError
    from storage.marks import fingerprint, mark_of
    from storage.placing import guard
    from storage.rekeying import rewrite

    if not file.is_file():
        raise Missing
    guard(file)
    report = verify(file, key=old)
    key = keeper.new_key()
    if key == old:
        raise Refused("That is the key of the database already. Nothing was changed; name a new file.")
    note = note_of(paths.key_folder(), fingerprint(key))
    known = note.exists()
    keeper.keep(key, paths.key_folder())
    try:
        rewrite(SqliteFile(file, old), key, audit_key=audit_key_of(report.database_id))
    except StoreError:
        if not known and mark_of(file) != fingerprint(key):
            note.unlink(missing_ok=True)
        raise
    return key


def _file(settings: Settings) -> Path:
    """Return the SQLite file of the settings."""
    if settings.database_file is None:
        raise Refused(ON_A_SERVER)
    return settings.database_file
