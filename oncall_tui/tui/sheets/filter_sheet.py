"""Which items of the queue to keep in sight: every choice with how many items it holds (R-056)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from oncall_tui.tui.sheets.sheet import BOX, FRAME, key_line, leave_room, title_line
from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.inputs import LineInput
from oncall_tui.tui.widgets.listing import Listing

_KINDS = {"category": "about", "person": "with", "rule": "rule"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of items, as the sheet shows it."""

    id: str
    title: str
    count: int

    @property
    def kind(self) -> str:
        """What the items have in common, in a word."""
        return _KINDS.get(self.id.partition(":")[0], "")


class FilterSheet(ModalScreen[str | None]):
    """Typing narrows the list, Enter takes what the cursor is on; answers with the choice's id, or None."""

    CSS_PATH = "sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("down", "to(1)", "Down", show=False),
        Binding("up", "to(-1)", "Up", show=False),
        Binding("pagedown", "to(10)", "Page down", show=False),
        Binding("pageup", "to(-10)", "Page up", show=False),
    ]

    def __init__(self, choices: Sequence[Choice], chosen: str) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self._chosen = chosen
        columns: tuple[Column[Choice], ...] = (
            Column("", lambda each: ("●" if each.id == chosen else "", "accent"), width=1),
            Column("", lambda each: (each.kind, "dim"), width=5),
            Column("", lambda each: each.title, width=20, fraction=1),
            Column("", lambda each: (str(each.count), "" if each.count else "dim"), width=6, align="right"),
        )
        self.listing: Listing[Choice] = Listing(
            columns, key=lambda each: each.id, header=False, empty="Nothing is called that"
        )
        self.listing.can_focus = False

    def compose(self) -> ComposeResult:
        """Lay out the line, the list and the keys."""
        with Vertical(classes="sheet small"):
            yield title_line("SHOW ONLY")
            yield LineInput(placeholder="type to narrow")
            yield self.listing
            yield key_line(("↑ ↓", "move"), ("Enter", "show these"), ("Esc", "back"))

    def on_mount(self) -> None:
        """Begin at what is in sight now."""
        self.listing.set_rows(self._choices)
        self.listing.move_to_key(self._chosen)

    def on_resize(self) -> None:
        """Keep the keys in sight whatever the height of the window."""
        leave_room(self.listing, self.size.height, FRAME + BOX + 2)

    @on(LineInput.Changed)
    def _narrow(self, event: LineInput.Changed) -> None:
        wanted = event.value.casefold().split()
        kept = [
            each
            for each in self._choices
            if all(part in f"{each.kind} {each.title}".casefold() for part in wanted)
        ]
        self.listing.set_rows(tuple(kept))

    @on(Input.Submitted)
    @on(Listing.Picked)
    def _pick(self) -> None:
        choice = self.listing.current
        if choice is not None and self.is_current:
            self.dismiss(choice.id)

    def action_to(self, by: int) -> None:
        """Move through the list while typing goes on."""
        self.listing.action_move(by)

    def action_leave(self) -> None:
        """Step back without choosing."""
        if self.is_current:
            self.dismiss(None)
