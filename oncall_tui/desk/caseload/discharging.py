"""The clock that leads up to a discharge (R-139)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk import windows
from oncall_tui.desk.asks.asking import Ask
from oncall_tui.desk.caseload import standing
from oncall_tui.desk.caseload.base import local_day, say_day
from oncall_tui.rules.events import Event
from storage.vocabulary import Category

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.models import Client


def lead_up(session: Session, desk: Desk, client: Client, on: date, now: datetime) -> date:
    """Start the clock that leads up to a discharge, and return the day by which the way out begins."""
    assert client.id is not None
    anchor = _anchor(desk, on)
    begun = windows.windows(desk, (Event.DISCHARGE_PLANNED,), anchor)
    item = standing.find_open(session, Category.DISCHARGE, client.id)
    words = f"{client.number} is discharged on {say_day(on)}: the way out begins before."
    if item is None:
        ask = Ask(
            standing.key_of(Category.DISCHARGE, client.id),
            Category.DISCHARGE,
            words,
            client.number,
            client_id=client.id,
            counts_from=anchor,
        )
        standing.begin(session, desk, ask, now)
    elif not any(clock.started_at == anchor for clock in windows.running(session, item)):
        item.said = words
        standing.restart(session, desk, item, begun, now, "another discharge date was set")
    return begins_by(desk, on)


def begins_by(desk: Desk, on: date) -> date:
    """Return the day by which the way out begins for a discharge on a day."""
    due = desk.rulebook.get("discharge-workflow").deadline(_anchor(desk, on), desk.house.calendar).at
    return local_day(desk, due - timedelta(microseconds=1))


def _anchor(desk: Desk, on: date) -> datetime:
    """Return the instant of a discharge: the close of business, so that the day two months before counts."""
    calendar = desk.house.calendar
    closes = calendar.open_spans(next(calendar.business_days(on)))[-1][1]
    return calendar.instant(on, calendar.local(closes).time())
