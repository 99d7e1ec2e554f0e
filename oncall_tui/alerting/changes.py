"""Others' changes: heard in a thread of its own, so that no sweep of the alerts delays them (R-170)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from storage.errors import StoreError
from storage.listening import Listener
from storage.sessions import Store

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between looks where nothing comes by itself; a look reads one row by its key."""
_LOOK_WHILE_HEARING = 2.0
"""Seconds between looks where news comes by itself, in case some was lost on the way."""
_REST = 0.1
"""Seconds after a change in which more of them are taken together, as while another console imports."""


class ChangeWatch:
    """Tells of each change of the record, whoever makes it, within a second."""

    def __init__(self, store: Store, on_change: Callable[[str], object]) -> None:
        """Make one.

        Args:
            store: whose record is watched.
            on_change: told how the record stands, first at once and then after each change, in a thread.
        """
        self._store = store
        self._on_change = on_change
        self._listener = Listener(store.engine)
        self._stop = threading.Event()
        self._token = ""
        self._failing = False

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name="changes", daemon=True).start()

    def stop(self) -> None:
        """Stop; does not wait for a look that is under way."""
        self._stop.set()

    def look(self) -> bool:
        """Look once, and say whether something was changed; never raises.

        What cannot be read is told of by the engine of the alerts, which reads the same.
        """
        try:
            token = self._store.change_token()
            if token == self._token:
                return False
            self._token = token
            self._on_change(token)
        except StoreError:
            return False
        except Exception as fault:  # noqa: BLE001 (one bad look must not be the last)
            if not self._failing:
                log.error("a look for changes failed (%s); it goes on", type(fault).__name__)
            self._failing = True
            return False
        self._failing = False
        return True

    def _run(self) -> None:
        going = True
        while going:
            rest = _REST if self.look() else 0.0
            pause = _LOOK_WHILE_HEARING if self._listener.hears else LOOK_EVERY
            going = not self._stop.wait(rest) and self._listener.wait(pause, self._stop)
        self._listener.close()
