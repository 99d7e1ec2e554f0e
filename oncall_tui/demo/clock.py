"""The clock of the demo: it is set to each hour of the story, and then goes on by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

DEMO_NOW = datetime(2026, 11, 21, 3, 7, tzinfo=UTC)
"""When the demo opens: Saturday 21 Nov 2026, 14:07 in Sydney."""


class SettableClock(Protocol):
    """A clock whose wall time can be set."""

    def now(self) -> datetime:
        """Return the wall time, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some fixed moment; never goes backward."""
        ...

    def jump(self, to: datetime) -> None:
        """Set the wall time."""
        ...


class DemoClock:
    """A clock that stands still wherever it is set, until it is let go."""

    def __init__(self, at: datetime = DEMO_NOW, steady: Callable[[], float] = time.monotonic) -> None:
        self._at = at
        self._steady = steady
        self._since: float | None = None

    def now(self) -> datetime:
        """Return the wall time of the demo, aware and in UTC."""
        if self._since is None:
            return self._at
        return self._at + timedelta(seconds=self._steady() - self._since)

    def monotonic(self) -> float:
        """Return seconds since some fixed moment; never goes backward."""
        return self._steady()

    def jump(self, to: datetime) -> None:
        """Set the wall time; a clock that goes, goes on from there."""
        self._at = to.astimezone(UTC)
        if self._since is not None:
            self._since = self._steady()

    def run(self) -> None:
        """Let it go, at the pace of real time."""
        self._at, self._since = self.now(), self._steady()
