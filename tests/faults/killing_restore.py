"""A restore that is killed before each of its steps: what is there then is the old one or the new."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from shutil import copytree
from types import FrameType
from typing import Any

from storage import backup
from storage.auditkey import AuditKey
from storage.comparing import hashes_of
from storage.engine import open_engine
from storage.schema import prepare
from storage.sessions import Store
from tests.clock import FixedClock
from tests.processes import ended, hear, start
from tests.storage.examples import add_person, log_call

_STEPS_OF = {Path(backup.__file__).name, "placing.py"}
"""The files whose lines are the steps."""


@dataclass
class Killed:
    """What came of killing restores."""

    kills: int = 0
    old: int = 0
    new: int = 0
    neither: int = 0
    kept: int = 0
    """How often the old one was still there, under its own name or beside the new one."""
    finished: int = 0
    """How often the restore went through the next time."""


def kill_restores(folder: Path, most: int | None = None) -> Killed:
    """Kill a restore before each of its steps, or before so many of them, evenly spread; the last is one."""
    home, key = _made(folder / "home")
    steps = _restore_and_die_in_child(copytree(home, folder / "counted"), key, 0)
    chosen = range(1, steps + 1)
    if most is not None:
        chosen = range(steps, 0, -max(1, steps // most))
    states = hashes_of(home / "oncall.db"), hashes_of(home / "copy.db")
    assert states[0] != states[1]
    seen = Killed()
    for step in chosen:
        _kill_one(copytree(home, folder / str(step)), key, step, states, seen)
    return seen


def _kill_one(
    home: Path, key: AuditKey, step: int, states: tuple[dict[str, str], dict[str, str]], seen: Killed
) -> None:
    """Kill one restore before one step, look at what there is, and let it go through the next time."""
    _restore_and_die_in_child(home, key, step)
    seen.kills += 1
    there = hashes_of(home / "oncall.db") if backup.verify(home / "oncall.db", audit_key=key).ok else {}
    seen.old += there == states[0]
    seen.new += there == states[1]
    seen.neither += there not in states
    beside = home.glob("oncall-before-restore-*.db")
    seen.kept += there == states[0] or any(hashes_of(each) == states[0] for each in beside)
    for each in home.glob("oncall-before-restore-*.db"):
        each.unlink()
    backup.restore(home / "copy.db", home / "oncall.db", audit_key=key, clock=FixedClock())
    seen.finished += hashes_of(home / "oncall.db") == states[1]


def _made(home: Path) -> tuple[Path, AuditKey]:
    """Make a database, a copy of it, and go on working in it."""
    home.mkdir(parents=True, mode=0o700)
    engine = open_engine(f"sqlite:///{home / 'oncall.db'}")
    database_id = prepare(engine, backup_folder=home, create=True, clock=FixedClock())
    key = AuditKey.load(database_id, home / "keys", create=True)
    with closing(Store(engine, key, FixedClock())) as store:
        person = add_person(store)
        log_call(store, "before", person)
        backup.copy(engine, home / "copy.db")
        log_call(store, "after", person)
    return home, key


def _restore_and_die_in_child(home: Path, key: AuditKey, step: int) -> int:
    """Restore in a process of its own that is killed before a step; return how many steps there are for 0."""
    process, pipe = start(_restore_and_die, home, key, step)
    if step:
        assert ended(process) == -signal.SIGKILL
        return step
    steps = int(hear(pipe))
    assert ended(process) == 0
    return steps


def _restore_and_die(home: Path, key: AuditKey, step: int, pipe: Pipe) -> None:
    """Restore, and be killed before a step: every line of what puts a copy back is one."""
    passed = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal passed
        if Path(frame.f_code.co_filename).name not in _STEPS_OF:
            return None
        if event == "line":
            passed += 1
            if passed == step:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    backup.restore(home / "copy.db", home / "oncall.db", audit_key=key, clock=FixedClock())
    sys.settrace(None)
    pipe.send(str(passed))
