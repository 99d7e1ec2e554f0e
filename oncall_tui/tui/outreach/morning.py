"""A care manager's day: the morning look at high-risk events, the appointment book, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual.binding import Binding, BindingType
from textual.content import Content

from oncall_tui.desk.caseload.book import Book
from oncall_tui.desk.caseload.morning import MorningView, RiskEvent, tick_morning
from oncall_tui.desk.caseload.views import WorkRow
from oncall_tui.desk.views import Saved
from oncall_tui.rules.wording import say_day
from oncall_tui.text import due_words, when
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.lines import DIM, DONE, LAPSED, LAPSING, STRONG, line, pair, rule, stack, wrapped
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.widgets.fields import Field, TextField
from oncall_tui.tui.widgets.form import Values

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

TICK = "tick"
_DAY = 13
_SHOWN = 20
"""How many clients of whom something is missing are named here."""


@dataclass(frozen=True, slots=True)
class Day:
    """What somebody begins the day with."""

    morning: MorningView
    book: Book
    """Today and the days after."""
    errors: tuple[WorkRow, ...]
    """Clients of whom something is missing that must not be (R-121, R-145)."""


def day_text(day: Day, zone: ZoneInfo, now: datetime, room: int) -> Content:
    """Return the whole page for a width."""
    lines = [line(("high-risk events of your clients", STRONG)), *_morning(day.morning, zone, now, room)]
    lines += [Content(""), line(("appointments", STRONG)), *_book(day.book, zone, room)]
    lines += [Content(""), line(("what is missing", STRONG)), *_errors(day.errors, room)]
    return stack(lines)


def _morning(view: MorningView, zone: ZoneInfo, now: datetime, room: int) -> Iterator[Content]:
    if view.item_id is not None and view.due_at is not None:
        left = (view.due_at - now).total_seconds()
        asked = f"Look through them by {when(view.due_at, zone)}, {due_words(left)}, then tick (t)."
        yield line((asked, LAPSED if left <= 0 else LAPSING))
    if not view.events:
        yield line(("None is open.", DIM))
    for event in view.events:
        yield from _event(event, zone, now, room)


def _book(book: Book, zone: ZoneInfo, room: int) -> Iterator[Content]:
    for day in book.days:
        away = f"  {day.away}" if day.away else ""
        if not day.entries:
            yield pair(say_day(day.day), ("–", DIM), (away, DIM), width=_DAY)
        for place, entry in enumerate(day.entries):
            time = f"{entry.starts_at.astimezone(zone):%H:%M}"
            said = f"{time} {entry.client_name}" + (f": {entry.about}" if entry.about else "")
            clash = f"  ⚠ {entry.clash}" if entry.clash else ""
            style, label = LAPSING if entry.clash else "", "" if place else say_day(day.day)
            yield from wrapped(label, said + clash, room, width=_DAY, style=style)


def _errors(rows: Sequence[WorkRow], room: int) -> Iterator[Content]:
    if not rows:
        yield line(("Nothing: every client has a next date.", DIM))
    for row in rows[:_SHOWN]:
        yield from wrapped(row.number, f"{row.name}: {' '.join(row.problems)}", room)
    if len(rows) > _SHOWN:
        yield line((f"And {len(rows) - _SHOWN:,} more: g shows the list.", DIM))


def _event(event: RiskEvent, zone: ZoneInfo, now: datetime, room: int) -> Iterator[Content]:
    who = f"{event.name} · {event.number}" if event.number else "the client is not known yet"
    yield rule(f"{event.item_id}  {who}", room)
    yield from wrapped("notice", when(event.received_at, zone), room)
    if event.due_at is not None:
        left = (event.due_at - now).total_seconds()
        words = f"first outreach by {when(event.due_at, zone)}, {due_words(left)}"
        yield from wrapped("owed", words, room, style=LAPSED if left <= 0 else STRONG)
    else:
        tries = "1 attempt" if event.attempts == 1 else f"{event.attempts} attempts"
        yield from wrapped("tried", tries, room, style=DONE)
    steps = f"{event.done} of {event.steps} steps" if event.steps else "not begun: s, then w, begins it"
    yield from wrapped("workflow", steps, room, style="" if event.steps else DIM)
    yield from wrapped("said", event.said, room)
    if event.next_step:
        yield from wrapped("next", event.next_step, room)


class DaySheet(Sheet):
    """What somebody begins the day with; one key ticks the high-risk events (R-117)."""

    CSS_PATH = "../sheets/sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", f"leave('{TICK}')", "Tick", show=False),
        Binding("T", "leave", "Back", show=False, id="morning"),
    ]

    def __init__(self, day: Day, zone: ZoneInfo, now: datetime) -> None:
        keys = (("t", "I have looked through them"),) if day.morning.item_id is not None else ()
        draw = partial(day_text, day, zone, now)
        super().__init__("THE DAY", draw, rest=day.book.person.name, keys=keys)


class MorningForm(SmallForm):
    """That they were looked through, with a word if there is one."""

    def __init__(self, desk: Desk, view: MorningView, kept: Kept) -> None:
        count = len(view.events)
        intro = line(("1 high-risk event" if count == 1 else f"{count} high-risk events", STRONG))
        super().__init__("LOOKED THROUGH", intro, self._tick, kept)
        self._desk, self._view = desk, view

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (TextField("note", "Note", room=300, hint="may stay empty"),)

    def _tick(self, values: Values) -> Saved:
        assert self._view.item_id is not None
        return tick_morning(self._desk, self._view.item_id, values["note"], version=self._view.version)
