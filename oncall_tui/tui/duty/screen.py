"""The duty: start brief, end brief, packs and rota, a key each; the line is accepted from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.briefs.document import Document
from oncall_tui.tui.asking import AskFailed, ask
from oncall_tui.tui.duty.text import pages_text
from oncall_tui.tui.lines import ACCENT, DIM, STRONG, Part, line
from oncall_tui.tui.sheets.sheet import FRAME, Page, key_line, leave_room
from oncall_tui.tui.widgets.notice import tell

TABS = (("start", "Start brief"), ("end", "End brief"), ("packs", "Packs"), ("rota", "Rota"))
"""What there is to read, in the order of its keys."""
ACCEPT, GIVE = "accept", "give"
_READING = "Reading …"

Load = Callable[[str], tuple[Document, ...]]
"""Reads the pages of one tab; runs in a thread."""


class DutyScreen(ModalScreen[str | None]):
    """Something to read under four tabs; it answers with what is to be done, or with None."""

    CSS_PATH = "duty.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("right,tab", "move(1)", "Next", show=False, priority=True),
        Binding("left,shift+tab", "move(-1)", "Before", show=False, priority=True),
        *(
            Binding(str(place), f"show({place - 1})", name, show=False)
            for place, (_, name) in enumerate(TABS, 1)
        ),
        Binding("y", f"leave('{ACCEPT}')", "Accept the line", show=False),
        Binding("g", f"leave('{GIVE}')", "Give a shift", show=False),
    ]

    @dataclass
    class Loaded(Message):
        """The pages of a tab are there."""

        tab: int
        documents: tuple[Document, ...]

    def __init__(self, load: Load, tab: int = 0) -> None:
        super().__init__()
        self._load = load
        self.tab = tab
        """Which tab is on top."""
        self.documents: tuple[Document, ...] | None = None
        """The pages that are shown; None until the first are there."""
        self.page = Page(self._draw)

    def compose(self) -> ComposeResult:
        """Lay out the tabs, the page and the keys."""
        with Vertical(classes="sheet"):
            yield Static(id="duty-tabs", classes="sheet--title", markup=False)
            yield self.page
            yield key_line(
                ("1–4 ← →", "tabs"),
                ("↑ ↓", "scroll"),
                ("y", "accept the line"),
                ("g", "give a shift"),
                ("Esc", "back"),
            )

    def on_mount(self) -> None:
        """Let the arrows scroll at once, and read what is asked for first."""
        self.page.focus()
        self.action_show(self.tab)

    def on_resize(self) -> None:
        """Keep the keys in sight whatever the height of the window."""
        leave_room(self.page, self.size.height, FRAME)

    def action_move(self, steps: int) -> None:
        """Go to a neighbouring tab."""
        self.action_show((self.tab + steps) % len(TABS))

    def action_show(self, tab: int) -> None:
        """Show a tab; the one before stays, dimmed, until the new one is there."""
        self.tab = tab
        self._title()
        self.page.add_class("-stale")
        ask(self, "duty", partial(self._load, TABS[tab][0]), partial(self.Loaded, tab))

    def action_leave(self, answer: str | None = None) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(answer)

    @on(Loaded)
    def _loaded(self, event: Loaded) -> None:
        event.stop()
        self.documents = event.documents
        self.page.remove_class("-stale")
        self.page.draw_anew()
        self.page.scroll_home(animate=False)

    @on(AskFailed)
    def _failed(self, event: AskFailed) -> None:
        event.stop()
        self.page.remove_class("-stale")
        tell(self, event.words, severity="warning")

    def _title(self) -> None:
        parts: list[Part] = [("DUTY", f"bold {ACCENT}"), "   "]
        for place, (_, name) in enumerate(TABS):
            chosen = place == self.tab
            parts += [
                (f"{place + 1} ", DIM),
                (f"▸{name}" if chosen else name, STRONG if chosen else DIM),
                "   ",
            ]
        self.query_one("#duty-tabs", Static).update(line(*parts))

    def _draw(self, room: int) -> Content:
        return line((_READING, DIM)) if self.documents is None else pages_text(self.documents, room)
