"""A clock that stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""Saturday noon in Sydney."""


class FixedClock:
    """The time that a test says it is."""

    def __init__(self, wall: datetime = NOON, monotonic: float = 1000.0) -> None:
        self.wall = wall
        self.steady = monotonic

    def now(self) -> datetime:
        """Return the wall time, aware and in UTC."""
        return self.wall.astimezone(UTC)

    def monotonic(self) -> float:
        """Return seconds since some fixed moment."""
        return self.steady

    def advance(self, by: timedelta) -> None:
        """Let time pass: on the wall and for the steady clock alike."""
        self.wall += by
        self.steady += by.total_seconds()

    def jump(self, to: datetime) -> None:
        """Set the wall's clock, as an operator or a time server does; the steady one does not notice."""
        self.wall = to
