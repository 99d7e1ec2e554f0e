"""Production at a glance: a line a manager for whoever may see them all, and one manager's figures whole."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from oncall_tui.desk.production.views import Figures, Production
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.production.text import (
    detail_title,
    no_figures,
    production_text,
    today_cell,
    tries_cell,
    week_cell,
)
from oncall_tui.tui.sheets.sheet import Page, key_line
from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import PaneTitle

Whole = Callable[[int], Coroutine[Any, Any, Production | None]]
"""Reads one manager's weeks."""


def production_columns(days: int) -> tuple[Column[Production], ...]:
    """Return the columns of the list of managers; every client is spoken to within some days."""
    return (
        Column("manager", lambda row: row.person.name, width=14, fraction=2),
        Column("today", today_cell, width=14),
        Column("attempts", lambda row: tries_cell(row.today.goal), width=8, priority=2),
        Column("week", week_cell, width=17),
        Column("attempts", lambda row: tries_cell(row.week.goal), width=8, priority=3),
        Column("clients", _clients, width=8, align="right", priority=4),
        Column(f"{days} days", lambda row: f"{row.reach.percent} %", width=7, align="right", priority=1),
    )


def _clients(row: Production) -> Cell:
    return (f"{row.caseload}/{row.ceiling}", "lapsing" if row.caseload > row.ceiling else "dim")


class ProductionScreen(ModalScreen[None]):
    """The figures of those whom somebody may see."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "production.tcss"]  # type: ignore[assignment]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("G", "leave", "Back", show=False, id="production"),
        Binding("pagedown,space", "page(1)", "Page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
    ]

    def __init__(self, found: Figures, first: int, whole: Whole) -> None:
        super().__init__()
        self._found, self._first, self._whole = found, first, whole
        self._title = PaneTitle("PRODUCTION")
        self.read: dict[int, Production] = {}
        """The managers whose weeks were read, by person."""
        self.listing: Listing[Production] = Listing(
            production_columns(found.managers[0].arithmetic.days if found.managers else 0),
            key=lambda row: row.person.id,
            empty="There is no care manager on record.",
            id="production-listing",
        )
        self.page = Page(self._draw)

    def compose(self) -> ComposeResult:
        """Lay out the title, the managers, the figures and the keys."""
        with Vertical(classes="sheet", id="production"):
            yield self._title
            yield self.listing
            yield self.page
            keys = (("↑ ↓", "manager"),) if self._many else ()
            yield key_line(*keys, ("PgUp PgDn", "scroll"), ("Esc", "back"))

    @property
    def _many(self) -> bool:
        return len(self._found.managers) > 1

    @property
    def shown(self) -> Production | None:
        """Whose figures are shown."""
        return self.listing.current

    def on_mount(self) -> None:
        """Show everybody, or oneself."""
        self._title.show(focused=True)
        self.listing.display = self._many
        self.listing.set_rows(self._found.managers)
        self.listing.move_to_key(self._first)
        (self.listing if self._many else self.page).focus()
        self._show()

    def _draw(self, room: int) -> Content:
        row = self.shown
        if row is None:
            return no_figures(room)
        return production_text(self.read.get(row.person.id, row), room)

    def _show(self) -> None:
        row = self.shown
        self._title.show([(detail_title(row), "strong")] if row else [])
        self.page.draw_anew()
        self.page.scroll_home(animate=False)
        if row is not None and row.person.id not in self.read:
            self.run_worker(self._read(row.person.id), group=FLOW, exclusive=True)

    async def _read(self, person_id: int) -> None:
        whole = await self._whole(person_id)
        if whole is not None:
            self.read[person_id] = whole
            if self.shown is not None and self.shown.person.id == person_id:
                self.page.draw_anew()

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Production]) -> None:
        event.stop()
        self._show()

    def action_page(self, by: int) -> None:
        """Scroll the figures whatever has the focus."""
        if by > 0:
            self.page.scroll_page_down(animate=False)
        else:
            self.page.scroll_page_up(animate=False)

    def action_leave(self) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(None)
