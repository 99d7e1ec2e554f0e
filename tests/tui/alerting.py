"""How the tests of alerts on the screen begin, and values made by hand for what needs no record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.alerts.views import AlertRow
from oncall_tui.desk.context import Desk
from oncall_tui.desk.views import PersonRef
from oncall_tui.tui.alerts.screen import AlertScreen
from oncall_tui.tui.app import OncallApp
from oncall_tui.tui.console.alerting import RINGING
from oncall_tui.tui.console.screen import ConsoleScreen
from storage.vocabulary import AlertState, Rung, Urgency
from tests.clock import NOON, FixedClock
from tests.tui.flows import begin
from tests.tui.waiting import wait_for

MOMENT = timedelta(seconds=1)
"""Longer than it takes to see what has come up."""
KIM_WEBB = PersonRef(1, "Kim Webb", "kim@harbourside.example", "0491 570 006")
MAI_TRAN = PersonRef(4, "Mai Tran", "mai@harbourside.example", "0491 570 157")

ROW = AlertRow(
    id=7,
    version=1,
    item_id=1042,
    clock_id=3,
    client_id=1,
    client_name="Okafor, Hana",
    rule="clinical-call-back",
    title="Clinical call back",
    point="lapse",
    remaining="lapsed",
    lapses_at=NOON - timedelta(minutes=12),
    due_at=NOON - timedelta(minutes=12),
    raised_at=NOON - timedelta(minutes=12),
    state=AlertState.RAISED,
    rung=Rung.ACTING,
    urgency=Urgency.NORMAL,
    recipient=MAI_TRAN,
    acting=MAI_TRAN,
    acknowledged_by=None,
    acknowledged_at=None,
    snoozed_until=None,
    next_at=datetime(2026, 11, 21, 1, 5, tzinfo=UTC),
    snooze_limit=NOON + timedelta(hours=1),
    undelivered="",
)
"""An alert of a clock that lapsed twelve minutes before noon."""


def row(**changes: Any) -> AlertRow:
    """Return that alert with other values."""
    return replace(ROW, **changes)


def sweep(desk: Desk) -> None:
    """Raise what is due, as the engine would."""
    Sweeper(desk).sweep()


def open_alert(desk: Desk, item_id: int) -> AlertRow:
    """Return the open alert of an item as the record has it."""
    return next(each for each in load_alerts(desk).rows if each.item_id == item_id)


def bells(monkeypatch: pytest.MonkeyPatch, *, alarms: bool = False) -> list[str]:
    """Return a list that grows with each bell of an alert, and with those of the watchdog if that is meant.

    A clock that a test moves on by minutes looks to the watchdog like a ticker that stands still.
    """
    rung: list[str] = []
    if not alarms:
        monkeypatch.setattr(ConsoleScreen, "hear_alarm", lambda _screen, _words: None)
    monkeypatch.setattr(OncallApp, "bell", lambda _app: rung.append("bell"))
    return rung


def rang(screen: ConsoleScreen) -> str:
    """Return what was said of alerts that rang."""
    return " ".join(str(each.message) for each in screen.app._notifications if each.title == RINGING)


async def in_banner(screen: ConsoleScreen, pilot: Pilot[int], clock: FixedClock, item_id: int) -> None:
    """Wait until the alert of an item stands in the banner, and until somebody can have seen it."""
    await wait_for(
        pilot,
        lambda: screen.pressing is not None and screen.pressing.item_id == item_id,
        description=f"the alert of {item_id} is in the banner",
    )
    clock.advance(MOMENT)


async def alert_list(screen: ConsoleScreen, pilot: Pilot[int]) -> AlertScreen:
    """Open the list of alerts, once they were read, and wait until its rows are there."""
    await wait_for(pilot, lambda: screen.alerts is not None, description="the alerts were read")
    top = await begin(screen, pilot, "v", AlertScreen)
    await wait_for(pilot, lambda: bool(top.listing.rows), description="the alerts are listed")
    return top
