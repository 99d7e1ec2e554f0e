"""The lists of handovers over the console: of leaves, of the watching brief, and of those who came back."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.handover.return_views import Returned
from oncall_tui.desk.handover.views import Watched
from oncall_tui.text import when
from oncall_tui.tui.handover.columns import leave_columns, returned_columns, watched_columns
from oncall_tui.tui.handover.reading import LeaveLine, Lists
from oncall_tui.tui.lines import stack, wrapped
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import PaneTitle
from storage.vocabulary import HandoverState


class View(StrEnum):
    """Which list is shown."""

    LEAVE = "leave"
    WATCHING = "watching"
    RETURNS = "returns"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was picked, and where, so that the list can be shown again as it was."""

    view: View
    key: Hashable
    client_id: int | None = None
    absence_id: int | None = None


_TITLES = {View.LEAVE: "absences", View.WATCHING: "watching brief", View.RETURNS: "came back"}
_VIEWS = tuple(View)


class HandoversScreen(ModalScreen[Chosen | None]):
    """Answers with the client or the absence that was picked."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "handover.tcss"]  # type: ignore[assignment]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("H", "leave", "Back", show=False, id="handovers"),
        Binding("tab", "turn(1)", "Next list", show=False, priority=True),
        Binding("shift+tab", "turn(-1)", "List before", show=False, priority=True),
        *(Binding(str(place + 1), f"show('{view}')", view, show=False) for place, view in enumerate(_VIEWS)),
    ]

    def __init__(self, lists: Lists, zone: tzinfo, now: datetime, view: View, key: Hashable | None) -> None:
        super().__init__()
        self._lists, self._zone, self._view, self._wanted = lists, zone, view, key
        self._title = PaneTitle("HANDOVERS")
        self.leaves: Listing[LeaveLine] = Listing(
            leave_columns(),
            key=lambda line: line.key,
            empty="No absence is on or ahead that concerns you.",
            now=now,
            id="handover-leave",
        )
        self.watched: Listing[Watched] = Listing(
            watched_columns(zone),
            key=lambda row: row.client_id,
            empty="You are nobody's secondary care manager now.",
            now=now,
            id="handover-watching",
        )
        self.returned: Listing[Returned] = Listing(
            returned_columns(zone),
            key=lambda row: row.leave.id,
            empty="Nobody was away in the last four weeks.",
            now=now,
            id="handover-returns",
        )

    @property
    def listing(self) -> Listing[Any]:
        """The list that is shown."""
        if self._view is View.LEAVE:
            return self.leaves
        return self.watched if self._view is View.WATCHING else self.returned

    def compose(self) -> ComposeResult:
        """Lay out the title, the lists, what is known of the line under the cursor, and the keys."""
        with Vertical(classes="sheet", id="handovers"):
            yield self._title
            yield self.leaves
            yield self.watched
            yield self.returned
            yield Static(id="handovers-detail", markup=False)
            yield key_line(("Enter", "open the brief"), ("1 2 3 Tab", "other list"), ("Esc", "back"))

    def on_mount(self) -> None:
        """Begin where it was left."""
        self._title.show(focused=True)
        self.leaves.set_rows(self._lists.leaves)
        self.watched.set_rows(self._lists.watched)
        self.returned.set_rows(self._lists.returns)
        if self._wanted is not None:
            self.listing.move_to_key(self._wanted)
        self.action_show(self._view)

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    def action_show(self, view: str) -> None:
        """Show one of the lists."""
        self._view = View(view)
        for each in (self.leaves, self.watched, self.returned):
            each.display = each is self.listing
        self.listing.focus()
        self._title.show(self._counts())
        self._describe()

    def action_turn(self, by: int) -> None:
        """Show the list after or before."""
        self.action_show(_VIEWS[(_VIEWS.index(self._view) + by) % len(_VIEWS)])

    def _counts(self) -> list[Part]:
        """Return the lists with how much is in each, the one that is shown in the strongest type."""
        lines = self._lists.leaves
        accepted = sum(line.row.state is HandoverState.ACCEPTED for line in lines)
        counts = {
            View.LEAVE: f"{accepted} of {len(lines)} accepted",
            View.WATCHING: str(len(self._lists.watched)),
            View.RETURNS: str(len(self._lists.returns)),
        }
        parts: list[Part] = []
        for view in _VIEWS:
            here = view is self._view
            said = f"{'▸ ' if here else '  '}{_TITLES[view]} {counts[view]}  "
            parts.append((said, "strong" if here else "dim"))
        return parts

    def _describe(self) -> None:
        room = max(20, self.size.width - 4)
        self.query_one("#handovers-detail", Static).update(stack(self._details(room)))

    def _details(self, room: int) -> list[Content]:
        row = self.listing.current
        if isinstance(row, LeaveLine):
            leave = row.leave
            until = when(leave.end, self._zone) if leave.end else "nobody knows when"
            away = f"{leave.person.name}: {leave.code.replace('-', ' ')} from "
            return [
                *wrapped("leave", f"{away}{when(leave.start, self._zone)} until {until}", room),
                *wrapped("depth", f"{row.row.depth.value}: {'; '.join(row.row.because)}", room),
                *wrapped("to", f"{row.row.receiver.name} {row.row.receiver.phone}", room),
            ]
        if isinstance(row, Watched):
            ahead = row.leave
            next_away = f"{when(ahead.start, self._zone)}, {ahead.code}" if ahead else "none known"
            risk = "a high-risk event is open" if row.high_risk else "no high-risk event is open"
            return [
                *wrapped("stands", row.line or "no concern on record", room),
                *wrapped("risk", f"{row.status.value}; {risk}; {row.open_items} open items", room),
                *wrapped("away next", next_away, room),
            ]
        return []

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Any]) -> None:
        event.stop()
        if event.listing is self.listing:
            self._describe()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[Any]) -> None:
        event.stop()
        row = event.row
        if isinstance(row, Returned):
            self._choose(Chosen(self._view, event.key, absence_id=row.leave.id))
        else:
            client_id = row.row.client_id if isinstance(row, LeaveLine) else row.client_id
            self._choose(Chosen(self._view, event.key, client_id=client_id))

    def _choose(self, chosen: Chosen | None) -> None:
        if self.is_current:
            self.dismiss(chosen)

    def action_leave(self) -> None:
        """Step back, once."""
        self._choose(None)
