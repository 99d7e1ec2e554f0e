"""A key acts on the record that somebody has seen, not on one that slipped under it that moment."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.clock import Clock

REACTION = 0.5
"""Seconds within which a key was meant for what stood there before."""


class Steady:
    """Remembers since when a record stands where a key would act on it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key: Hashable = None
        self._since = clock.monotonic() - REACTION

    def changed(self, key: Hashable) -> None:
        """Note which record stands there now without anybody having moved there."""
        if key != self._key:
            self._key, self._since = key, self._clock.monotonic()

    def moved(self, key: Hashable) -> None:
        """Note which record somebody has moved to."""
        if key != self._key:
            self._key, self._since = key, self._clock.monotonic() - REACTION

    @property
    def seen(self) -> bool:
        """Whether it has stood there long enough to be what a key is meant for."""
        return self._clock.monotonic() - self._since >= REACTION
