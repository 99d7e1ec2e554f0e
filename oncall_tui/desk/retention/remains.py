"""Where an erased client may still stand: free pages of the file, and copies that were made before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from oncall_tui.desk.backups import copy_key
from oncall_tui.desk.changing import changing
from oncall_tui.desk.copies import CopyFile, all_copies, database_id, make_copy, own_copies
from oncall_tui.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncall_tui.desk.context import Desk

_ID = text("SELECT value FROM meta WHERE name = 'database-id'")
_ERASED = text("SELECT 1 FROM client WHERE id = :id")


@dataclass(frozen=True, slots=True)
class OldCopy:
    """A copy that holds an erased client, or that nobody can look into."""

    path: Path
    unknown: bool
    """Whether it could not be opened, so that it may hold them."""
    ours: bool
    """Whether it is a copy of this database for certain; anything else is left for a person to look at."""


def compact(desk: Desk) -> None:
    """Write the database anew without what was erased, and empty its log.

    Raises:
        Refused: another program has it open, so that the log cannot be emptied.
        StoreError: there is no room to write it anew.
    """
    from storage.compacting import compact as write_anew

    if not write_anew(desk.store.engine):
        raise Refused(
            "The rows are erased, but another program has the database open, whose log may still hold them. "
            "Close every console and watcher, then approve the same purge again: it only cleans up."
        )


def copy_anew(desk: Desk) -> CopyFile:
    """Make a copy that holds nothing of what was erased, and check it.

    Raises:
        StoreError: it could not be made; the old copies are the only ones there are.
    """
    return make_copy(desk.store, desk.now())


def old_copies(desk: Desk, clients: Iterable[int], fresh: Path | None = None) -> tuple[OldCopy, ...]:
    """Return every copy of this database that still holds one of these clients, or may.

    It looks into the folder of backups, and at what restores have left beside the database.
    """
    from storage.engine import sqlite_file

    file = sqlite_file(desk.store.engine)
    known = file.key if file else None
    ids = tuple(clients)
    mine = database_id(desk.store)
    named = {each.path for each in own_copies(desk.store)} | set(_beside(desk))
    found = []
    for path in (*(each.path for each in all_copies()), *_beside(desk)):
        if path == fresh:
            continue
        holds = _holds(path, known, mine, ids)
        if holds or holds is None:
            found.append(OldCopy(path, unknown=holds is None, ours=bool(holds) or path in named))
    return tuple(found)


def remove(desk: Desk, number: int, copies: tuple[OldCopy, ...]) -> int:
    """Overwrite and remove the copies of this database, and return how many; the record keeps which.

    Raises:
        Refused: one of them could not be removed.
    """
    from storage.placing import beside, wipe

    own = [each for each in copies if each.ours]
    if own:
        with changing(desk, "retention.copies-removed", f"purge:{number}") as unit:
            unit.note(files=[each.path.name for each in own])
    for each in own:
        for file in (each.path, *beside(each.path)):
            try:
                if file.exists():
                    wipe(file)
            except OSError as error:
                raise Refused(
                    f"The rows are erased, but {file} could not be removed ({error.strerror}). See that "
                    "you may write there, then approve the same purge with --backups again."
                ) from error
    return len(own)


def _beside(desk: Desk) -> tuple[Path, ...]:
    from storage.engine import sqlite_file

    file = sqlite_file(desk.store.engine)
    if file is None:
        return ()
    return tuple(sorted(file.path.parent.glob(f"{file.path.stem}-before-restore-*{file.path.suffix}")))


def _holds(path: Path, known: bytes | None, mine: str, ids: tuple[int, ...]) -> bool | None:
    """Say whether a copy is of this database and holds one of the clients; None where nobody can tell."""
    from storage.backup import opened
    from storage.engine import SqliteFile
    from storage.errors import StoreError, plain_words

    try:
        with plain_words(), opened(SqliteFile(path.absolute(), copy_key(path, known))) as connection:
            if connection.scalar(_ID) != mine:
                return False
            return any(connection.scalar(_ERASED, {"id": client_id}) for client_id in ids)
    except StoreError:
        return None
