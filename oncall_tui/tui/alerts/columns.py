"""What the list of alerts shows of each, column by column."""

from __future__ import annotations

from datetime import datetime, tzinfo

from oncall_tui.desk.alerts.views import AlertRow
from oncall_tui.text import countdown
from oncall_tui.tui.alerts.wording import (
    MARKS,
    answer_words,
    client_of,
    late_words,
    look_of,
    told_words,
)
from oncall_tui.tui.theme import State
from oncall_tui.tui.widgets.columns import Cell, Column, Part
from storage.vocabulary import AlertState


def alert_columns(zone: tzinfo) -> tuple[Column[AlertRow], ...]:
    """Return the list's columns; the highest priority goes first where the width runs short."""

    def mark(row: AlertRow, now: datetime) -> Cell:
        state = look_of(row, now)
        return (state.glyph + MARKS[row.state][0], state.value)

    def due(row: AlertRow, now: datetime) -> Cell:
        return (countdown((row.lapses_at - now).total_seconds()), look_of(row, now).value)

    def answer(row: AlertRow, now: datetime) -> Cell:
        style = "strong" if row.state is AlertState.RAISED else "dim"
        return (*_trouble(row), (answer_words(row, now, zone), style), *_lateness(row))

    return (
        Column("", width=2, render_at=mark),
        Column("due in", width=6, align="right", render_at=due),
        Column("item", width=4, align="right", render=lambda row: (str(row.item_id), "dim")),
        Column("client", width=12, fraction=3, render=client_of),
        Column("rule", width=12, fraction=4, render=lambda row: row.title, priority=2),
        Column("warning", width=9, fraction=2, render=lambda row: (row.remaining, "dim"), priority=4),
        Column("told", width=13, render=told_words, priority=1),
        Column("answer", width=19, fraction=4, render_at=answer),
    )


def _trouble(row: AlertRow) -> tuple[Part, ...]:
    """Return that it did not reach whom it should have, before anything else."""
    return ((f"{State.LAPSED.glyph} not delivered  ", "lapsed"),) if row.undelivered else ()


def _lateness(row: AlertRow) -> tuple[Part, ...]:
    """Return how late it was raised, behind everything else."""
    return ((f"  {late_words(row)}", "lapsing"),) if row.late is not None else ()
