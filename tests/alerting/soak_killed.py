"""A watcher that stands still for half a minute across a due time."""

from __future__ import annotations

import signal
import time

import pytest

from tests.alerting.watchers import LEADS, assert_raised_once, email_due_in, raised, wait_for_alerts, watching
from tests.terminal.stage import staged

STOPPED = 35.0
pytestmark = pytest.mark.soak


def test_stopped_for_half_a_minute_it_raises_what_fell_due_and_says_how_late(database_url: str) -> None:
    with staged(database_url) as stage, watching(stage) as watcher:
        watcher.says(LEADS)
        watcher.send(signal.SIGSTOP)
        item = email_due_in(stage, 0.0)
        time.sleep(STOPPED)
        watcher.send(signal.SIGCONT)
        took = wait_for_alerts(stage, item)
        print(f"\n  stopped for {STOPPED:.0f} s: raised {took:.1f} s after it woke")  # noqa: T201
        assert took <= 15.0
        assert_raised_once(stage, item)
        assert all("late by" in words for _clock, _point, words in raised(stage, item))
