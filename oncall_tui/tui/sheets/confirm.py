"""A question that one key answers, with what will happen spelled out."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from oncall_tui.tui.sheets.sheet import BOX, FRAME, Drawing, Page, key_line, leave_room, title_line


class Confirm(ModalScreen[bool]):
    """Yes by y or Enter; Esc steps back and nothing is done."""

    CSS_PATH = "sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Yes", show=False),
        Binding("n,escape", "answer(False)", "No", show=False),
    ]

    def __init__(self, title: str, draw: Drawing, *, does: str) -> None:
        super().__init__()
        self._title = title
        self._does = does
        self.page = Page(draw)

    def compose(self) -> ComposeResult:
        """Lay out the question and its two answers."""
        with Vertical(classes="sheet small"):
            yield title_line(self._title)
            yield self.page
            yield key_line(("y Enter", self._does), ("Esc", "back, nothing is done"))

    def on_mount(self) -> None:
        """Take the keys at once."""
        self.page.focus()

    def on_resize(self) -> None:
        """Keep the answers in sight whatever the height of the window."""
        leave_room(self.page, self.size.height, FRAME + BOX)

    def action_answer(self, answer: bool) -> None:
        """Answer, once."""
        if self.is_current:
            self.dismiss(answer)
