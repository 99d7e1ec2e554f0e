"""Places where a console has to start although nothing can be written there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.bootstrap import open_desk, open_store, settings_for
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.responsibility import who
from storage.errors import StoreError
from storage.vocabulary import Category
from tests.clock import FixedClock
from tests.house import HANA, KIM, desk_of, furnish

CALLS = 5
_MAIL = "kim@harbourside.example"
_NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class State:
    """How a place is when the console starts."""

    name: str
    log: bool
    """Whether what was saved last is only in the write-ahead log."""
    full: bool = False
    """Whether the disk is full; otherwise it is read-only."""
    no_key: bool = False
    """Whether it is only the key of the audit record that is missing."""
    file_alone: bool = False
    """Whether it is only the file itself that is read-only."""


STATES = (
    State("read-only", log=False),
    State("read-only, with a log", log=True),
    State("a read-only file", log=False, file_alone=True),
    State("a read-only file, with a log", log=True, file_alone=True),
    State("full disk", log=False, full=True),
    State("full disk, with a log", log=True, full=True),
    State("no audit key", log=False, no_key=True),
)


@dataclass
class Started:
    """What a console could do there."""

    calls: int
    responsible: str
    read_only: str
    """In words."""
    refused: str
    """In which words writing was refused."""
    changed: bool
    """Whether anything was changed there."""


def begin(state: State, folder: Path) -> Started:
    """Start in a place of that state, read, try to write, and look whether anything was changed."""
    url = f"sqlite:///{folder / 'oncall.db'}"
    with _prepared(folder.parent / "elsewhere", folder, log=state.log), _as_it_is(state, folder):
        before = _content(folder)
        desk = open_desk(settings_for(url), clock=FixedClock(), operator=_MAIL)
        with closing(desk):
            started = Started(
                len(load_queue(desk).rows),
                who(desk, HANA, _NOW).role_holder.name,
                desk.store.read_only,
                _refusal(desk),
                changed=False,
            )
        started.changed = _content(folder) != before
    return started


def goes_on(folder: Path) -> bool:
    """Say whether work goes on there once the trouble is over, with everything that was saved."""
    with closing(open_store(settings_for(f"sqlite:///{folder / 'oncall.db'}"), clock=FixedClock())) as store:
        desk = desk_of(store, FixedClock(), KIM)
        log_call(desk, NewCall("after", Category.CALL_BACK, client_id=HANA, said="Again."))
        return len(load_queue(desk).rows) == CALLS + 1 and store.verify_audit().ok


@contextmanager
def place_for(state: State, folder: Path) -> Iterator[Path]:
    """Give a place that can be brought into that state: a small disk of its own where one can be mounted.

    Without one a state is left out aloud, unless taking rights away brings it about.
    """
    folder.mkdir(mode=0o700)
    mounted = (
        _may_mount()
        and not subprocess.run(
            ("mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", str(folder)),
            capture_output=True,
            check=False,
        ).returncode
    )
    if not mounted and not state.no_key and (state.full or not _obeys_rights()):
        pytest.skip(f"only root can mount a small disk: no start where it is {state.name}")
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(("umount", "--lazy", str(folder)), check=True)


def _may_mount() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("mount") is not None


def _obeys_rights() -> bool:
    """Say whether this user can be kept from writing by taking the right to it away."""
    return os.name == "posix" and os.geteuid() != 0


@contextmanager
def _prepared(elsewhere: Path, folder: Path, *, log: bool) -> Iterator[None]:
    """Bring an organisation and its calls there: in the file, or in the log as after a kill."""
    source = elsewhere / "oncall.db"
    store = open_store(settings_for(f"sqlite:///{source}"), clock=FixedClock(), create=True)
    furnish(store)
    desk = desk_of(store, FixedClock(), KIM)
    for number in range(CALLS):
        log_call(desk, NewCall(f"k{number}", Category.CALL_BACK, client_id=HANA, said="Please ring."))
    if not log:
        store.close()
    for file in elsewhere.iterdir():
        if not file.name.endswith("-shm"):
            shutil.copy(file, folder / file.name)
    store.close()
    yield


@contextmanager
def _as_it_is(state: State, folder: Path) -> Iterator[None]:
    """Bring about a state, and lift it again."""
    file, keys = folder / "oncall.db", paths.key_folder()
    if state.no_key:
        keys.rename(keys.with_name("away"))
    elif state.full:
        _fill(folder / "filler")
    elif not os.path.ismount(folder):
        (file if state.file_alone else folder).chmod(0o400 if state.file_alone else 0o500)
    elif state.file_alone:
        subprocess.run(("mount", "--bind", str(file), str(file)), check=True)
        subprocess.run(("mount", "-o", "remount,bind,ro", str(file)), check=True)
    else:
        subprocess.run(("mount", "-o", "remount,ro", str(folder)), check=True)
    try:
        yield
    finally:
        if state.no_key:
            keys.with_name("away").rename(keys)
        elif state.full:
            (folder / "filler").unlink()
        elif not os.path.ismount(folder):
            (file if state.file_alone else folder).chmod(0o600 if state.file_alone else 0o700)
        elif state.file_alone:
            subprocess.run(("umount", str(file)), check=True)
        else:
            subprocess.run(("mount", "-o", "remount,rw", str(folder)), check=True)


def _fill(filler: Path) -> None:
    """Write until there is no room left."""
    with filler.open("wb", buffering=0) as opened, suppress(OSError):
        while True:
            opened.write(bytes(4096))


def _refusal(desk: Desk) -> str:
    """Return in which words a call is refused."""
    try:
        log_call(desk, NewCall("new", Category.CALL_BACK, client_id=HANA, said="Typed."))
    except StoreError as refused:
        return refused.words
    return ""


def _content(folder: Path) -> dict[str, bytes]:
    """Return what is in the database and its log; nothing else of a place counts, and no empty file."""
    held = {file.name: file.read_bytes() for file in folder.glob("oncall.db*") if "-shm" not in file.name}
    return {name: content for name, content in held.items() if content}
