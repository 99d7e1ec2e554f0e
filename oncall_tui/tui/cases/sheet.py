"""One case on a sheet: its organisation's procedures on top, and what is done to it one key away."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from oncall_tui.desk.cases.page import case_page
from oncall_tui.desk.cases.views import CaseView
from oncall_tui.tui.handover.text import page_text
from oncall_tui.tui.sheets.sheet import FRAME, Sheet, key_line, leave_room, title_line

SESSION, BOOK, CANCEL, REVIEW = "session", "book", "cancel", "review"
END, NOTES, READ, PROCEDURE, CLOSE = "end", "notes", "read", "procedure", "close"
NEWS, BENEFIT, ASSIGN, ATTACH = "news", "benefit", "assign", "attach"
"""What the sheet answers when somebody wants to do something."""

_FIRST = (
    ("s", "session"),
    ("g", "book"),
    ("c", "cancel"),
    ("r", "review"),
    ("e", "end"),
    ("n", "notes"),
    ("v", "read"),
    ("x", "close"),
)
_MORE = (
    ("p", "procedure"),
    ("d", "development"),
    ("f", "benefit"),
    ("h", "hand on"),
    ("t", "attach rules"),
    ("Esc", "back"),
)


class CaseSheet(Sheet):
    """Everything about one case."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "cases.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", f"leave('{SESSION}')", "Session", show=False),
        Binding("g", f"leave('{BOOK}')", "Book", show=False),
        Binding("c", f"leave('{CANCEL}')", "Cancel a booking", show=False),
        Binding("r", f"leave('{REVIEW}')", "Review", show=False),
        Binding("e", f"leave('{END}')", "End", show=False),
        Binding("n", f"leave('{NOTES}')", "Notes", show=False),
        Binding("v", f"leave('{READ}')", "Read a note", show=False),
        Binding("p", f"leave('{PROCEDURE}')", "Tick a procedure", show=False),
        Binding("x", f"leave('{CLOSE}')", "Close", show=False),
        Binding("d", f"leave('{NEWS}')", "Development", show=False),
        Binding("f", f"leave('{BENEFIT}')", "Benefit", show=False),
        Binding("h", f"leave('{ASSIGN}')", "Hand on", show=False),
        Binding("t", f"leave('{ATTACH}')", "Attach rules", show=False),
        Binding("k", "leave", "Back", show=False, id="cases"),
    ]

    def __init__(self, case: CaseView, zone: str) -> None:
        page = case_page(case, zone)
        super().__init__(f"CASE {page.title}", partial(page_text, page), rest=page.stand)

    def compose(self) -> ComposeResult:
        """Lay out the title, the page and two lines of keys; that the arrows scroll goes without saying."""
        with Vertical(classes="sheet"):
            yield title_line(self._title, self._rest)
            yield self.page
            yield key_line(*_FIRST)
            yield key_line(*_MORE).add_class("sheet--more")

    def on_resize(self) -> None:
        """Keep the keys in sight whatever the height of the window."""
        leave_room(self.page, self.size.height, FRAME + 1)
