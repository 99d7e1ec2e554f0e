"""Clocks that jump, sleep, or go through an edge of summer time: still nothing is missed or told twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from oncall_tui.settings import Settings
from storage.vocabulary import Category, Step
from tests.alerting.harness import SECOND, Harness, rehearsal
from tests.alerting.model import Week
from tests.alerting.weekends import FRIDAY, GRID, LENGTH, Weekend
from tests.dose import dose
from tests.house import BEN, HANA

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
SLOW = Settings(ladder_minutes=120, ring_minutes=240, ack_minutes=120)
"""A pace at which days go by in few looks."""
JUMPS = (HOUR, -HOUR, DAY, -DAY)
NEW_SOUTH_WALES = frozenset({date(2026, 10, 5), date(2027, 3, 26), date(2027, 3, 29)})
EDGES = (
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("Australia/Sydney", datetime(2027, 4, 3, 16, tzinfo=UTC)),
)
"""One of each kind; `make soak` goes through those of four zones."""


@pytest.fixture
def slow(furnished_home: Path, tmp_path: Path) -> Iterator[Harness]:
    """Give a harness on Friday evening with a call of which much is due within two days."""
    with rehearsal(furnished_home, tmp_path / "rehearsal", FRIDAY, settings=SLOW) as made:
        made.call(Category.EMAIL, HANA, FRIDAY - 15 * HOUR)
        made.call(Category.CALL_BACK, BEN, FRIDAY - 47 * HOUR)
        made.advance(HOUR)
        yield made
        made.advance(2 * DAY)
        figures = made.settle()
        assert figures.latest <= 2 * SECOND, figures


@pytest.mark.parametrize("span", JUMPS, ids=str)
def test_a_jump_while_it_runs_loses_nothing_and_is_told(slow: Harness, span: timedelta) -> None:
    slow.jump(span)
    slow.advance(2 * SECOND)
    assert slow.report is not None
    assert any(
        ("set back" if span < timedelta(0) else "set forward") in words for words in slow.report.troubles
    )
    if span > timedelta(0):
        before = len(slow.told)
        slow.advance(SECOND)
        assert len(slow.told) == before


@pytest.mark.parametrize(
    ("span", "killed"), [(HOUR, False), (-HOUR, True), (DAY, True), (-DAY, False)], ids=str
)
def test_a_jump_across_a_restart_loses_nothing(slow: Harness, span: timedelta, killed: bool) -> None:
    slow.fall(10 * MINUTE, killed=killed)
    slow.advance(5 * MINUTE)
    slow.jump(span)
    slow.advance(20 * MINUTE)
    assert slow.report is not None
    assert slow.report.leader


@pytest.mark.parametrize("span", [HOUR, -DAY], ids=str)
def test_a_clock_that_is_set_right_again_loses_nothing(slow: Harness, span: timedelta) -> None:
    slow.jump(span)
    slow.advance(30 * MINUTE)
    slow.call(Category.EMAIL, BEN, slow.clock.now() - 20 * HOUR)
    slow.jump(-span)
    slow.advance(30 * MINUTE)
    assert slow.model.unanswered()


@pytest.mark.parametrize("span", [40 * SECOND, 8 * HOUR, 3 * DAY], ids=str)
def test_a_sleep_in_which_the_steady_clock_stands_still_is_made_up_for(
    slow: Harness, span: timedelta
) -> None:
    slow.jump(span)
    slow.advance(SECOND)
    assert slow.report is not None
    assert any("slept" in words for words in slow.report.troubles)


@pytest.mark.parametrize("span", [40 * SECOND, 8 * HOUR, 3 * DAY], ids=str)
def test_a_sleep_in_which_both_clocks_go_on_is_made_up_for(slow: Harness, span: timedelta) -> None:
    before, began = len(slow.told), slow.clock.now()
    slow.stall(span)
    slow.advance(span + 2 * SECOND)
    fell_due = {
        (watched.item, watched.rule, point.label)
        for watched in slow.model.clocks
        for point in watched.points
        if began < point.at <= began + span
    }
    raised = [each for _at, each in slow.told[before:] if each.step is Step.RAISED]
    assert {(each.item, each.rule, each.point) for each in raised} == fell_due


@pytest.mark.parametrize(("zone", "edge"), dose(EDGES[:1], EDGES), ids=str)
def test_an_edge_of_summer_time_loses_nothing(
    zone: str, edge: datetime, furnished_home: Path, tmp_path: Path
) -> None:
    across_an_edge(zone, edge, furnished_home, tmp_path)


def across_an_edge(zone: str, edge: datetime, furnished_home: Path, tmp_path: Path) -> None:
    """Rehearse a weekend in the middle of which the clocks of a zone are changed."""
    week = Week(zone, NEW_SOUTH_WALES)
    start = (edge - LENGTH / 2).replace(minute=0)
    with rehearsal(furnished_home, tmp_path / "edge", start, settings=SLOW, quick=True, week=week) as harness:
        assert edge.astimezone(UTC) - start < LENGTH
        for hours in range(0, 72, 6):
            harness.call(Category.EMAIL if hours % 12 else Category.CALL_BACK, HANA, start - hours * HOUR)
        Weekend(harness, edge.month, GRID, calls=40).run()
        figures = harness.settle()
        assert figures.points > 50
        assert figures.latest <= 2 * SECOND
