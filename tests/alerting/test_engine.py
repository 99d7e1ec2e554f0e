"""One engine does the work, the others stand by; each tick tells the screen what it has to know."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from oncall_tui import paths
from oncall_tui.alerting.engine import Engine, Report
from oncall_tui.desk.alerts.lease import holder
from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.views import Swept
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.heads import compare
from storage.clock import SystemClock
from storage.errors import Busy
from storage.vocabulary import Category
from tests.clock import FixedClock
from tests.house import HANA, RAE, desk_of

if TYPE_CHECKING:
    from oncall_tui.desk.asks.asker import Asker

SECOND = timedelta(seconds=1)


def engine(desk: Desk, reports: list[Report], kind: str = "console") -> Engine:
    return Engine(desk, kind=kind, on_report=reports.append)


def log_risk(desk: Desk) -> None:
    log_call(desk, NewCall("k", Category.HIGH_RISK_EVENT, client_id=HANA, said="Fell."))


def test_the_first_to_come_does_the_work_and_the_second_stands_by(desk: Desk, clock: FixedClock) -> None:
    first: list[Report] = []
    second: list[Report] = []
    one, two = engine(desk, first), engine(desk_of(desk.store, clock, RAE), second, "watch")
    log_risk(desk)
    clock.advance(timedelta(hours=48))
    one.tick()
    two.tick()
    assert [report.leader for report in (*first, *second)] == [True, False]
    assert [len(report.swept.rang) for report in (*first, *second)] == [1, 0]
    assert second[0].sender == one.owner
    assert second[0].at <= first[0].at


def test_the_work_is_handed_over_within_fifteen_seconds(desk: Desk, clock: FixedClock) -> None:
    reports: list[Report] = []
    one, two = engine(desk, []), engine(desk, reports, "watch")
    one.tick()
    log_risk(desk)
    clock.advance(timedelta(hours=48))
    one.tick()
    waited = 0
    while not two.leader:
        clock.advance(SECOND)
        waited += 1
        two.tick()
        assert waited <= 15
    assert [row.client_id for row in load_alerts(desk).rows].count(HANA) == 1


def test_whoever_leaves_hands_over_at_once(desk: Desk) -> None:
    one, two = engine(desk, []), engine(desk, [])
    one.tick()
    one.stop()
    two.tick()
    assert two.leader


def test_a_lease_that_an_advanced_clock_has_written_does_not_last_for_ever(
    desk: Desk, clock: FixedClock
) -> None:
    ahead = FixedClock(clock.now() + timedelta(days=1))
    engine(desk_of(desk.store, ahead), []).tick()
    two = engine(desk, [])
    waited = 0
    while not two.leader:
        clock.advance(SECOND)
        waited += 1
        two.tick()
        assert waited <= 15


def test_it_says_in_how_many_seconds_something_is_due(desk: Desk, clock: FixedClock) -> None:
    log_risk(desk)
    clock.advance(timedelta(hours=48) - timedelta(seconds=0.25))
    assert engine(desk, []).tick() == pytest.approx(0.25)


def test_between_sweeps_it_looks_only_whether_anything_changed(
    desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oncall_tui.desk.alerts.sweep import Sweeper

    swept: list[int] = []
    plain = Sweeper.sweep

    def counted(self: Sweeper, hurry: frozenset[int] = frozenset()) -> Swept:
        swept.append(1)
        return plain(self, hurry)

    monkeypatch.setattr(Sweeper, "sweep", counted)
    one = engine(desk, [])
    for _ in range(5):
        one.tick()
        clock.advance(SECOND)
    assert len(swept) == 1
    one.tick()
    assert len(swept) == 2, "five seconds on"
    log_risk(desk)
    one.tick()
    assert len(swept) == 3, "somebody has changed the record"


def test_what_cannot_be_done_is_told_and_left_to_another(
    desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oncall_tui.desk.alerts import sweep

    reports: list[Report] = []
    one, two = engine(desk, reports), engine(desk, [])
    one.tick()

    def refuse(_self: object, _hurry: object = None) -> None:
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr(sweep.Sweeper, "sweep", refuse)
        clock.advance(timedelta(seconds=6))
        with pytest.raises(Busy):
            one.tick()
    assert "busy" in reports[-1].troubles[0]
    two.tick()
    assert two.leader
    one.tick()
    assert not one.leader
    assert not reports[-1].troubles


def test_a_jump_of_the_clock_is_told(desk: Desk, clock: FixedClock) -> None:
    reports: list[Report] = []
    one = engine(desk, reports)
    one.tick()
    clock.jump(clock.now() + timedelta(hours=1))
    one.tick()
    assert any("set forward" in trouble for trouble in reports[-1].troubles)


def test_a_ticker_that_is_stuck_is_told_of_and_begun_anew(lone_desk: Desk) -> None:
    """A tick that never ends is left behind; the new ticker does the work."""
    lone_desk.clock = SystemClock()
    stuck, freed, ticked, alarmed = (threading.Event() for _ in range(4))
    ticks: list[Report] = []

    def on_report(report: Report) -> None:
        ticks.append(report)
        if len(ticks) == 1:
            stuck.set()
            assert freed.wait(60)
        else:
            ticked.set()

    one = Engine(lone_desk, on_report=on_report, on_alarm=lambda _words: alarmed.set())
    one.start()
    try:
        assert stuck.wait(20)
        one._begin_anew(11.0)
        assert alarmed.wait(1)
        assert ticked.wait(20)
    finally:
        freed.set()
        one.stop()


def test_stopping_gives_the_lease_back(desk: Desk, clock: FixedClock) -> None:
    one = engine(desk, [])
    one.tick()
    one.stop()
    found = holder(desk)
    assert found is not None
    assert found.until == clock.now()


def test_where_the_record_ends_is_kept_outside_as_it_goes_and_at_the_end(lone_desk: Desk) -> None:
    one = engine(lone_desk, [])
    one.tick()
    first = paths.audit_heads_file().read_text().splitlines()
    log_risk(lone_desk)
    one.stop()
    last = paths.audit_heads_file().read_text().splitlines()
    assert (len(first), len(last)) == (1, 2)
    assert compare(lone_desk.store, paths.audit_heads_file()).ok


class _Broken:
    """Asks nothing, and fails each time."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def ask(self) -> int:
        raise self.fault


@pytest.mark.parametrize("fault", [ValueError("a mistake of ours"), Busy()], ids=["ours", "busy"])
def test_what_cannot_be_asked_holds_no_alert_up_and_is_told(
    lone_desk: Desk, clock: FixedClock, fault: Exception
) -> None:
    reports: list[Report] = []
    asker = cast("Asker", _Broken(fault))
    one = Engine(lone_desk, kind="console", on_report=reports.append, asker=asker)
    log_risk(lone_desk)
    one.tick()
    clock.advance(timedelta(hours=48))
    one.tick()
    assert one.leader
    assert load_alerts(lone_desk).rows
    assert any("could not be asked" in words for words in reports[-1].troubles)
