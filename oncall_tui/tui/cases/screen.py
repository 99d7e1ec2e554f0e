"""The cases of a client, or every case that goes on, as a list over the console."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from oncall_tui.desk.cases.naming import KIND_WORDS
from oncall_tui.desk.cases.views import CaseRow
from oncall_tui.text import day
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Cell, Column, Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import PaneTitle
from storage.vocabulary import CaseState

Everybody = Callable[[], Awaitable[tuple[CaseRow, ...] | None]]
"""Reads every case that goes on; None when that could not be read."""
_STATES = {
    CaseState.OPEN: ("· open", ""),
    CaseState.ENDED: ("! ended", "lapsing"),
    CaseState.CLOSED: ("✓ closed", "done"),
    CaseState.WITHDRAWN: ("– withdrawn", "dim"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was picked, and in which list, so that it can be shown again as it was."""

    case_id: int | None
    """None for a new case."""
    everybody: bool


class CasesScreen(ModalScreen[Chosen | None]):
    """Answers with the case that was picked, or that a new one is wanted."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "cases.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("k", "leave", "Back", show=False, id="cases"),
        Binding("n", "new", "New case", show=False),
        Binding("a", "switch", "This client's or all", show=False),
    ]

    def __init__(
        self,
        client: str,
        own: tuple[CaseRow, ...] | None,
        everybody: Everybody,
        zone: tzinfo,
        *,
        key: Hashable | None = None,
        every: tuple[CaseRow, ...] | None = None,
    ) -> None:
        super().__init__()
        self._client, self._own, self._everybody = client, own, everybody
        self._every, self._key = every, key
        self.all_shown = every is not None or own is None
        """Whether the cases of everybody are shown."""
        self._title = PaneTitle("CASES")
        empty = "No case on record. n opens one." if own is not None else "No case goes on."
        self.listing: Listing[CaseRow] = Listing(
            _columns(zone), key=lambda row: row.id, empty=empty, id="cases-listing"
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, the list and the keys."""
        with Vertical(classes="sheet", id="cases"):
            yield self._title
            yield self.listing
            keys = (("Enter", "open"),)
            if self._own is not None:
                keys += (("n", "new case"), ("a", "this client's or all"))  # type: ignore[assignment]
            yield key_line(*keys, ("Esc", "back"))

    def on_mount(self) -> None:
        """Begin where it was left."""
        self._title.show(focused=True)
        self._put()
        if self._key is not None:
            self.listing.move_to_key(self._key)
        self.listing.focus()

    def _put(self) -> None:
        rows = (self._every if self.all_shown else self._own) or ()
        self.listing.set_rows(rows)
        whose = "all that go on" if self.all_shown else self._client
        count = "1 case" if len(rows) == 1 else f"{len(rows):,} cases"
        owed = sum(bool(each.owed) for each in rows)
        parts: list[Part] = [(whose, "strong"), (f"   {count}", "dim")]
        if owed:
            parts.append((f", {owed} with something owed", "lapsing"))
        self._title.show(parts)

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[CaseRow]) -> None:
        event.stop()
        self._choose(Chosen(event.row.id, self.all_shown))

    def action_new(self) -> None:
        """Open a new case of this client."""
        if self._own is not None:
            self._choose(Chosen(None, everybody=False))

    def action_switch(self) -> None:
        """Show the cases of everybody, or this client's again."""
        if self._own is not None:
            self.run_worker(self._switch(), group=FLOW, exclusive=True)

    async def _switch(self) -> None:
        if not self.all_shown:
            self.listing.stale = True
            found = await self._everybody()
            self.listing.stale = False
            if found is None:
                return
            self._every = found
        self.all_shown = not self.all_shown
        self._put()

    def _choose(self, chosen: Chosen | None) -> None:
        if self.is_current:
            self.dismiss(chosen)

    def action_leave(self) -> None:
        """Step back, once."""
        self._choose(None)


def _columns(zone: tzinfo) -> tuple[Column[CaseRow], ...]:
    return (
        Column("case", lambda row: (str(row.id), "dim"), width=5, align="right"),
        Column("stands", lambda row: _STATES[row.state], width=9),
        Column("client", _client, width=16, fraction=3),
        Column("kind", lambda row: KIND_WORDS[row.kind], width=12),
        Column("opened", lambda row: (day(row.opened_at, zone), "dim"), width=10, priority=3),
        Column("used", _used, width=7, align="right"),
        Column(
            "organisation", lambda row: (row.organisation or "–", "dim"), width=12, fraction=2, priority=2
        ),
        Column("owed next", _owed, width=22, priority=1),
    )


def _client(row: CaseRow) -> Cell:
    return ((row.client_name, ""), (f"  {row.client_number}", "dim"))


def _used(row: CaseRow) -> Cell:
    return (f"{row.may.used}/{row.may.authorised}", "lapsed" if row.may.over else "")


def _owed(row: CaseRow) -> Cell:
    if not row.covered and row.state is not CaseState.CLOSED:
        return ("separate policy", "dim")
    return (f"! {row.owed[0]}", "lapsing") if row.owed else ("–", "dim")
