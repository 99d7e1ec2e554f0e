"""The time that alerts go by: never behind the wall's, and never back when that is set back."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from oncall_tui.text import span_words
from storage.clock import Clock

log = logging.getLogger(__name__)

NOTICED = timedelta(seconds=2)
"""By how much the two clocks may part before it counts as a jump."""
_TOLD_FOR = timedelta(minutes=10)


class Timekeeper:
    """A clock made of two: the wall's, and the steady one that no operator can set.

    Set forward, or awake after a sleep, it follows the wall at once, so that what fell due meanwhile is
    raised. Set back, it goes on by the steady clock, so that nothing waits for an hour to come round again.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._at = clock.now()
        self._steady = clock.monotonic()
        self._apart = timedelta(0)
        """How far the wall's clock lay ahead of this one when that was last noticed."""
        self._trouble = ""
        self._told_until = self._at

    def now(self) -> datetime:
        """Return the effective instant; never earlier than the one returned before."""
        with self._lock:
            wall, steady = self._clock.now(), self._clock.monotonic()
            went_on = self._at + timedelta(seconds=steady - self._steady)
            apart = wall - went_on
            if abs(apart - self._apart) > NOTICED:
                self._notice(apart - self._apart, went_on)
            self._at, self._steady = max(wall, went_on), steady
            self._apart = min(apart, timedelta(0))
            return self._at

    def monotonic(self) -> float:
        """Return seconds since some fixed moment; never goes backward."""
        return self._clock.monotonic()

    @property
    def trouble(self) -> str:
        """What happened to the clock in the last ten minutes, in words; empty for nothing."""
        return self._trouble if self._at < self._told_until else ""

    def _notice(self, jump: timedelta, at: datetime) -> None:
        span = span_words(abs(jump))
        self._trouble = (
            f"This computer slept, or its clock was set forward, by {span}: everything was looked at again."
            if jump > timedelta(0)
            else f"This computer's clock was set back by {span}: alerts go on by the steady clock."
        )
        self._told_until = max(at, at + jump) + _TOLD_FOR
        log.warning("%s", self._trouble)
