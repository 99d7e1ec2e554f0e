"""One client of the worklist on a sheet, with the keys that take the call and go on to the next."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from oncall_tui.desk.production.ringing import rung_about
from oncall_tui.desk.production.round import StopCard
from oncall_tui.tui.sheets.sheet import Sheet, key_line, title_line
from oncall_tui.tui.worklist.text import card_text

CALL, NEXT, BEFORE, DATE = "call", "next", "before", "date"
"""What the sheet answers."""
OUTREACH, PLAN, CONTACT = "outreach", "plan", "contact"
"""What else of the client can be seen from it, by the keys that show it on the console."""
_MOST = 9


class StopSheet(Sheet):
    """Everything about one client; digits choose what the call is about."""

    CSS_PATH = "../sheets/sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,enter", f"leave('{CALL}')", "Call", show=False, id="attempt"),
        Binding("n", f"leave('{NEXT}')", "Next client", show=False),
        Binding("p", f"leave('{BEFORE}')", "Client before", show=False),
        Binding("d", f"leave('{DATE}')", "Next date", show=False),
        Binding("s", f"leave('{OUTREACH}')", "Outreach", show=False, id="outreach"),
        Binding("P", f"leave('{PLAN}')", "Plan", show=False, id="plan"),
        Binding("j", f"leave('{CONTACT}')", "Contact", show=False, priority=True, id="consents"),
        *(Binding(str(place), f"choose({place})", "About", show=False) for place in range(1, _MOST + 1)),
    ]

    def __init__(self, facts: StopCard, now: datetime, zone: ZoneInfo, place: str) -> None:
        self._choices: tuple[int | None, ...] = (
            *(task.item_id for task in rung_about(facts.stop.row)[: _MOST - 1]),
            None,
        )
        self.about = self._choices[0]
        """The item that the call will be about; None for new outreach."""
        self._facts, self._now, self._zone = facts, now, zone
        self._place = place
        super().__init__("CLIENT", self._text)

    def compose(self) -> ComposeResult:
        """Lay out the title, the page and the keys, which have room in a small window too."""
        with Vertical(classes="sheet"):
            yield title_line("CLIENT", self._place)
            yield self.page
            yield key_line(
                ("a", "call"),
                ("1-9", "about"),
                ("n p", "next"),
                ("d", "date"),
                ("s P j", "more"),
                ("Esc", "back"),
            )

    def _text(self, room: int) -> Content:
        return card_text(self._facts, self.about, self._now, self._zone, room)

    def action_choose(self, place: int) -> None:
        """Choose what the call is about."""
        if place <= len(self._choices):
            self.about = self._choices[place - 1]
            self.page.draw_anew()
