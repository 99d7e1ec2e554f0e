"""Short words for an alert and what became of it, the same in the banner, the list and the forms."""

from __future__ import annotations

from datetime import datetime, tzinfo
from types import MappingProxyType

from oncall_tui.desk.alerts.views import AlertRow
from oncall_tui.text import clock_time, day, due_words, span_words
from oncall_tui.tui.theme import State
from storage.vocabulary import AlertState, Rung, Step

MARKS = MappingProxyType(
    {
        AlertState.RAISED: ("A", "lapsed"),
        AlertState.ACKNOWLEDGED: ("Y", "done"),
        AlertState.SNOOZED: ("Z", "held"),
        AlertState.CLOSED: (" ", "dim"),
    }
)
"""A letter and a style for each state, as the queue shows it beside an item."""

STATES = MappingProxyType(
    {
        AlertState.RAISED: "unanswered",
        AlertState.ACKNOWLEDGED: "somebody has it",
        AlertState.SNOOZED: "put off",
        AlertState.CLOSED: "ended",
    }
)
"""A state in words."""

RUNGS = MappingProxyType(
    {
        Rung.ACTING: "whoever is acting",
        Rung.SECONDARY: "the secondary care manager",
        Rung.DUTY_DIRECTOR: "the director on the line",
        Rung.ALL_DIRECTORS: "all directors",
    }
)
"""Who a rung is, in words."""

STEPS = MappingProxyType(
    {
        Step.RAISED: "raised",
        Step.RANG: "rang again",
        Step.CLIMBED: "climbed",
        Step.PASSED_OVER: "passed over",
        Step.ACKNOWLEDGED: "has it",
        Step.EXPIRED: "expired",
        Step.SNOOZED: "put off",
        Step.WOKEN: "woke up",
        Step.HANDED_ON: "handed on",
        Step.SENT: "sent",
        Step.NOT_DELIVERED: "not delivered",
        Step.CLOSED: "ended",
    }
)
"""What happened, in a word or two."""


def look_of(row: AlertRow, now: datetime) -> State:
    """Return how an alert stands: answered for, put off, or pressing."""
    if row.state is AlertState.ACKNOWLEDGED:
        return State.DONE
    if row.state is AlertState.SNOOZED:
        return State.HELD
    return State.LAPSED if row.lapsed(now) else State.LAPSING


def client_of(row: AlertRow) -> str:
    """Return whose alert it is."""
    return row.client_name or row.asked or "(unknown)"


def due_in(row: AlertRow, now: datetime) -> str:
    """Return when its clock lapses or did, as a sentence."""
    return due_words((row.lapses_at - now).total_seconds())


def late_words(row: AlertRow) -> str:
    """Return how late it was raised; empty where that was in time."""
    return f"late by {span_words(row.late)}" if row.late is not None else ""


def short_time(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return a time of day, with its weekday where that is not today's."""
    local = clock_time(at, zone)[:5]
    return local if day(at, zone) == day(now, zone) else f"{day(at, zone)[:3]} {local}"


def answer_words(row: AlertRow, now: datetime, zone: tzinfo) -> str:
    """Return who has answered for it, since when and until when that holds; else when it rings again."""
    ahead = short_time(row.next_at, now, zone) if row.next_at is not None else ""
    if row.state is AlertState.ACKNOWLEDGED and row.acknowledged_by is not None:
        since = short_time(row.acknowledged_at, now, zone) if row.acknowledged_at is not None else ""
        return f"{row.acknowledged_by.name} {since}" + (f"–{ahead}" if ahead else "")
    if row.state is AlertState.SNOOZED and row.snoozed_until is not None:
        return f"later, {short_time(row.snoozed_until, now, zone)}"
    return f"nobody, again {ahead}" if ahead else "nobody"


def told_words(row: AlertRow) -> str:
    """Return who was told."""
    return "all directors" if row.rung is Rung.ALL_DIRECTORS else row.recipient.name
