"""The ticker: APScheduler as a pulse and nothing more; what is due is always read from the record."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from storage.clock import Clock

log = logging.getLogger(__name__)

_RETRY_SECONDS = 1.0


class SteadyScheduler(BackgroundScheduler):  # type: ignore[misc]
    """A scheduler that outlives a fault of its own and never sleeps for long.

    APScheduler 3.11.3 stops for ever, while it still says that it runs, when one exception leaves
    `_process_jobs`; and after the wall clock was set back it sleeps until the old time comes round again.
    """

    def __init__(self, longest_sleep: float) -> None:
        super().__init__(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._longest_sleep = longest_sleep

    def _process_jobs(self) -> float:
        """Run what is due and return in how many seconds to look again."""
        try:
            wait = super()._process_jobs()
        except Exception:  # noqa: BLE001 (whatever it was, the pulse must go on)
            log.error("the scheduler failed once and goes on")
            return _RETRY_SECONDS
        return self._longest_sleep if wait is None else min(wait, self._longest_sleep)


class Ticker:
    """Calls a function in a thread of its own, again and again, until it is stopped.

    The function may return in how many seconds it wants to be called again, if that is sooner than usual.
    """

    def __init__(self, clock: Clock, every: float, on_tick: Callable[[], float | None]) -> None:
        self._clock = clock
        self._every = every
        self._on_tick = on_tick
        self._scheduler: SteadyScheduler | None = None
        self._lock = threading.Lock()
        self.last: float | None = None
        """When it last ticked without a fault, by the steady clock."""

    def start(self) -> None:
        """Begin to tick; the first time at once."""
        with self._lock:
            if self._scheduler is None:
                self._scheduler = SteadyScheduler(self._every)
                self._scheduler.start()
                self._scheduler.add_job(self._tick, "interval", seconds=self._every, id="tick")
                self._scheduler.add_job(self._tick, id="first")

    def restart(self) -> None:
        """Leave a scheduler that is dead, or stuck in a tick, to itself, and begin anew."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop ticking; does not wait for a tick that is under way."""
        with self._lock:
            if self._scheduler is not None:
                self._scheduler.shutdown(wait=False)
                self._scheduler = None

    def quiet_seconds(self) -> float | None:
        """Return how long ago it last ticked without a fault; None before the first time."""
        return None if self.last is None else self._clock.monotonic() - self.last

    def _tick(self) -> None:
        try:
            wish = self._on_tick()
        except Exception as fault:  # noqa: BLE001 (one bad tick must not be the last)
            log.error("a tick failed (%s); the next one tries again", type(fault).__name__)
        else:
            self.last = self._clock.monotonic()
            if wish is not None and wish < self._every:
                self._sooner(wish)

    def _sooner(self, seconds: float) -> None:
        """Tick once more before the next time that is due anyway."""
        with self._lock:
            if self._scheduler is not None:
                at = datetime.now(UTC) + timedelta(seconds=max(0.0, seconds))
                self._scheduler.add_job(self._tick, "date", run_date=at, id="sooner", replace_existing=True)
