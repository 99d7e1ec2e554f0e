"""A sign of life to the outside, so that somebody notices when there is none (R-163)."""

from __future__ import annotations

import logging
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.clock import Clock

log = logging.getLogger(__name__)

_EVERY = 60.0
_TIMEOUT = 5.0


class Heartbeat:
    """Pings an address at most once a minute, when it is told that all is well."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url
        self._clock = clock
        self._last: float | None = None
        self.trouble = "" if url else "no heartbeat set"
        """What is to be known of it; empty while the last ping arrived."""

    def beat(self) -> bool:
        """Ping if a minute has passed, and say whether a ping arrived; never raises."""
        now = self._clock.monotonic()
        if not self._url or (self._last is not None and now - self._last < _EVERY):
            return False
        self._last = now
        try:
            if not self._url.startswith(("https://", "http://")):
                raise ValueError("not a web address")
            with urllib.request.urlopen(self._url, timeout=_TIMEOUT) as answer:
                answer.read(1024)
        except (OSError, HTTPException, ValueError) as fault:
            self.trouble = "the heartbeat does not arrive"
            log.warning("the heartbeat did not arrive: %s", type(fault).__name__)
            return False
        self.trouble = ""
        return True
