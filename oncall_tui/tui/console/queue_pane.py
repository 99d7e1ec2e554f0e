"""The queue: what is owed, what lapses next, and who must act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from textual.app import ComposeResult

from oncall_tui.desk.alerts.views import AlertRow
from oncall_tui.desk.views import QueueRow
from oncall_tui.tui.console.filters import ALL, Filter
from oncall_tui.tui.console.item_strip import ItemStrip
from oncall_tui.tui.console.queue_columns import queue_columns
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import Pane
from storage.vocabulary import AlertState

_SHORTCUTS = ("all", "mine", "today")


class QueuePane(Pane):
    """The queue under its title, which says how many items each of the usual choices holds."""

    def __init__(self, zone: ZoneInfo, lapsing: timedelta, now: datetime) -> None:
        super().__init__("QUEUE", id="queue")
        self._rows: tuple[QueueRow, ...] = ()
        self._alerted: dict[int, AlertState] = {}
        self.chosen: Filter = ALL
        self.listing: Listing[QueueRow] = Listing(
            queue_columns(zone, lapsing, self._alerted),
            key=lambda row: row.id,
            empty="Nothing waits. n logs a call, / looks a client up.",
            now=now,
            id="queue-listing",
        )
        self.strip = ItemStrip(zone)

    def compose(self) -> ComposeResult:
        """Lay out the title and the list."""
        yield self.title_line
        yield self.listing
        yield self.strip

    def show(self, rows: Sequence[QueueRow], choices: Sequence[Filter]) -> None:
        """Show the items that the chosen filter keeps; the cursor stays on its record."""
        self._rows = tuple(rows)
        self.chosen = next((each for each in choices if each.id == self.chosen.id), ALL)
        self.listing.set_rows(tuple(row for row in self._rows if self.chosen.keeps(row)))
        self.listing.stale = False
        parts: list[Part] = []
        for choice in choices:
            if choice.id in _SHORTCUTS or choice.id == self.chosen.id:
                number = sum(1 for row in self._rows if choice.keeps(row))
                parts += [*self._count(choice, number), ("   ", "")]
        self.title_line.show(parts)

    def mark_alerts(self, alerts: Sequence[AlertRow], now: datetime) -> None:
        """Mark the items that have an open alert; of several the one that presses most counts."""
        self._alerted.clear()
        for row in reversed(alerts):
            self._alerted[row.item_id] = row.state
        self.listing.tick(now)

    def _count(self, choice: Filter, number: int) -> list[Part]:
        """Return a choice with its number; one that hides items says so without colour too."""
        if choice.id != self.chosen.id:
            return [(f"{choice.title} {number}", "dim")]
        if choice.id == ALL.id:
            return [(f"{choice.title} {number}", "strong")]
        return [("▸ ", "accent"), (f"only {choice.title} {number}", "strong")]

    def choose(self, choice: Filter, choices: Sequence[Filter]) -> None:
        """Keep other items in sight."""
        self.chosen = choice
        self.show(self._rows, choices)
