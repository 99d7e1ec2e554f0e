"""The item under the cursor in a few lines: who rang, what was said, what is owed by when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from textual.content import Content
from textual.widgets import Static

from oncall_tui.desk.views import QueueRow
from oncall_tui.text import when
from oncall_tui.tui.lines import DIM, HELD, STRONG, pair, rule, stack, wrapped
from oncall_tui.tui.words import CATEGORY, STATE
from storage.vocabulary import ClockState

_LINES = 9
_SAID = 3
_ASKED = 5
"""Lines of what the console asks."""


class ItemStrip(Static):
    """Stands under the queue where the window is high enough; the whole is on the item's card."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(id="item-strip", markup=False)
        self._zone = zone
        self._row: QueueRow | None = None

    def show(self, row: QueueRow | None) -> None:
        """Show another item."""
        if row != self._row:
            self._row = row
            self._draw()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._draw()

    def _draw(self) -> None:
        room = max(20, self.size.width)
        self.update(stack(item_lines(self._row, self._zone, room)[:_LINES]) if self._row else Content(""))


def item_lines(row: QueueRow, zone: ZoneInfo, room: int) -> list[Content]:
    """Return an item in lines of a given width."""
    lines = [rule(f"{row.id} · {CATEGORY[row.category][1]} · {STATE[row.state]}", room)]
    lines.append(_origin(row))
    late = row.recorded_at > row.received_at
    recorded = f", recorded {when(row.recorded_at, zone)}" if late else ""
    lines.append(pair("received", (when(row.received_at, zone), ""), (recorded, DIM), width=9))
    said = wrapped("said", row.said or "nothing noted", room, width=9)
    lines += said[: _ASKED if row.category.asked else _SAID]
    if row.next_step:
        lines.append(wrapped("next", row.next_step, room, width=9)[0])
    if row.held_until:
        lines.append(pair("on hold", (f"until {when(row.held_until, zone)}", HELD), width=9))
    for clock in row.clocks:
        if clock.state is ClockState.RUNNING:
            due = (when(clock.due_at, zone), STRONG)
            lines.append(pair("due", due, (f"  {clock.title}, {clock.requirement}", DIM), width=9))
    return lines


def _origin(row: QueueRow) -> Content:
    """Return who rang, or that the console asks."""
    if row.category.asked:
        return pair("asked", ("by the console", STRONG), (f"  about {row.caller}", DIM), width=9)
    return pair(
        "caller",
        (row.caller or "no name given", STRONG),
        (f"  {row.caller_type.value.replace('-', ' ')}  ", DIM),
        row.phone,
        width=9,
    )
