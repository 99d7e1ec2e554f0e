"""A list on top of the console from which one record is chosen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.text import safe_text
from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.listing import Listing

R = TypeVar("R")


class Chooser(ModalScreen[R | None], Generic[R]):
    """Answers with the chosen record, or None; records that were struck out on the way are in `struck`."""

    DEFAULT_CSS = """
    Chooser {
        align: center top;
        background: $background 60%;
        & > Vertical {
            width: 90%; max-width: 100; height: auto; max-height: 80%; margin-top: 2;
            background: $panel; border: round $border-blurred; padding: 0 1;
        }
        & Listing { height: 12; background: $panel; margin-top: 1; }
        & .chooser--title { color: $accent; text-style: bold; padding: 0 1; }
        & .chooser--hint { color: $text-muted; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("x", "strike", "Throw away", show=False),
    ]

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[R]],
        rows: Sequence[R],
        *,
        key: Callable[[R], Hashable],
        hint: str = "Enter chooses, Esc steps back",
    ) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._rows = tuple(rows)
        self._key = key
        self._left = False
        self.struck: set[Hashable] = set()
        """Keys of the records that were struck out."""
        self.listing: Listing[R] = Listing(columns, key=key, empty="Nothing is left")

    def compose(self) -> ComposeResult:
        """Lay out the title, the list and the hint."""
        with Vertical():
            yield Static(Content(safe_text(self._title)), classes="chooser--title")
            yield self.listing
            yield Static(Content(safe_text(self._hint)), classes="chooser--hint")

    def on_mount(self) -> None:
        """Show the records."""
        self.listing.set_rows(self._rows)
        self.listing.focus()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[R]) -> None:
        self._answer(event.row)

    def action_strike(self) -> None:
        """Strike the record under the cursor out, where the list offers that."""
        current = self.listing.current
        if "x " in self._hint and current is not None:
            self.struck.add(self._key(current))
            self.listing.set_rows(tuple(row for row in self._rows if self._key(row) not in self.struck))

    def action_leave(self) -> None:
        """Step back without choosing."""
        self._answer(None)

    def _answer(self, row: R | None) -> None:
        if not self._left:
            self._left = True
            self.dismiss(row)
