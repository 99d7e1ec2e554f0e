"""Copies the database by itself, in a thread of its own that nothing else waits for (R-177)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.copies import copied_at, interval, make_copy
from oncall_tui.rules.copies import is_due, is_late
from storage.errors import StoreError, translate

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

log = logging.getLogger(__name__)

LOOK_EVERY = 60.0
"""Seconds between two looks at how old the newest copy is; the first comes so long after the start."""
RETRY_AFTER = timedelta(minutes=5)
"""How long after a copy failed the next is tried."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How the copies stand, for the screen."""

    at: datetime | None
    """When the last good one was made; None for never."""
    late: bool
    """Whether it is older than three intervals."""
    failed: bool
    """Whether the last try came to nothing."""


class Copier:
    """Makes a copy whenever the newest is older than the settings say, if it is this program's to do."""

    def __init__(self, desk: Desk, *, may: Callable[[], bool]) -> None:
        """Make a copier.

        Args:
            desk: whose record is copied, by whose settings.
            may: whether this program is the one that copies now.
        """
        self._desk, self._may = desk, may
        self._every = interval(desk.settings.backup_minutes)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._retry_at: datetime | None = None
        self.trouble = ""
        """What a person has to know; empty while all is well."""
        self.copied: Copied | None = None
        """How the copies stand; None before the first look, and where none are made."""

    def start(self) -> None:
        """Begin, unless the settings want no copies."""
        if self._every is not None and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="copies", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop after the copy that is being made, for which nobody waits: half a copy is none."""
        self._stop.set()

    def look(self) -> None:
        """Look once, and copy if it is time; never raises."""
        if self._every is None:
            return
        now = self._desk.now()
        at = self.copied.at if self.copied else None
        try:
            at = copied_at(self._desk.store, now)
            if not self._may():
                self._well()
            elif is_due(at, now, self._every) and self._ready(now):
                at = make_copy(self._desk.store, now).made_at
                self._well()
        except Exception as fault:  # noqa: BLE001 (whatever it was, it is told of and tried again)
            self._failed(fault, now)
        late = at is not None and is_late(at, now, self._every)
        self.copied = Copied(at, late, bool(self.trouble))

    def _well(self) -> None:
        self.trouble, self._retry_at = "", None

    def _ready(self, now: datetime) -> bool:
        return self._retry_at is None or self._retry_at <= now

    def _failed(self, fault: Exception, now: datetime) -> None:
        known = fault if isinstance(fault, StoreError) else translate(fault)
        words = known.words if known else "The folder of the backups cannot be written, or a file in it."
        log.error("the database could not be copied (%s)", type(fault).__name__)
        self.trouble = f"No backup was made: {words} It is tried again every 5 minutes."
        self._retry_at = now + RETRY_AFTER

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            self.look()
