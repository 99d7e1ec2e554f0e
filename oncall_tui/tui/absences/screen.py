"""What a change would move, before it is done: every gap, client and clock, and one key to do it (R-030)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.tui.lines import stack
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.widgets.pane import PaneTitle

R = TypeVar("R")


@dataclass(frozen=True)  # without slots: Python 3.11 cannot make a slotted generic one
class Sheet(Generic[R]):
    """What is shown of a plan."""

    title: str
    subject: str
    """Whom it is about."""
    summary: Sequence[Content]
    """What follows in short."""
    columns: Sequence[Column[R]]
    rows: Sequence[R]
    """What needs a decision first."""
    key: Callable[[R], Hashable]
    details: Callable[[R, int], Sequence[Content]]
    """What is to be known of one row, for a number of cells."""
    empty: str
    refused: str = ""
    """Why it cannot be done as it stands; empty where it can."""
    may_leave_out: bool = False
    """Whether it can be done without those with whom it cannot."""
    open_choices: int = 0
    """How many rows somebody may choose a person for."""
    choosable: Callable[[R], bool] = lambda row: False
    """Whether a row is one of them."""


class PlanScreen(ModalScreen[bool]):
    """Answers whether it shall be done."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "absences.tcss"]  # type: ignore[assignment]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "confirm", "Do it", show=False, priority=True),
        Binding("escape", "leave", "Back", show=False),
        Binding("x", "leave_out", "Leave out", show=False),
        Binding("c", "choose(False)", "Choose", show=False),
        Binding("a", "choose(True)", "Choose for all", show=False),
    ]

    def __init__(self, sheet: Sheet[Any], now: datetime) -> None:
        super().__init__()
        self._sheet = sheet
        self._title = PaneTitle(sheet.title)
        self.left_out = False
        """Whether it shall be shown again, without those with whom it cannot be done."""
        self.chosen: Any = None
        """The row for which somebody is to be chosen."""
        self.for_all = False
        """Whether that is for every row like it."""
        self.listing: Listing[Any] = Listing(
            sheet.columns, key=sheet.key, header=False, empty=sheet.empty, now=now, id="plan-listing"
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, what follows in short, the list, the line under the cursor and the keys."""
        with Vertical(classes="sheet", id="plan"):
            yield self._title
            yield Static(id="plan-summary", markup=False)
            yield self.listing
            yield Static(id="plan-detail", markup=False)
            keys = [("↑ ↓", "look"), ("Esc", "back, nothing changes")]
            if self._sheet.open_choices:
                keys[:0] = [("c", "choose who covers"), ("a", "for all gaps")]
            if self._sheet.may_leave_out:
                keys.insert(0, ("x", "leave out what cannot be"))
            if not self._sheet.refused:
                keys.insert(0, ("Ctrl+S", "do it, all at once"))
            yield key_line(*keys)

    def on_mount(self) -> None:
        """Begin with what needs a decision."""
        self._title.show(focused=True)
        self._title.show([(self._sheet.subject, "strong"), ("   nothing is changed yet", "dim")])
        self.query_one("#plan-summary", Static).update(stack(self._sheet.summary))
        self.listing.set_rows(tuple(self._sheet.rows))
        self.listing.focus()
        self._describe()

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    def _describe(self) -> None:
        row, room = self.listing.current, max(20, self.size.width - 4)
        lines = self._sheet.details(row, room) if row is not None else []
        self.query_one("#plan-detail", Static).update(stack(lines))

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Any]) -> None:
        event.stop()
        self._describe()

    def action_confirm(self) -> None:
        """Do it, once; or say why it cannot be done."""
        if self._sheet.refused:
            tell(self, self._sheet.refused, severity="warning")
        elif self.is_current:
            self.dismiss(True)

    def action_leave_out(self) -> None:
        """Ask for the same without those with whom it cannot be done, once."""
        if self.is_current and self._sheet.may_leave_out:
            self.left_out = True
            self.dismiss(False)

    def action_choose(self, for_all: bool) -> None:
        """Ask for somebody for the row under the cursor, or for all like it."""
        if not self.is_current or not self._sheet.open_choices:
            return
        row = self.listing.current
        if for_all or (row is not None and self._sheet.choosable(row)):
            self.chosen, self.for_all = row, for_all
            self.dismiss(False)
        else:
            tell(self, "Somebody is there for this one. Choose a gap (✗G).", severity="warning")

    def action_leave(self) -> None:
        """Step back to the form, once."""
        if self.is_current:
            self.dismiss(False)
