from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.alerting.ticker import SteadyScheduler, Ticker
from storage.clock import SystemClock


def test_it_ticks_at_once_and_again_and_stops() -> None:
    ticks: list[int] = []
    three = threading.Event()

    def on_tick() -> None:
        ticks.append(1)
        if len(ticks) >= 3:
            three.set()

    ticker = Ticker(SystemClock(), 0.02, on_tick)
    ticker.start()
    assert three.wait(10)
    ticker.stop()
    quiet = ticker.quiet_seconds()
    assert quiet is not None
    assert 0 <= quiet < 10


def test_a_tick_that_fails_is_not_the_last_and_does_not_count_as_one() -> None:
    ticks: list[int] = []
    good = threading.Event()

    def on_tick() -> None:
        ticks.append(1)
        if len(ticks) < 3:
            raise RuntimeError("no")
        good.set()

    ticker = Ticker(SystemClock(), 0.02, on_tick)
    ticker.start()
    assert good.wait(10)
    ticker.stop()
    assert len(ticks) >= 3


def test_a_fault_inside_the_scheduler_does_not_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from apscheduler.schedulers.background import BackgroundScheduler

    original = BackgroundScheduler._process_jobs
    faults = iter([True, True])
    again = threading.Event()

    def faulty(self: SteadyScheduler) -> object:
        if next(faults, False):
            raise OSError("the job store failed")
        return original(self)

    monkeypatch.setattr(BackgroundScheduler, "_process_jobs", faulty)
    monkeypatch.setattr("oncall_tui.alerting.ticker._RETRY_SECONDS", 0.01)
    ticker = Ticker(SystemClock(), 0.02, again.set)
    ticker.start()
    assert again.wait(10)
    ticker.stop()


def test_it_never_sleeps_until_a_time_that_was_right_before_the_clock_was_set_back() -> None:
    scheduler = SteadyScheduler(0.5)
    scheduler.start(paused=True)
    scheduler.add_job(print, "date", run_date=datetime.now(UTC) + timedelta(hours=1))
    scheduler.resume()
    assert scheduler._process_jobs() <= 0.5
    scheduler.shutdown(wait=False)
