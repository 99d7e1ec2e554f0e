"""How soon the console stands on the screen, against a bare Textual app, taken turn about in one run.

What is compared is processor time, the program's own and the system's, until a text has come out of the
terminal; a start on a busy computer waits, but it does not work more.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from oncall_tui.bootstrap import open_store, settings_for
from tests.benchmarks.filled import FIRST, fill
from tests.clock import FixedClock
from tests.house import furnish

pytestmark = pytest.mark.bench

TURNS = 15
ROWS, COLUMNS = 40, 120
FIRST_PAINT_AT_MOST = 1.5
QUEUE_AT_MOST = 3.0
OPEN, CLIENTS = 200, 5_000
WITHIN = 30.0


def test_the_console_is_there_soon(sqlite_url: str) -> None:
    clock = FixedClock()
    store = open_store(settings_for(sqlite_url), clock=clock)
    furnish(store)
    fill(store, clock.now(), clients=CLIENTS, open_items=OPEN)
    store.close()
    bare = (sys.executable, "-m", "tests.benchmarks.bare")
    console = (sys.executable, "-m", "oncall_tui", "--db", sqlite_url)
    cases = {
        "a bare app": (bare, b"BARE"),
        "first paint": (console, b"QUEUE"),
        f"queue of {OPEN}": (console, str(FIRST + OPEN - 1).encode()),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
    for turn in range(TURNS + 1):
        for name, (argv, text) in cases.items():
            figures = until_shown(argv, text)
            if turn:  # the first one fills the caches of files
                taken[name].append(figures)
    least = statistics.median(cpu for cpu, _wall in taken["a bare app"])
    lines, ratios = [], {}
    for name, pairs in taken.items():
        cpu, wall = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratios[name] = cpu / least
        lines.append(
            f"{name}: {cpu * 1e3:.0f} ms of processor, {wall * 1e3:.0f} ms in all, x {cpu / least:.2f}"
        )
    os.write(2, ("\n" + "\n".join(lines) + "\n").encode())
    assert ratios["first paint"] <= FIRST_PAINT_AT_MOST
    assert ratios[f"queue of {OPEN}"] <= QUEUE_AT_MOST


def until_shown(argv: Sequence[str], text: bytes) -> tuple[float, float]:
    """Return the seconds of processor and of waiting until a program has written a text; it is ended then."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if not child:
        os.chdir(Path(__file__).resolve().parents[2])
        os.execvpe(argv[0], list(argv), _environment())
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    written = b""
    while text not in written:
        ready, _w, _x = select.select([terminal], [], [], WITHIN)
        assert ready, f"{text!r} did not come"
        written += os.read(terminal, 65536)
    waited = time.perf_counter() - began
    os.kill(child, signal.SIGKILL)
    _pid, _status, usage = os.wait4(child, 0)
    os.close(terminal)
    return usage.ru_utime + usage.ru_stime, waited


def _environment() -> Mapping[str, str]:
    """Return that of a terminal in which Python keeps what it has compiled, as it does once installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
