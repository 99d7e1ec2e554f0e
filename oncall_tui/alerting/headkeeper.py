"""Keeps where the record ended outside the database, again and again (R-173)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from oncall_tui.desk.heads import keep_head
from storage.errors import StoreError

if TYPE_CHECKING:
    from storage.clock import Clock
    from storage.sessions import Store

log = logging.getLogger(__name__)

EVERY = 600.0
"""Seconds between two heads."""


class HeadKeeper:
    """Writes the record's head into the state folder, every ten minutes in which something was recorded."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._last: float | None = None
        self._failed = False

    def keep(self, *, at_once: bool = False) -> None:
        """Keep the head if it is time to, or at once; nothing else waits for it or fails by it."""
        now = self._clock.monotonic()
        if not at_once and self._last is not None and now - self._last < EVERY:
            return
        self._last = now
        try:
            keep_head(self._store)
        except (OSError, StoreError) as fault:
            if not self._failed:
                log.warning("where the record ends could not be kept outside: %s", type(fault).__name__)
            self._failed = True
        else:
            self._failed = False
