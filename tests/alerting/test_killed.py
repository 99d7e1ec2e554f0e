"""Watchers that are stopped, killed and followed by others: each warning is raised once, by one of them."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from oncall_tui.desk.alerts.loading import load_alerts
from tests.alerting.watchers import (
    CLOCKS_OF_AN_EMAIL,
    LEADS,
    STANDS_BY,
    assert_raised_once,
    email_due_in,
    raised,
    until,
    wait_for_alerts,
    watching,
)
from tests.dose import within
from tests.terminal.stage import Stage, staged

AFTER_THE_LEASE = 20.0
"""By how many seconds the clock of a second watcher is ahead: nobody has to wait for the first's lease."""


@pytest.fixture
def stage(sqlite_url: str) -> Iterator[Stage]:
    """Give an organisation in a SQLite file."""
    with staged(sqlite_url) as made:
        yield made


@pytest.fixture
def each_stage(database_url: str) -> Iterator[Stage]:
    """Give an organisation on each database in turn."""
    with staged(database_url) as made:
        yield made


def test_of_two_watchers_one_raises_and_a_killed_one_is_followed_within_fifteen_seconds(
    each_stage: Stage,
) -> None:
    stage = each_stage
    with watching(stage) as first:
        first.says(LEADS)
        with watching(stage) as second:
            second.says(STANDS_BY)
            shared = email_due_in(stage, 1.0)
            wait_for_alerts(stage, shared)
            assert not any("raised" in line for line in second.lines)
            orphan = email_due_in(stage, 0.5)
            first.send(signal.SIGKILL)
            wait_for_alerts(stage, orphan, within(15.0))
            second.says(LEADS)
            assert_raised_once(stage, shared, orphan)


def test_one_that_is_told_to_stop_hands_over_at_once(stage: Stage) -> None:
    with watching(stage) as first:
        first.says(LEADS)
        with watching(stage) as second:
            second.says(STANDS_BY)
            first.send(signal.SIGTERM)
            assert first.ended() == 0
            until(lambda: any(LEADS in line for line in second.lines), lambda: "a new leader", within(5.0))


def test_one_that_was_stopped_across_a_due_time_raises_it_when_it_wakes(stage: Stage) -> None:
    with watching(stage) as watcher:
        watcher.says(LEADS)
        watcher.send(signal.SIGSTOP)
        item = email_due_in(stage, 0.5)
        with pytest.raises(AssertionError, match="still not"):
            wait_for_alerts(stage, item, 3.0)
        watcher.send(signal.SIGCONT)
        wait_for_alerts(stage, item, within(10.0))
        watcher.says(f"of item {item}: raised")
        assert_raised_once(stage, item)


def test_one_that_was_killed_before_a_due_time_is_made_up_for_by_the_next(stage: Stage) -> None:
    with watching(stage) as watcher:
        watcher.says(LEADS)
        before = email_due_in(stage, 0.0)
        wait_for_alerts(stage, before)
        watcher.send(signal.SIGKILL)
        watcher.ended()
    missed = email_due_in(stage, 1.0)
    with watching(stage, later=AFTER_THE_LEASE) as watcher:
        wait_for_alerts(stage, missed)
        watcher.says(f"of item {missed}: raised")
        assert not any(f"of item {before}: raised" in line for line in watcher.lines)
        assert_raised_once(stage, before, missed)


@pytest.mark.parametrize(("moment", "kept"), [("raising", 0), ("showing", CLOCKS_OF_AN_EMAIL)])
def test_killed_between_marking_an_alert_and_showing_it_nothing_is_lost_or_doubled(
    stage: Stage, moment: str, kept: int
) -> None:
    item = email_due_in(stage, 0.0)
    with watching(stage, dies=moment) as watcher:
        assert watcher.ended() == -signal.SIGKILL
        assert not any("of item" in line for line in watcher.lines)
    assert len(raised(stage, item)) == kept
    with watching(stage, later=AFTER_THE_LEASE) as watcher:
        watcher.says(LEADS)
        wait_for_alerts(stage, item)
        watcher.send(signal.SIGTERM)
        assert watcher.ended() == 0
    assert_raised_once(stage, item)
    assert len(load_alerts(stage.desk).unanswered) == CLOCKS_OF_AN_EMAIL
