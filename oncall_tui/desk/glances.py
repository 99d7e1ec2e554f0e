"""Who looked at whose record (R-173): noted in memory, so that no cursor waits, and written in batches.

A glance is kept once for each person, client and screen in a quarter of an hour, by number and never by
content. What was noted in the last seconds before a program is killed is lost; nothing else is.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage.views import View

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

log = logging.getLogger(__name__)

ANEW_AFTER = timedelta(minutes=15)
"""After how long a look at the same client on the same screen is noted again."""
_REMEMBERED = 10_000
_WAITING = 5_000
"""How many wait at most while the record cannot be written."""


class Glances:
    """What is looked at from one desk; safe to tell from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._noted: dict[tuple[str, int | None, str], datetime] = {}
        self._waiting: list[View] = []
        self._failed = False

    @property
    def waiting(self) -> int:
        """How many are yet to be written."""
        return len(self._waiting)

    def saw(self, client_id: int | None, screen: str) -> None:
        """Note that whoever sits here looks at a client's record; None for a list that names many."""
        desk = self._desk
        now, actor = desk.now(), desk.operator.email
        seen = (actor, client_id, screen)
        with self._lock:
            before = self._noted.get(seen)
            if before is not None and before <= now < before + ANEW_AFTER:
                return
            if len(self._noted) >= _REMEMBERED:
                self._noted.clear()
            self._noted[seen] = now
            if len(self._waiting) < _WAITING:
                self._waiting.append(View(now, actor, desk.terminal, client_id, screen))

    def keep(self) -> int:
        """Write what waits, in one transaction, and return how many; where that fails they wait on.

        Whoever looks is never held up by it: with the record locked or its key away, reading goes on.
        """
        with self._lock:
            batch, self._waiting = self._waiting, []
        if not batch:
            return 0
        try:
            self._desk.store.keep_views(batch)
        except Exception as trouble:  # noqa: BLE001 (whatever it was, who looks is not stopped by it)
            if not self._failed:
                log.warning("views could not be recorded yet (%s)", type(trouble).__name__)
            with self._lock:
                self._waiting = (batch + self._waiting)[:_WAITING]
            self._failed = True
            return 0
        self._failed = False
        return len(batch)
