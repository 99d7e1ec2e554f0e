"""Outside parties as a list over the console: all of them, or those around one client."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.parties.views import KIND_WORDS, PartyOfClient, PartyRow
from oncall_tui.text import day
from oncall_tui.tui.lines import stack, wrapped
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Cell, Column, Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import PaneTitle


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was picked, and in which list, so that it can be shown again as it was."""

    party_id: int | None
    """None for a new party."""
    around: bool
    """Whether only the parties around the client were shown."""


class PartiesScreen(ModalScreen[Chosen | None]):
    """Answers with the party that was picked, or that a new one is wanted."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "../cases/cases.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("O", "leave", "Back", show=False, id="parties"),
        Binding("n", "new", "New party", show=False),
        Binding("a", "switch", "All or this client's", show=False),
    ]

    def __init__(
        self,
        every: tuple[PartyRow, ...],
        client: str,
        around: tuple[PartyOfClient, ...] | None,
        zone: tzinfo,
        *,
        key: Hashable | None = None,
        around_shown: bool = False,
    ) -> None:
        super().__init__()
        self._every, self._client, self._around = every, client, around
        self._zone, self._key = zone, key
        self._roles = {each.row.id: each.role for each in around or ()}
        self.around_shown = around_shown and around is not None
        """Whether only the parties around the client are shown."""
        self._title = PaneTitle("OUTSIDE PARTIES")
        self.listing: Listing[PartyRow] = Listing(
            self._columns(),
            key=lambda row: row.id,
            empty="Nobody here yet. n adds one.",
            id="parties-listing",
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, the list, what is known of the line under the cursor, and the keys."""
        with Vertical(classes="sheet", id="parties"):
            yield self._title
            yield self.listing
            yield Static(id="parties-detail", markup=False)
            more = (("a", "all or this client's"),) if self._around is not None else ()
            yield key_line(("Enter", "open"), ("n", "add"), *more, ("Esc", "back"))

    def on_mount(self) -> None:
        """Begin where it was left."""
        self._title.show(focused=True)
        self._put()
        if self._key is not None:
            self.listing.move_to_key(self._key)
        self.listing.focus()

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    def _columns(self) -> tuple[Column[PartyRow], ...]:
        return (
            Column("name", lambda row: (row.name, "strong"), width=18, fraction=3),
            Column("what", self._what, width=19, fraction=1),
            Column("ask for", lambda row: (row.contact_name, "dim"), width=12, fraction=1, priority=3),
            Column("phone", lambda row: row.phones[0] if row.phones else ("–", "dim"), width=13, priority=1),
            Column(
                "shared", lambda row: str(row.shared) if row.shared else ("–", "dim"), width=6, align="right"
            ),
            Column("last contact", self._last, width=12, priority=2),
        )

    def _what(self, row: PartyRow) -> Cell:
        role = self._roles.get(row.id)
        return (
            (role, "accent") if role and self.around_shown else (row.works_as or KIND_WORDS[row.kind], "dim")
        )

    def _last(self, row: PartyRow) -> Cell:
        return (day(row.last_contact, self._zone), "") if row.last_contact else ("–", "dim")

    def _put(self) -> None:
        rows = tuple(each.row for each in self._around or ()) if self.around_shown else self._every
        self.listing.set_rows(rows)
        count = "1 party" if len(rows) == 1 else f"{len(rows):,} parties"
        whose = f"around {self._client}" if self.around_shown else "all"
        parts: list[Part] = [(whose, "strong"), (f"   {count}", "dim")]
        self._title.show(parts)
        self._describe()

    def _describe(self) -> None:
        row = self.listing.current
        room = max(20, self.size.width - 4)
        lines = []
        if row is not None:
            ways = " · ".join((*row.phones, *row.emails)) or "no number or address on record"
            lines += wrapped("reach", ways, room)
            if row.line:
                lines += wrapped("rings on", row.line, room)
            lines += wrapped("notes", row.notes or "nothing noted", room)
        self.query_one("#parties-detail", Static).update(stack(lines))

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[PartyRow]) -> None:
        event.stop()
        self._describe()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[PartyRow]) -> None:
        event.stop()
        self._choose(Chosen(event.row.id, self.around_shown))

    def action_new(self) -> None:
        """Add a party."""
        self._choose(Chosen(None, self.around_shown))

    def action_switch(self) -> None:
        """Show all, or only those around the client."""
        if self._around is not None:
            self.around_shown = not self.around_shown
            self._put()

    def _choose(self, chosen: Chosen | None) -> None:
        if self.is_current:
            self.dismiss(chosen)

    def action_leave(self) -> None:
        """Step back, once."""
        self._choose(None)
