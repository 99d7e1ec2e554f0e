"""How soon the first field of a new call takes what is typed, once the console stands (R-051).

Counted is the console's own processor time from the key until its field is lit and all is drawn, against the
start of a bare Textual app in the same run: 150 ms where that takes 192, as on the computer of the figures.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.bench_start import until_shown
from tests.terminal.stage import Stage, staged
from tests.tui.console import stock

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="threads are timed on Linux only"),
]

TURNS = 7
AT_MOST = 0.78
QUIET, IDLE = 0.5, 0.02


def test_the_first_field_is_there_at_once(sqlite_url: str) -> None:
    with staged(sqlite_url) as stage:
        stock(stage.desk)
        first, later = turns(stage)
    bare = statistics.median(
        until_shown((sys.executable, "-m", "tests.benchmarks.bare"), b"BARE")[0] for _ in range(TURNS)
    )
    usual = statistics.median(later)
    lines = [
        f"{name}: {cpu * 1e3:.0f} ms of processor, x {cpu / bare:.2f}"
        for name, cpu in (("a bare start", bare), ("the first form", first), ("a later one", usual))
    ]
    os.write(2, ("\n" + "\n".join(lines) + "\n").encode())
    assert first <= AT_MOST * bare
    assert usual <= AT_MOST * bare


def turns(stage: Stage) -> tuple[float, list[float]]:
    """Open the form several times; return what the first took, and what each later one took."""
    taken = []
    with stage.console() as kim:
        for _ in range(TURNS):
            settle(kim.shown.child.pid)
            before = spent(kim.shown.child.pid)
            kim.opens("n", "NEW CALL")
            taken.append(spent(kim.shown.child.pid) - before)
            kim.shown.press("escape")
            kim.sees("QUEUE", "n new call")
    return taken[0], taken[1:]


def settle(pid: int) -> None:
    """Wait until a program has nothing left to do of what its start asked for."""
    while True:
        before = spent(pid)
        time.sleep(QUIET)
        if spent(pid) - before < IDLE:
            return


def spent(pid: int) -> float:
    """Return the processor time that all threads of a program have had, in seconds."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9
