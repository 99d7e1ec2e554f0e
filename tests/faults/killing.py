"""Writers that are killed at any moment, and at each call that a commit makes to the system."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from tests.faults.stores import made, opened, saved, torn
from tests.processes import ended, hear, start
from tests.storage.examples import log_call

STRACE = shutil.which("strace")
_CALLS = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "unlink")
"""What SQLite asks of the system to bring something onto the disk."""
_BEGUN, _DONE = "begun", "done"
_LONGEST = 0.06


@dataclass
class Seen:
    """What came of all kills."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    torn: int = 0
    broken: int = 0
    """How often the record was not as it was written."""


def kill_at_random(folder: Path, kills: int, key: bytes | None, seed: int = 1) -> Seen:
    """Kill one writer after the other at a random moment, and count what is missing after each."""
    path, seen, chance = made(folder / "oncall.db", key=key), Seen(), random.Random(seed)
    told: set[str] = set()
    for turn in range(kills):
        process, pipe = start(_write_on, path, key, turn)
        hear(pipe)
        time.sleep(chance.random() * _LONGEST)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        assert ended(process) == -signal.SIGKILL
        while pipe.poll():
            try:
                told.add(str(pipe.recv()))
            except EOFError:
                break
        seen.kills += 1
        _look(path, key, told, seen)
    seen.acknowledged = len(told)
    return seen


def _write_on(path: Path, key: bytes | None, turn: int, pipe: Pipe) -> None:
    """Log calls, each told of as soon as it is saved, until killed."""
    store = opened(path, key=key)
    log_call(store, f"{turn}-0", 1)  # what the first one imports takes longer than any commit
    pipe.send("ready")
    number = 0
    while True:
        number += 1
        log_call(store, f"{turn}-{number}", 1)
        pipe.send(f"{turn}-{number}")


def _look(path: Path, key: bytes | None, told: set[str], seen: Seen) -> None:
    """Count what is missing."""
    with closing(opened(path, key=key)) as store:
        seen.lost += len(told - saved(store))
        seen.torn += torn(store)
        seen.broken += not store.verify_audit().ok


def kill_at_calls(folder: Path, most: int | None = None) -> Seen:
    """Kill a writer before each call to the system of its commit, or before so many of them, and look."""
    assert STRACE is not None
    path, seen = made(folder / "oncall.db"), Seen()
    points = _points(path)
    assert len(points) > 5
    chosen = points if most is None else random.Random(1).sample(points, most)
    told: set[str] = set()
    for number, (call, count) in enumerate(chosen):
        key = f"killed-{number}"
        done = _traced(path, key, f"--inject={call}:signal=SIGKILL:when={count}")
        seen.kills += done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
        if _DONE in done.stdout:
            told.add(key)
        _look(path, None, told, seen)
    seen.acknowledged = len(told)
    return seen


def _points(path: Path) -> list[tuple[str, int]]:
    """Return each call of a commit: its name, and the how-manieth of that name it is."""
    done = _traced(path, "counted")
    assert done.returncode == 0, done.stderr
    counts = dict.fromkeys(_CALLS, 0)
    inside, points = False, []
    for line in done.stderr.splitlines():
        found = re.search(r"\b(" + "|".join(_CALLS) + r")\(", line)
        if not found:
            continue
        counts[found[1]] += 1
        if found[1] == "write" and f'"{_BEGUN}' in line:
            inside = True
        elif found[1] == "write" and f'"{_DONE}' in line:
            break
        elif inside:
            points.append((found[1], counts[found[1]]))
    return points


def _traced(path: Path, key: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Let one call be logged by a process whose calls to the system are counted."""
    assert STRACE is not None
    return subprocess.run(
        [
            *(STRACE, "-f", "-qq", f"--trace={','.join(_CALLS)}", *more),
            *(sys.executable, "-m", "tests.faults.killing", str(path), key),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _log_one(path: Path, key: str) -> None:
    """Log one call, and say when that begins and when it is done."""
    with closing(opened(path)) as store:
        log_call(store, f"before-{key}", 1)
        os.write(1, f"{_BEGUN}\n".encode())
        log_call(store, key, 1)
        os.write(1, f"{_DONE}\n".encode())


if __name__ == "__main__":
    _log_one(Path(sys.argv[1]), sys.argv[2])
