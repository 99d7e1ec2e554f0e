"""The morning look at high-risk events: what is open, how far each has got, and the tick (R-117)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual.binding import Binding, BindingType
from textual.content import Content

from oncall_tui.desk.caseload.morning import MorningView, RiskEvent, tick_morning
from oncall_tui.desk.views import Saved
from oncall_tui.text import due_words, when
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.lines import DIM, DONE, LAPSED, STRONG, line, rule, stack, wrapped
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.widgets.fields import Field, TextField
from oncall_tui.tui.widgets.form import Values

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

TICK = "tick"


def morning_text(view: MorningView, zone: ZoneInfo, now: datetime, room: int) -> Content:
    """Return the whole page for a width."""
    lines: list[Content] = []
    if view.item_id is not None and view.due_at is not None:
        left = (view.due_at - now).total_seconds()
        asked = f"asked as {view.item_id}: look through them by {when(view.due_at, zone)}, {due_words(left)}"
        lines += [line((asked, LAPSED if left <= 0 else STRONG)), Content("")]
    if not view.events:
        lines.append(line(("No high-risk event of your clients is open.", DIM)))
    for event in view.events:
        lines += _event(event, zone, now, room)
    return stack(lines)


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


class MorningSheet(Sheet):
    """The high-risk events of own and covered clients."""

    CSS_PATH = "../sheets/sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", f"leave('{TICK}')", "Tick", show=False),
        Binding("T", "leave", "Back", show=False, id="morning"),
    ]

    def __init__(self, view: MorningView, zone: ZoneInfo, now: datetime) -> None:
        count = len(view.events)
        rest = "1 high-risk event" if count == 1 else f"{count} high-risk events"
        keys = (("t", "I have looked through them"),) if view.item_id is not None else ()
        super().__init__("THIS MORNING", partial(morning_text, view, zone, now), rest=rest, keys=keys)


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
