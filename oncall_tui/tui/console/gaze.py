"""When a client on the responsible pane counts as looked at (R-173)."""

from __future__ import annotations

RESTS = 2.0
"""Seconds for which the cursor has to rest on a client; whoever passes by with the arrows has not looked."""


class Gaze:
    """Tells whose client the eye rests on, by the steady clock and the console's own tick."""

    def __init__(self) -> None:
        self._client_id: int | None = None
        self._since = 0.0
        self._told = False

    def rest(self, client_id: int | None, steady: float) -> bool:
        """Say, once each time, that a client has stood there for long enough."""
        if client_id != self._client_id:
            self._client_id, self._since, self._told = client_id, steady, False
        if client_id is None or self._told or steady - self._since < RESTS:
            return False
        self._told = True
        return True
