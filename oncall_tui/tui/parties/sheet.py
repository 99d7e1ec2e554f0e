"""One outside party on a sheet, with what is done to it one key away."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from oncall_tui.desk.parties.page import party_page
from oncall_tui.desk.parties.views import PartyView
from oncall_tui.tui.handover.text import page_text
from oncall_tui.tui.sheets.sheet import FRAME, Sheet, key_line, leave_room, title_line
from storage.vocabulary import OutsideKind

NOTE, CHANGE, LINK, UNLINK = "note", "change", "link", "unlink"
PROCEDURE, DROP, END = "procedure", "drop", "end"
"""What the sheet answers when somebody wants to do something."""


class PartySheet(Sheet):
    """Everything about one outside party."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "../cases/cases.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", f"leave('{NOTE}')", "Note", show=False),
        Binding("e", f"leave('{CHANGE}')", "Change", show=False),
        Binding("l", f"leave('{LINK}')", "Link client", show=False),
        Binding("w", f"leave('{UNLINK}')", "Unlink client", show=False),
        Binding("p", f"leave('{PROCEDURE}')", "Add procedure", show=False),
        Binding("q", f"leave('{DROP}')", "End procedure", show=False),
        Binding("x", f"leave('{END}')", "No longer dealt with", show=False),
        Binding("O", "leave", "Back", show=False, id="parties"),
    ]

    def __init__(self, party: PartyView, zone: str) -> None:
        page = party_page(party, zone)
        super().__init__(page.title, partial(page_text, page), rest=page.stand)
        self._organisation = party.row.kind is OutsideKind.CLIENT_ORGANISATION

    def compose(self) -> ComposeResult:
        """Lay out the title, the page and the keys."""
        with Vertical(classes="sheet"):
            yield title_line(self._title, self._rest)
            yield self.page
            yield key_line(
                ("n", "note a contact"),
                ("e", "change"),
                ("l", "link the client"),
                ("w", "unlink"),
                ("x", "end"),
            )
            own = (("p", "add a procedure"), ("q", "end a procedure")) if self._organisation else ()
            yield key_line(*own, ("Esc", "back")).add_class("sheet--more")

    def on_resize(self) -> None:
        """Keep the keys in sight whatever the height of the window."""
        leave_room(self.page, self.size.height, FRAME + 1)
