"""What an absence moves, before it is done: every gap, client and clock, and one key to do it (R-030)."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.absences.views import AbsencePlan
from oncall_tui.tui.absences.rows import PlanRow, details, plan_columns, plan_rows, summary
from oncall_tui.tui.lines import stack
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import PaneTitle


class PlanScreen(ModalScreen[bool]):
    """Answers whether it shall be done."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "absences.tcss"]  # type: ignore[assignment]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "confirm", "Do it", show=False, priority=True),
        Binding("escape", "leave", "Back", show=False),
    ]

    def __init__(self, plan: AbsencePlan, zone: tzinfo, now: datetime) -> None:
        super().__init__()
        self._plan, self._zone = plan, zone
        self._title = PaneTitle("ABSENCE")
        self.listing: Listing[PlanRow] = Listing(
            plan_columns(zone),
            key=lambda row: row.key,
            header=False,
            empty="Nobody's clients and no clock move.",
            now=now,
            id="plan-listing",
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, what follows in short, the list, the line under the cursor and the keys."""
        with Vertical(classes="sheet", id="plan"):
            yield self._title
            yield Static(id="plan-summary", markup=False)
            yield self.listing
            yield Static(id="plan-detail", markup=False)
            yield key_line(
                ("Ctrl+S", "do it, all at once"), ("↑ ↓", "look"), ("Esc", "back, nothing changes")
            )

    def on_mount(self) -> None:
        """Begin with what needs a decision."""
        self._title.show(focused=True)
        self._title.show([(self._plan.person.name, "strong"), ("   nothing is changed yet", "dim")])
        self.query_one("#plan-summary", Static).update(stack(summary(self._plan, self._zone)))
        self.listing.set_rows(plan_rows(self._plan))
        self.listing.focus()
        self._describe()

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    def _describe(self) -> None:
        row, room = self.listing.current, max(20, self.size.width - 4)
        lines = details(row, self._zone, room) if row is not None else []
        self.query_one("#plan-detail", Static).update(stack(lines))

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[PlanRow]) -> None:
        event.stop()
        self._describe()

    def action_confirm(self) -> None:
        """Do it, once."""
        if self.is_current:
            self.dismiss(True)

    def action_leave(self) -> None:
        """Step back to the form, once."""
        if self.is_current:
            self.dismiss(False)
