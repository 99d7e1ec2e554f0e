"""One alert in lines: what it warns of, who was told, what comes next, and every step so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from textual.content import Content

from oncall_tui.desk.alerts.views import AlertRow, StepView
from oncall_tui.text import cell_width, when
from oncall_tui.tui.alerts.wording import (
    RUNGS,
    STATES,
    STEPS,
    client_of,
    due_in,
    late_words,
    look_of,
)
from oncall_tui.tui.lines import DIM, LAPSED, LAPSING, STRONG, line, pair, rule, stack, wrap, wrapped
from oncall_tui.tui.sheets.why_text import STYLES
from storage.vocabulary import AlertState, Rung, Step

_WIDTH = 10
_TIME = 23
_MARKED = {Step.NOT_DELIVERED: LAPSED, Step.EXPIRED: LAPSING, Step.CLIMBED: LAPSING}


def alert_lines(row: AlertRow, now: datetime, zone: tzinfo, room: int) -> list[Content]:
    """Return an alert in lines of a given width: what it is, and whatever else must be known of it."""
    lines = [rule(f"{row.item_id} · {row.title} · {STATES[row.state]}", room)]
    lines += wrapped("client", client_of(row), room, width=_WIDTH, style=STRONG)
    lapses = f"{when(row.lapses_at, zone)}, {due_in(row, now)}"
    lines += wrapped("due", lapses, room, width=_WIDTH, style=STYLES[look_of(row, now)])
    late = late_words(row)
    raised = f"{row.remaining}; raised {when(row.raised_at, zone)}"
    lines += wrapped("warning", raised + (f", {late}" if late else ""), room, width=_WIDTH)
    lines += wrapped("told", _told(row), room, width=_WIDTH)
    lines += wrapped("then", next_words(row, zone), room, width=_WIDTH)
    if row.undelivered:
        lines += wrapped("✗", f"not delivered: {row.undelivered}", room, width=_WIDTH, style=LAPSED)
    return lines


def _told(row: AlertRow) -> str:
    if row.rung is Rung.ALL_DIRECTORS:
        return f"{RUNGS[row.rung]}; {row.acting.name} is acting"
    if row.recipient.id == row.acting.id:
        return f"{row.recipient.name}, who is acting"
    return f"{row.recipient.name}, {RUNGS[row.rung]}; {row.acting.name} is acting"


def next_words(row: AlertRow, zone: tzinfo) -> str:
    """Return what an alert does by itself if nobody does anything."""
    at = when(row.next_at, zone) if row.next_at is not None else "never"
    if row.state is AlertState.ACKNOWLEDGED:
        who = row.acknowledged_by.name if row.acknowledged_by is not None else "somebody"
        return f"{who} has it; unless something is done that expires {at}"
    if row.state is AlertState.SNOOZED:
        return f"put off; rings again {at}"
    louder = "rings again" if row.rung is Rung.ALL_DIRECTORS else "rings again or climbs"
    return f"nobody has answered; {louder} {at}"


def steps_text(row: AlertRow, steps: Sequence[StepView], now: datetime, zone: tzinfo, room: int) -> Content:
    """Return the alert and its ladder so far, oldest first (R-162)."""
    lines = [*alert_lines(row, now, zone, room), Content(""), rule("what happened so far", room)]
    for step in steps:
        lines += _step(step, zone, room)
    return stack(lines)


def _step(step: StepView, zone: tzinfo, room: int) -> list[Content]:
    """Return a step: its time, what happened and to whom, and beneath it what was said."""
    left = _TIME if room >= 2 * _TIME else 2
    time = when(step.at, zone)
    what = (STEPS[step.step], _MARKED.get(step.step, STRONG))
    who = f"  {step.person}" if step.person else ""
    rung = (f"  {RUNGS[step.rung]}", DIM)
    if left == 2:
        lines = [line((time, DIM)), line("  ", what, who)]
    elif cell_width(time + what[0] + who + rung[0]) + 2 > room:
        lines = [pair(time, what, who, width=_TIME)]
    else:
        lines = [pair(time, what, who, rung, width=_TIME)]
    return [*lines, *(line(" " * left, (each, DIM)) for each in wrap(step.words, room - left))]
