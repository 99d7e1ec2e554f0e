"""Files and folders for this user alone: made, written to the disk, taken away; and what others may read."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from storage.errors import Exposed

_SIBLINGS = ("-wal", "-shm", "-journal")
_OTHERS = 0o077
_PIECE = 1 << 20


def guard(path: Path) -> None:
    """Refuse a file that other users of this computer may read or write; Windows has no such marks.

    Raises:
        Exposed: its words hold the command that mends it.
    """
    if os.name != "posix":
        return
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if stat.S_ISREG(mode) and mode & _OTHERS:
        raise Exposed(
            f"Other users of this computer can open {path}. Nothing was opened; run: chmod 600 {path}",
            detail=f"mode {stat.S_IMODE(mode):o}",
        )


def beside(path: Path) -> tuple[Path, ...]:
    """Return the files that SQLite keeps beside a database."""
    return tuple(path.with_name(path.name + ending) for ending in _SIBLINGS)


def make_draft(target: Path, name: str = "") -> Path:
    """Make an empty file for this user alone, beside the one that it will become."""
    draft = target.with_name(f".{target.name}.{name or secrets.token_hex(4)}")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return draft


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, for this user alone."""
    for missing in reversed([part for part in (folder, *folder.parents) if not part.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk; Windows has no such thing for a folder."""
    folder = path.is_dir()
    if folder and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put(path: Path, content: bytes) -> None:
    """Write a small file for this user alone: the whole of it, or what was there before."""
    make_folder(path.parent)
    draft = make_draft(path)
    try:
        draft.write_bytes(content)
        sync(draft)
        draft.replace(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def replaced(target: Path) -> Path:
    """Return where a database lies that is about to be wiped because another one took its place."""
    return target.with_name(f".{target.name}.replaced")


def finish(target: Path) -> bool:
    """Wipe what a rewriting that was broken off has replaced and left, and say whether there was any."""
    old = replaced(target)
    try:
        if not old.exists() or old.stat().st_nlink > 1:
            return False  # it has another name: it is a database still, not replaced yet or moved since
        wipe(old)
    except OSError:
        return False
    return True


def wipe(path: Path) -> None:
    """Overwrite a file, wait until that is on the disk, and remove it."""
    size = path.stat().st_size
    with path.open("r+b") as opened:
        for start in range(0, size, _PIECE):
            opened.write(bytes(min(_PIECE, size - start)))
        opened.flush()
        os.fsync(opened.fileno())
    path.unlink()
    sync(path.parent)
