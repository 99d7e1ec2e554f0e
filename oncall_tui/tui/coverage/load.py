"""What each care manager has on their hands, a bar against what is planned for one (R-005)."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.load import Load, ManagerLoad
from oncall_tui.tui.lines import LAPSED, LAPSING, STRONG, line, stack, wrapped
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import PaneTitle

_BAR = 10


def load_columns(ceiling: int) -> tuple[Column[ManagerLoad], ...]:
    """Return the list's columns; the bar is full at what is planned for one manager."""

    def primary(row: ManagerLoad) -> Cell:
        return (str(row.primary), "lapsing" if row.primary > ceiling else "strong")

    def bar(row: ManagerLoad) -> Cell:
        filled = min(_BAR, round(_BAR * row.primary / ceiling))
        over = "+" if row.primary > ceiling else ""
        share = f"{round(100 * row.primary / ceiling)} %{over}"
        return (
            ("█" * filled, "lapsing" if over else ""),
            ("░" * (_BAR - filled), "dim"),
            (f" {share}", "dim"),
        )

    return (
        Column("manager", lambda row: (row.person.name, "dim" if row.away else ""), width=14, fraction=2),
        Column("primary", primary, width=7, align="right"),
        Column(f"of {ceiling:,}", bar, width=_BAR + 7),
        Column("acting", lambda row: _number(row.acting), width=6, align="right"),
        Column("watching", lambda row: (str(row.watching), "dim"), width=8, align="right"),
        Column("clocks", lambda row: _number(row.open_clocks), width=6, align="right"),
        Column("lapsed", _lapsed, width=6, align="right"),
        Column(
            "away",
            lambda row: (f"✗ {row.away}" if row.away else "", "lapsing"),
            width=12,
            fraction=3,
            priority=1,
        ),
    )


def _number(number: int) -> Cell:
    return (str(number), "" if number else "dim")


def _lapsed(row: ManagerLoad) -> Cell:
    return (f"✗{row.lapsed_clocks}", "lapsed") if row.lapsed_clocks else ("0", "dim")


class LoadScreen(ModalScreen[None]):
    """Everybody's load at one instant."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "coverage.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("L", "leave", "Back", show=False, id="load"),
    ]

    def __init__(self, found: Load) -> None:
        super().__init__()
        self._found = found
        self._title = PaneTitle("LOAD")
        self.listing: Listing[ManagerLoad] = Listing(
            load_columns(found.ceiling),
            key=lambda row: row.person.id,
            empty="There is no care manager on record.",
            id="load-listing",
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, the list, the manager under the cursor and the keys."""
        with Vertical(classes="sheet", id="load"):
            yield self._title
            yield self.listing
            yield Static(id="load-detail", markup=False)
            yield key_line(("↑ ↓", "look"), ("Esc", "back"))

    def on_mount(self) -> None:
        """Show everybody."""
        found = self._found
        total = sum(each.primary for each in found.managers)
        parts = [(f"{total:,} clients, {len(found.managers)} managers", "strong")]
        if found.unowned:
            parts.append((f"   {found.unowned:,} without a primary manager", "lapsed"))
        if found.uncovered:
            parts.append((f"   {found.uncovered:,} with the line alone now", "lapsed"))
        self._title.show(focused=True)
        self._title.show(parts)
        self.listing.set_rows(found.managers)
        self.listing.focus()
        self._describe()

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    def _describe(self) -> None:
        row, room = self.listing.current, max(20, self.size.width - 4)
        lines = []
        if row is not None:
            lines = [line((row.person.name, STRONG), f"   {row.person.phone}")]
            lines += wrapped("away", row.away, room, style=LAPSING) if row.away else []
            words = (
                f"{row.primary} of their own, acts for {row.acting}, secondary of {row.watching}; "
                f"{row.open_clocks} clocks run"
            )
            lapsed = f", {row.lapsed_clocks} lapsed" if row.lapsed_clocks else ""
            lines += wrapped("has", words + lapsed, room, style=LAPSED if lapsed else "")
        self.query_one("#load-detail", Static).update(stack(lines))

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[ManagerLoad]) -> None:
        event.stop()
        self._describe()

    def action_leave(self) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(None)
