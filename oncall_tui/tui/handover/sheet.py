"""The one-client brief as a sheet, with what can be done to it one key away."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from oncall_tui.desk.handover.page import Page
from oncall_tui.tui.handover.text import page_text
from oncall_tui.tui.sheets.sheet import Sheet, key_line, title_line

WRITE, OFFER, ACCEPT, DECLINE, TOLD, GIVE = "write", "offer", "accept", "decline", "told", "give"
"""What the sheet answers when somebody wants to do something."""


_KEYS = (
    ("Enter", "write"),
    ("s", "offer"),
    ("y", "accept"),
    ("c", "decline"),
    ("t", "told"),
    ("h", "hand on"),
)


class BriefSheet(Sheet):
    """Everything that is handed over with one client."""

    CSS_PATH = "../sheets/sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", f"leave('{WRITE}')", "Write", show=False),
        Binding("s", f"leave('{OFFER}')", "Offer", show=False),
        Binding("y", f"leave('{ACCEPT}')", "Accept", show=False),
        Binding("c", f"leave('{DECLINE}')", "Decline", show=False),
        Binding("t", f"leave('{TOLD}')", "Client told", show=False),
        Binding("h", f"leave('{GIVE}')", "Other receiver", show=False),
        Binding("b", "leave", "Back", show=False, id="handover"),
    ]

    def __init__(self, page: Page) -> None:
        super().__init__(f"HANDOVER  {page.title}", partial(page_text, page), rest=page.stand)

    def compose(self) -> ComposeResult:
        """Lay out the title, the page and the keys; that the arrows scroll goes without saying."""
        with Vertical(classes="sheet"):
            yield title_line(self._title, self._rest)
            yield self.page
            yield key_line(*_KEYS, ("Esc", "back"))


class ReturnSheet(Sheet):
    """What happened to somebody's clients while they were away."""

    CSS_PATH = "../sheets/sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", f"leave('{ACCEPT}')", "Accept", show=False)]

    def __init__(self, page: Page) -> None:
        super().__init__(
            page.title.upper(), partial(page_text, page), rest=page.stand, keys=(("y", "I have read it"),)
        )
