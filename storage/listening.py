"""How a program hears of what another has recorded: at once on PostgreSQL, by looking on SQLite (R-170)."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import exc, text

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Connection, Engine

CHANNEL = "oncall_recorded"
"""What is said on it is the number of an entry of the audit record and nothing else."""
_ANNOUNCE = text("SELECT pg_notify(:channel, :seq)")
_LISTEN_AGAIN_AFTER = 5.0
"""Seconds between two tries to listen again where the connection was lost; meanwhile it is looked."""


def announce(connection: Connection, seq: int) -> None:
    """Let everybody who listens hear of an entry once its transaction is committed; never before."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ANNOUNCE, {"channel": CHANNEL, "seq": str(seq)})


class Listener:
    """Waits for news of a database; one thread's own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine if engine.dialect.name == "postgresql" else None
        self._connection: psycopg.Connection | None = None
        self._rest = 0.0

    @property
    def hears(self) -> bool:
        """Whether news comes by itself now; else somebody has to look."""
        return self._connection is not None

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait until something was recorded or the time is over; False when it was stopped.

        A connection that is lost is made again by and by; until then this only waits.
        """
        if self._engine is not None and self._connection is None:
            self._listen_again(seconds)
        if self._connection is None:
            return not stop.wait(seconds)
        try:
            for _news in self._connection.notifies(timeout=seconds, stop_after=1):
                pass
        except Exception:  # noqa: BLE001 (whatever broke the connection, it is made again)
            self.close()
        return not stop.is_set()

    def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    def _listen_again(self, seconds: float) -> None:
        """Listen, if that was not tried a moment ago."""
        self._rest -= seconds
        if self._rest > 0 or self._engine is None:
            return
        self._rest = _LISTEN_AGAIN_AFTER
        try:
            pooled = self._engine.raw_connection()
        except exc.SQLAlchemyError:
            return
        # It is kept for as long as the program runs, and so is none of the pool's.
        pooled.detach()
        driver: psycopg.Connection = pooled.dbapi_connection  # type: ignore[assignment]
        try:
            driver.autocommit = True
            driver.execute(f"LISTEN {CHANNEL}")
        except Exception:  # noqa: BLE001 (the server went away in between)
            with suppress(Exception):
                driver.close()
            return
        self._connection, self._rest = driver, 0.0
