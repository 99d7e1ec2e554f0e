"""A database that can be read and not written: opened without touching the place where it lies.

On a full disk, in a folder or on a medium that nothing may be written to, SQLite opens a write-ahead log for
nobody, not even a reader. What is in the file is read as it lies there; what only the log holds is read from
a copy of both, kept in memory where there is room.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from storage.engine import SqliteFile, open_engine, sqlite_file
from storage.errors import StoreError

_MEMORY = Path("/dev/shm")
_PREFIX = "oncall-frozen-"
HOW_OLD = "What was saved last may not be shown. "


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was opened for reading alone."""

    engine: Engine
    why: str
    """In words, with what to do."""
    let_go: Callable[[], None]
    """Takes away what was kept for it; called once it is closed."""


def cannot_write(engine: Engine) -> str:
    """Return why this user cannot write an open database; nothing where it can be written."""
    file = sqlite_file(engine)
    if file is None:
        return ""
    for place in (file.path, file.path.parent):
        if not os.access(place, os.W_OK):
            return _words(f"{place} cannot be written by this user.")
    return ""


def is_read_only(engine: Engine) -> bool:
    """Say whether this user may not write the file itself, which opened for work leaves traces beside it."""
    file = sqlite_file(engine)
    return file is not None and file.path.is_file() and not os.access(file.path, os.W_OK)


def freeze(engine: Engine, trouble: StoreError) -> Frozen | None:
    """Open for reading what cannot be opened for work because of a trouble; None where there is no file."""
    file = sqlite_file(engine)
    if file is None or not file.path.is_file():
        return None
    why = cannot_write(engine) or _words(trouble.words.split(". ")[0] + ".")
    log = file.path.with_name(file.path.name + "-wal")
    if log.exists() and log.stat().st_size:
        copied = _copied(file, log)
        if copied is not None:
            return Frozen(open_engine(f"sqlite:///{copied}", key=file.key), why, _remover(copied.parent))
        why = HOW_OLD + why
    return Frozen(open_engine(f"sqlite:///{file.path}", key=file.key, frozen=True), why, _nothing)


def _copied(file: SqliteFile, log: Path) -> Path | None:
    """Copy a database and its log to where there is room, for this user alone; None if that is nowhere."""
    for place in (_MEMORY, Path(tempfile.gettempdir())):
        folder: Path | None = None
        try:
            _sweep(place)
            folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
            for each in (file.path, log):
                shutil.copyfile(each, folder / each.name)
                (folder / each.name).chmod(0o600)
            return folder / file.path.name
        except OSError:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
    return None


def _sweep(place: Path) -> None:
    """Take away what a process that was killed has left there."""
    for left in place.glob(f"{_PREFIX}*-*"):
        number = left.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not _alive(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(number: int) -> bool:
    """Say whether a process is there; where that cannot be told, it is."""
    if os.name != "posix":
        return True
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remover(folder: Path) -> Callable[[], None]:
    return lambda: shutil.rmtree(folder, ignore_errors=True)


def _nothing() -> None:
    """Take nothing away."""


def _words(trouble: str) -> str:
    return f"{trouble} Everything can be read, nothing can be changed. Mend that and start oncall again."
