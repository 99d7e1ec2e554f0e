"""Files that are no database of ours, or not a whole one: sixty of them, made from a sound one."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from oncall_tui import paths
from oncall_tui.bootstrap import open_store
from oncall_tui.errors import OncallError
from oncall_tui.settings import Settings
from storage import backup
from storage.databasekey import Keeper, find_key
from storage.errors import StoreError
from tests.faults.stores import KEY, made, opened
from tests.storage.examples import log_call

PAGE = 4096
Spoil = Callable[[Path], None]


@dataclass
class Spoilt:
    """What came of opening all those files."""

    tried: int = 0
    refused: int = 0
    """Those that were not opened, in words."""
    found: int = 0
    """Those that were opened, and found to be damaged when they were checked."""
    overwritten: int = 0
    """Those of which a byte was changed."""
    missed: list[str] = field(default_factory=list)
    """Those whose damage nobody was told of."""


def try_all(folder: Path, every: int = 1) -> Spoilt:
    """Try to work with one spoilt file after the other, with and without leave to make a new database."""
    seen = Spoilt()
    Keeper(file=folder / "database.key").keep(KEY, paths.key_folder())
    for kind, key in (("plain", None), ("encrypted", KEY)):
        sound = _sound(folder / kind / "oncall.db", key)
        for number, (name, spoil) in enumerate(_spoilers(sound, key is not None)):
            if number % every:
                continue
            path = folder / f"{kind}-{number}" / "oncall.db"
            path.parent.mkdir(mode=0o700)
            spoil(path)
            _try(path, f"{kind}, {name}", seen)
    return seen


def _sound(path: Path, key: bytes | None) -> bytes:
    """Return a sound database with some calls in it."""
    with closing(opened(made(path, key=key), key=key)) as store:
        for number in range(20):
            log_call(store, f"k{number}", 1)
    return path.read_bytes()


def _try(path: Path, name: str, seen: Spoilt) -> None:
    """Try to work with one."""
    before = _content(path)
    seen.tried += 1
    refusals = [_refusal(path, create=create) for create in (False, True)]
    if all(refusals):
        seen.refused += 1
    elif not any(refusals) and not _whole(path):
        seen.found += 1
    else:
        seen.missed.append(f"{name}: {refusals}")
    seen.overwritten += _content(path) != before


def _refusal(path: Path, *, create: bool) -> str:
    """Return in which words a file was refused; nothing if it was opened."""
    try:
        open_store(Settings(database_url=f"sqlite:///{path}"), create=create).close()
    except (StoreError, OncallError) as refused:
        return refused.words
    return ""


def _whole(path: Path) -> bool:
    """Say whether a check finds a file whole."""
    return backup.verify(path, key=find_key(path, paths.key_folder())).ok


def _content(path: Path) -> bytes:
    """Return what is in a file, whatever it is."""
    try:
        return path.read_bytes() if path.is_file() else os.fsencode(str(path.lstat().st_mode))
    except OSError:
        return b"?"


def _spoilers(sound: bytes, encrypted: bool) -> Iterator[tuple[str, Spoil]]:
    """Give each way of spoiling a sound database."""
    chance = random.Random(1)
    sizes = (1, 15, 16, 17, 99, 100, 101, 511, 512, 1000, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 5 * PAGE)
    for size in (*sizes, len(sound) // 2, len(sound) - PAGE, len(sound) - 1):
        yield f"cut off at {size:,}", _bytes(sound[:size])
    within = ((1000, 1),) if encrypted else ()  # a plain file cannot know of one byte within its words
    for start, length in ((0, 16), (16, 2), (16, 84), (24, 4000), (100, 100), (2000, 2096), *within):
        flipped = bytearray(sound)
        for place in range(start, start + length):
            flipped[place] ^= 0xA5
        yield f"{length:,} bytes turned round at {start:,}", _bytes(bytes(flipped))
    for _ in range(5):
        lost = bytearray(sound)
        for page in chance.sample(range(1, len(sound) // PAGE), 12):
            lost[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)
        yield "twelve pages of noise", _bytes(bytes(lost))
    if encrypted:
        return
    yield "a text", _bytes(b"Dear diary, " * 1000)
    yield "noise", _bytes(chance.randbytes(3 * PAGE))
    yield "zeros", _bytes(bytes(3 * PAGE))
    yield "a folder", lambda path: path.mkdir()
    yield "a link to itself", lambda path: path.symlink_to(path)
    yield "a pipe", lambda path: os.mkfifo(path, 0o600)
    yield "another program's", _strangers(7)
    yield "nobody's", _strangers(0)
    for mode in (0o644, 0o640, 0o606, 0o660):
        yield f"open to others: {mode:o}", _bytes(sound, mode)
    yield "a newer release's", _newer


def _bytes(content: bytes, mode: int = 0o600) -> Spoil:
    """Return what writes a file."""

    def write(path: Path) -> None:
        path.write_bytes(content)
        path.chmod(mode)

    return write


def _strangers(application: int) -> Spoil:
    """Return what makes another program's database."""

    def write(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE meta (name TEXT, value TEXT)")
            connection.execute(f"PRAGMA application_id = {application}")
            connection.commit()
        path.chmod(0o600)

    return write


def _newer(path: Path) -> None:
    """Make a database of a later release."""
    with closing(opened(made(path))) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '9999' WHERE name = 'schema'")
