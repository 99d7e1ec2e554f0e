"""The outreach sheet of one client, with every act one key away."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from oncall_tui.desk.caseload.views import OutreachView
from oncall_tui.tui.outreach.text import outreach_text, title_of
from oncall_tui.tui.sheets.sheet import FRAME, Sheet, key_line, title_line

NEXT, BOOK, CANCEL, CLASS, PHASE = "next", "book", "cancel", "class", "phase"
WORK, TICK, CONSULT, STEP, LETTER = "work", "tick", "consult", "step", "letter"
GOALS, DISCHARGE, LEAVE, CONFIRM = "goals", "discharge", "leave", "confirm"
"""What the sheet answers when somebody wants to do something."""

_LINES = (
    (
        ("n", "next date"),
        ("b", "appointment"),
        ("x", "cancel it"),
        ("c", "class"),
        ("p", "phase"),
        ("i", "info ok"),
    ),
    (("w", "workflow"), ("t", "tick"), ("o", "consult"), ("v", "its next step"), ("l", "letter")),
    (("g", "goals done"), ("d", "discharge"), ("e", "leaves"), ("↑ ↓", "scroll"), ("Esc", "back")),
)
"""What the keys do; every line fits on 80 cells."""
_KEYS = (
    ("n", NEXT),
    ("b", BOOK),
    ("x", CANCEL),
    ("c", CLASS),
    ("p", PHASE),
    ("w", WORK),
    ("t", TICK),
    ("o", CONSULT),
    ("v", STEP),
    ("l", LETTER),
    ("g", GOALS),
    ("d", DISCHARGE),
    ("e", LEAVE),
    ("i", CONFIRM),
)


class OutreachSheet(Sheet):
    """Everything that is planned with one client."""

    CSS_PATH = "../sheets/sheets.tcss"
    around = FRAME + len(_LINES) - 1
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"leave('{wanted}')", wanted, show=False) for key, wanted in _KEYS),
        Binding("s", "leave", "Back", show=False, id="outreach"),
    ]

    def __init__(self, view: OutreachView, zone: ZoneInfo, now: datetime) -> None:
        title, rest = title_of(view)
        super().__init__(title, partial(outreach_text, view, zone, now), rest=rest)

    def compose(self) -> ComposeResult:
        """Lay out the title, the page and the keys; that the arrows scroll goes without saying."""
        with Vertical(classes="sheet"):
            yield title_line(self._title, self._rest)
            yield self.page
            for place, keys in enumerate(_LINES):
                words = key_line(*keys)
                if place:
                    words.styles.margin = 0
                yield words
