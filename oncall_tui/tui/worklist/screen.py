"""The worklist over the console: whom to ring next, why, and what is done of it today."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.caseload.views import WorkRow
from oncall_tui.desk.production.round import Round, Stop
from oncall_tui.desk.production.words import contacts_words
from oncall_tui.rules.caseload import PRIORITY_WORDS
from oncall_tui.text import due_words
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.lines import DIM, LAPSING, STRONG, line, stack, wrapped
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import PaneTitle
from oncall_tui.tui.worklist.columns import worklist_columns
from oncall_tui.tui.worklist.text import heading
from storage.vocabulary import Priority

Act = Callable[["WorklistScreen"], Coroutine[Any, Any, None]]
"""What a key does; it may change what the screen shows."""

_HIGH = frozenset({Priority.HIGH_1, Priority.HIGH_2})
_NOBODY = "No client is on this list. Clients come onto it when somebody becomes their primary manager."
_NOTHING_DUE = "Nothing is due: everybody is done today, or planned for later. Tab shows all of them."


class View(StrEnum):
    """Which clients are shown."""

    ALL = "all"
    DUE = "due"
    """Whoever is pressing, late, planned for today or before, or without a date; the done ones left out."""


class WorklistScreen(ModalScreen[None]):
    """Stays open while clients are rung from it, so that the cursor never loses its place."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "worklist.tcss"]  # type: ignore[assignment]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("g", "leave", "Back", show=False, id="worklist"),
        Binding("a", "act('call')", "Call", show=False, id="attempt"),
        Binding("d", "act('date')", "Next date", show=False),
        Binding("n", "next", "Next to do", show=False),
        Binding("u", "act('undo')", "Undo", show=False, id="undo"),
        Binding("ctrl+r", "act('reload')", "Reload", show=False, id="reload"),
        Binding("tab", "turn", "All or due", show=False, priority=True),
    ]

    def __init__(self, found: Round, zone: ZoneInfo, now: datetime, acts: Mapping[str, Act]) -> None:
        """Take the list to show and what the keys do: open, call, date, reload."""
        super().__init__()
        self.found = found
        """The list as it stands."""
        self._zone, self._now, self._acts = zone, now, acts
        self._view = View.ALL
        self._title = PaneTitle("WORKLIST")
        self.listing: Listing[Stop] = Listing(
            worklist_columns(zone, found.worklist.today),
            key=lambda stop: stop.row.client_id,
            empty=_NOTHING_DUE if found.stops else _NOBODY,
            now=now,
            id="worklist-listing",
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, the list, who is under the cursor and the keys."""
        with Vertical(classes="sheet", id="worklist"):
            yield self._title
            yield self.listing
            yield Static(id="worklist-detail", markup=False)
            yield key_line(
                ("Enter", "card"),
                ("a", "call"),
                ("n", "next to do"),
                ("d", "next date"),
                ("u", "undo"),
                ("Tab", "due"),
                ("Esc", "back"),
            )

    def on_mount(self) -> None:
        """Begin with the first who is not done."""
        self._title.show(focused=True)
        self.show(self.found, self._now)
        self.listing.focus()
        self.action_next()

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    # What is shown

    def show(self, found: Round, now: datetime) -> None:
        """Show the list as it stands now; the cursor stays on its client."""
        self.found, self._now = found, now
        self.listing.tick(now)
        self._put()

    def _put(self) -> None:
        shown = [stop for stop in self.found.stops if self._view is View.ALL or self._due(stop)]
        self.listing.set_rows(shown)
        rest: list[Part] = [("   due only", "accent")] if self._view is View.DUE else []
        self._title.show([*heading(self.found), *rest])
        self._describe()

    def _due(self, stop: Stop) -> bool:
        row, today = stop.row, self.found.worklist.today
        planned = row.next_on is None or row.next_on <= today
        return not stop.done and (row.late or planned or row.priority in _HIGH)

    def stop(self, client_id: int) -> Stop | None:
        """Return a client of the list as it stands."""
        return next((each for each in self.found.stops if each.row.client_id == client_id), None)

    def beside(self, client_id: int, by: int, *, to_do: bool) -> int | None:
        """Return the client after or before one, those that are done passed over where that is asked."""
        stops = self.found.stops
        place = next((at for at, each in enumerate(stops) if each.row.client_id == client_id), -1)
        place += by
        while 0 <= place < len(stops):
            if not (to_do and stops[place].done):
                return stops[place].row.client_id
            place += by
        return None

    def place(self, client_id: int) -> str:
        """Return which of the list a client is."""
        stops = self.found.stops
        at = next((at for at, each in enumerate(stops, 1) if each.row.client_id == client_id), 0)
        return f"{at} of {len(stops)}"

    @property
    def today_words(self) -> str:
        """How the day stands, in a word."""
        return f"today {contacts_words(self.found.today.goal)}"

    def go_to(self, client_id: int) -> None:
        """Put the cursor on a client."""
        self.listing.move_to_key(client_id)

    def _describe(self) -> None:
        self.query_one("#worklist-detail", Static).update(stack(self._details(max(20, self.size.width - 4))))

    def _details(self, room: int) -> list[Content]:
        stop = self.listing.current
        if stop is None:
            return []
        row = stop.row
        lines = [line((row.name, STRONG), (f" · {row.number}", DIM), (f"   {_open(row, self._now)}", DIM))]
        lines += wrapped("why", f"{PRIORITY_WORDS[row.priority]}: {row.why}", room)
        for each in row.problems:
            lines += wrapped("missing", each, room, style=LAPSING)
        if row.next_because:
            lines += wrapped("next", row.next_because, room, style=DIM)
        return lines

    # Keys

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Stop]) -> None:
        event.stop()
        self._describe()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[Stop]) -> None:
        event.stop()
        self.action_act("open")

    def action_act(self, name: str) -> None:
        """Do what a key does, on the client under the cursor."""
        if self.is_current:
            self.run_worker(self._acts[name](self), group=FLOW, exclusive=True)

    def action_next(self) -> None:
        """Go to the first client of the list who is neither spoken to nor tried today."""
        first = next((stop for stop in self.listing.rows if not stop.done), None)
        if first is not None:
            self.go_to(first.row.client_id)

    def action_turn(self) -> None:
        """Show all of them, or those that are due."""
        self._view = View.DUE if self._view is View.ALL else View.ALL
        self._put()

    def action_leave(self) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(None)


def _open(row: WorkRow, now: datetime) -> str:
    """Return how much is open, and by when the first of it is due."""
    count = len(row.tasks)
    said = "nothing open" if not count else "1 matter open" if count == 1 else f"{count} matters open"
    if row.due_at is None:
        return said
    return f"{said}, {due_words((row.due_at - now).total_seconds())}"
