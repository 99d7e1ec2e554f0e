"""One's own clients: primary on record or acting now; everybody is a key away (R-006)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from oncall_tui.desk.own import OwnClient
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Cell, Column, Part
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import PaneTitle

if TYPE_CHECKING:
    from oncall_tui.desk.responsibility import Charge


@dataclass(frozen=True, slots=True)
class Shown:
    """A client in the list."""

    id: int
    number: str
    name: str
    holder: str
    """Who holds the role now."""
    why: str
    """Why the client is one's own; empty in the list of everybody."""
    gap: bool

    @classmethod
    def own(cls, each: OwnClient) -> Shown:
        """Show one of one's own clients."""
        why = "primary" if each.primary else "acting"
        if each.primary and not each.held:
            why = "primary, away"
        return cls._made(each.charge, why)

    @classmethod
    def of(cls, charge: Charge) -> Shown:
        """Show any client."""
        return cls._made(charge, "")

    @classmethod
    def _made(cls, charge: Charge, why: str) -> Shown:
        found = charge.responsibility
        return cls(found.client_id, charge.number, charge.name, found.role_holder.name, why, found.gap)


Everybody = Callable[[], Coroutine[Any, Any, tuple[Shown, ...] | None]]
"""Reads every client; None when that failed, which has been told."""


class OwnScreen(ModalScreen[int | None]):
    """Answers with the client that was chosen."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "coverage.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("M", "leave", "Back", show=False, id="own-clients"),
        Binding("a", "switch", "All or mine", show=False),
    ]

    def __init__(self, mine: tuple[Shown, ...], name: str, everybody: Everybody) -> None:
        super().__init__()
        self._mine, self._whose, self._everybody = mine, name, everybody
        self._all: tuple[Shown, ...] | None = None
        self.all_shown = False
        """Whether everybody's clients are shown."""
        self._title = PaneTitle("MY CLIENTS")
        self.listing: Listing[Shown] = Listing(
            (
                Column("client", lambda row: (row.name, "strong"), width=18, fraction=3),
                Column("number", lambda row: (row.number, "dim"), width=10),
                Column("", lambda row: (row.why, "accent"), width=13, priority=1),
                Column("held by", _holder, width=16, fraction=2),
            ),
            key=lambda row: row.id,
            empty="No client is yours now. a shows everybody's.",
            id="own-listing",
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, the list and the keys."""
        with Vertical(classes="sheet", id="own"):
            yield self._title
            yield self.listing
            yield key_line(("Enter", "show"), ("a", "mine or everybody's"), ("Esc", "back"))

    def on_mount(self) -> None:
        """Show one's own."""
        self._title.show(focused=True)
        self._put(self._mine)
        self.listing.focus()

    def _put(self, rows: tuple[Shown, ...]) -> None:
        self.listing.set_rows(rows)
        count = "1 client" if len(rows) == 1 else f"{len(rows):,} clients"
        acting = sum(each.why == "acting" for each in rows)
        parts: list[Part] = [
            ("everybody's" if self.all_shown else self._whose, "strong"),
            (f"   {count}", "dim"),
        ]
        if acting:
            parts.append((f", acting for {acting}", "accent"))
        self._title.show(parts)

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[Shown]) -> None:
        event.stop()
        if self.is_current:
            self.dismiss(event.row.id)

    def action_switch(self) -> None:
        """Show everybody's clients, or one's own again."""
        self.run_worker(self._switch(), group=FLOW, exclusive=True)

    async def _switch(self) -> None:
        if not self.all_shown and self._all is None:
            self.listing.stale = True
            self._all = await self._everybody()
            self.listing.stale = False
            if self._all is None:
                return
        self.all_shown = not self.all_shown
        self._put((self._all or ()) if self.all_shown else self._mine)

    def action_leave(self) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(None)


def _holder(row: Shown) -> Cell:
    return (f"✗ the line: {row.holder}", "lapsed") if row.gap else row.holder
