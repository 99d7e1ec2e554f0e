"""What the queue shows of an item, column by column (R-056)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from oncall_tui.desk.views import QueueRow
from oncall_tui.text import clock_time, countdown
from oncall_tui.tui.alerts.wording import MARKS
from oncall_tui.tui.theme import State
from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.words import CATEGORY, SHORT, STATE, URGENCY, nameless
from storage.vocabulary import AlertState, ItemState


def state_of(row: QueueRow, now: datetime, lapsing: timedelta) -> State:
    """Return how an item stands at an instant."""
    if row.lapsed(now):
        return State.LAPSED
    if row.state is ItemState.ON_HOLD and (row.held_until is None or now < row.held_until):
        return State.HELD
    if row.due_at is not None and row.due_at - now <= lapsing:
        return State.LAPSING
    return State.RUNNING


def queue_columns(
    zone: ZoneInfo, lapsing: timedelta, alerted: Mapping[int, AlertState] | None = None
) -> tuple[Column[QueueRow], ...]:
    """Return the queue's columns; the further right, the sooner a narrow screen goes without.

    `alerted` tells which items have an open alert and how it stands; it is looked into at every tick.
    """
    alerts = alerted if alerted is not None else {}

    def mark(row: QueueRow, now: datetime) -> Cell:
        state = state_of(row, now, lapsing)
        sign = (state.mark, "" if state is State.RUNNING else state.value)
        return (sign, MARKS[alerts[row.id]]) if row.id in alerts else sign

    def due(row: QueueRow, now: datetime) -> Cell:
        state = state_of(row, now, lapsing)
        style = "" if state is State.RUNNING else state.value
        if state is State.HELD and row.held_until is not None:
            return (f"‖{clock_time(row.held_until, zone)[:5]}", style)
        if row.due_at is None:
            return ("–", "dim")
        return (countdown((row.due_at - now).total_seconds()), style)

    return (
        Column("", width=3, render_at=mark),
        Column("due in", width=6, align="right", render_at=due),
        Column("item", width=4, align="right", render=lambda row: (str(row.id), "dim"), priority=4),
        Column("", width=1, render=lambda row: URGENCY[row.urgency], priority=2),
        Column("client", width=12, fraction=8, render=_client),
        Column("what", width=11, render=_what),
        Column("acting", width=9, fraction=1, render=_acting),
        Column("tries", width=5, align="right", render=_tries, priority=1),
        Column("state", width=10, render=lambda row: (STATE[row.state], "dim"), priority=5),
        Column("next step", width=18, fraction=4, render=lambda row: (row.next_step, "dim"), priority=6),
    )


def _client(row: QueueRow) -> Cell:
    if row.client_name:
        return row.client_name
    why, who = nameless(row)
    return ((why, "dim"), (who, ""))


def _what(row: QueueRow) -> Cell:
    letter, words = CATEGORY[row.category]
    return ((f"{letter} ", "strong"), (SHORT.get(row.category, words), ""))


def _acting(row: QueueRow) -> Cell:
    return ((row.acting.name, ""), (" ←", "accent")) if row.handed else row.acting.name


def _tries(row: QueueRow) -> Cell:
    if row.attempts_allowed == 0:
        return ("–" if not row.attempts else str(row.attempts), "dim")
    allowed = "∞" if row.attempts_allowed is None else str(row.attempts_allowed)
    over = row.attempts_allowed is not None and row.attempts > row.attempts_allowed
    return (f"{row.attempts}/{allowed}", "lapsing" if over else "")
