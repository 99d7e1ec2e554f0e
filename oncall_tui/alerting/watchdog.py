"""Watches the watcher: a ticker that is dead or stuck is told of and begun anew (R-163)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
LONGEST_QUIET = 10.0
"""Seconds without a good tick after which the alarm is raised: well within the fifteen that are promised."""


class Watchdog:
    """A thread of its own that shares nothing with what it watches but one number."""

    def __init__(
        self,
        quiet_seconds: Callable[[], float | None],
        on_quiet: Callable[[float], None],
        *,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """Watch.

        Args:
            quiet_seconds: how long ago the last good tick was; None before the first.
            on_quiet: called when that is too long, once until it has been good again.
            steady: what tells seconds; a test's own.
        """
        self._quiet_seconds = quiet_seconds
        self._on_quiet = on_quiet
        self._steady = steady
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._looked = self._begun = steady()
        self._alarmed_at: float | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._looked = self._begun = self._steady()
        self._thread = threading.Thread(target=self._run, name="alert-watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()

    def look(self) -> bool:
        """Look once; say whether the alarm was raised.

        After this thread itself was held up, as when the program was stopped, the ticker gets a turn first.
        """
        now = self._steady()
        held_up, self._looked = now - self._looked > LONGEST_QUIET / 2, now
        if held_up:
            self._begun = now
            return False
        quiet = self._quiet_seconds()
        silence = now - self._begun if quiet is None else min(quiet, now - self._begun)
        if silence <= LONGEST_QUIET:
            self._alarmed_at = None
            return False
        if self._alarmed_at is not None and now - self._alarmed_at <= LONGEST_QUIET:
            return False
        self._alarmed_at = now
        log.error("no good tick for %.0f s: the ticker is begun anew", silence)
        self._on_quiet(silence)
        return True

    def _run(self) -> None:
        while not self._stopped.wait(LOOK_EVERY):
            try:
                self.look()
            except Exception as fault:  # noqa: BLE001 (whoever watches must not be the first to fall)
                log.error("the watchdog failed once (%s) and goes on", type(fault).__name__)
