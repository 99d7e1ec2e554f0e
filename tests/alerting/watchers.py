"""Real watchers in processes of their own, to stop, wake and kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from oncall_tui.desk.calls import NewCall, log_call
from storage.vocabulary import Category
from tests.terminal.stage import KIM_MAIL, Stage

PATIENCE = 60.0
"""Seconds to wait for what has no deadline of its own, on a machine that has much to do."""
CLOCKS_OF_AN_EMAIL = 3
FIRST_WARNING = timedelta(hours=16)
_RAISED = text(
    "SELECT a.item_id, a.clock_id, a.point, a.raised_at, s.words FROM alert a "
    "JOIN alert_step s ON s.alert_id = a.id WHERE s.step = 'raised' ORDER BY s.id"
)
_ALERTS = text("SELECT count(*) FROM alert")
LEADS, STANDS_BY = "looking after the alerts", "standing by"


class Watcher:
    """A process that watches; what it says is kept."""

    def __init__(self, stage: Stage, *, later: float = 0.0, dies: str = "") -> None:
        runner = ["tests.alerting.dying", dies] if dies else ["tests.terminal.sitting"]
        words = [str(stage.apart + later), "watch", "--db", stage.url, "--as", KIM_MAIL]
        self._process = subprocess.Popen(
            [sys.executable, "-m", *runner, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.lines.append(line)

    def says(self, words: str) -> None:
        """Wait until it has said something."""
        until(lambda: any(words in line for line in self.lines), lambda: f"{words!r} in {self.lines}")

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self._process.pid, number)

    def ended(self) -> int:
        """Wait until it has ended and return how."""
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        """End it, whatever state it is in."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(PATIENCE)


@contextmanager
def watching(stage: Stage, *, later: float = 0.0, dies: str = "") -> Iterator[Watcher]:
    """Run a watcher whose clock may go later than the stage's, or that dies at a moment."""
    watcher = Watcher(stage, later=later, dies=dies)
    try:
        yield watcher
    finally:
        watcher.close()


def until(true: Callable[[], object], what: Callable[[], str], seconds: float = PATIENCE) -> float:
    """Wait until something is true and return how many seconds that took.

    Raises:
        AssertionError: It took too long.
    """
    began = time.monotonic()
    while not true():
        waited = time.monotonic() - began
        assert waited < seconds, f"after {waited:.0f} s still not: {what()}"
        time.sleep(0.05)
    return time.monotonic() - began


def email_due_in(stage: Stage, seconds: float, *, later: float = 0.0) -> int:
    """Log an e-mail whose three clocks have their first warning so many seconds from now."""
    now = datetime.now(UTC) + timedelta(seconds=stage.apart + later)
    stage.clock.jump(now)
    received = now + timedelta(seconds=seconds) - FIRST_WARNING
    key = f"{received:%H%M%S%f}"
    return log_call(stage.desk, NewCall(key, Category.EMAIL, received_at=received, said="Wrote.")).item_id


def raised(stage: Stage, item: int) -> list[tuple[int, str, str]]:
    """Return the clock, the warning and the words of each time that an alert of an item was raised."""
    with stage.desk.store.reading() as connection:
        return [(row[1], row[2], row[4]) for row in connection.execute(_RAISED) if row[0] == item]


def wait_for_alerts(stage: Stage, item: int, seconds: float = PATIENCE) -> float:
    """Wait until the three alerts of an e-mail are on record."""
    return until(lambda: len(raised(stage, item)) >= CLOCKS_OF_AN_EMAIL, lambda: f"alerts of {item}", seconds)


def assert_raised_once(stage: Stage, *items: int) -> None:
    """Assert that each clock of each item was raised once, and nothing else was."""
    for item in items:
        found = raised(stage, item)
        assert len({clock for clock, _point, _words in found}) == CLOCKS_OF_AN_EMAIL
        assert len(found) == CLOCKS_OF_AN_EMAIL
    with stage.desk.store.reading() as connection:
        assert connection.scalar(_ALERTS) == CLOCKS_OF_AN_EMAIL * len(items)
    assert stage.desk.store.verify_audit().ok
