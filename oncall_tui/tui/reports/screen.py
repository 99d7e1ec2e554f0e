"""Reports, a key each: look at one, change its span or whom it is of, take it out."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.reports.catalog import KINDS, Kind
from oncall_tui.desk.reports.paper import Paper
from oncall_tui.desk.views import PersonRef
from oncall_tui.tui.asking import AskFailed, ask
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.lines import ACCENT, DIM, STRONG, Part, line
from oncall_tui.tui.reports.text import paper_text
from oncall_tui.tui.sheets.sheet import FRAME, Page, key_line, leave_room
from oncall_tui.tui.widgets.notice import tell

_READING = "Counting …"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the screen shows: which report, of what time, of whom."""

    kind: Kind = KINDS[0]
    span: str = "this month"
    person: PersonRef | None = None


Load = Callable[[Choice], Paper]
"""Builds a report; runs in a thread."""
Act = Callable[["ReportsScreen"], Coroutine[Any, Any, None]]
"""What a key does with the screen as it stands."""


class ReportsScreen(ModalScreen[None]):
    """One report at a time; the one before stays, dimmed, until the new one is there."""

    CSS_PATH = "reports.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("S", "leave", "Back", show=False, id="reports"),
        Binding("right,tab", "move(1)", "Next", show=False, priority=True),
        Binding("left,shift+tab", "move(-1)", "Before", show=False, priority=True),
        *(
            Binding(str(place), f"show({place - 1})", kind.title, show=False)
            for place, kind in enumerate(KINDS, 1)
        ),
        Binding("s", "act('span')", "Span", show=False),
        Binding("p", "act('person')", "Person", show=False),
        Binding("e", "act('export')", "Export", show=False),
        Binding("c", "act('case')", "Case file", show=False),
        Binding("ctrl+r", "reload", "Reload", show=False, id="reload"),
    ]

    @dataclass
    class Loaded(Message):
        """A report is there."""

        choice: Choice
        paper: Paper

    def __init__(self, load: Load, acts: Mapping[str, Act]) -> None:
        """Take what builds a report, and what the keys do: span, person, export, case."""
        super().__init__()
        self._load, self._acts = load, acts
        self.choice = Choice()
        """What is asked for."""
        self.paper: Paper | None = None
        """What is shown; None until the first is there."""
        self.typed: dict[str, dict[str, str]] = {}
        """What was typed into forms that were left."""
        self.page = Page(self._draw)

    def compose(self) -> ComposeResult:
        """Lay out the names of the reports, the page and the keys."""
        with Vertical(classes="sheet"):
            yield Static(id="reports-tabs", classes="sheet--title", markup=False)
            yield self.page
            yield key_line(
                (f"1–{len(KINDS)} ← →", "reports"),
                ("s", "span"),
                ("p", "person"),
                ("c", "case file"),
                ("e", "export"),
                ("Esc", "back"),
            )

    def on_mount(self) -> None:
        """Let the arrows scroll at once, and count what is asked for first."""
        self.page.focus()
        self.ask_for(self.choice)

    def on_resize(self) -> None:
        """Keep the keys in sight whatever the height of the window."""
        leave_room(self.page, self.size.height, FRAME)

    def ask_for(self, choice: Choice) -> None:
        """Show another report, span or person."""
        self.choice = choice
        self._title()
        self.page.add_class("-stale")
        ask(self, "report", partial(self._load, choice), partial(self.Loaded, choice))

    def show_paper(self, paper: Paper) -> None:
        """Show something that is not one of the reports, such as a client's file."""
        self._loaded(self.Loaded(self.choice, paper))

    def action_move(self, steps: int) -> None:
        """Go to a neighbouring report."""
        self.action_show((KINDS.index(self.choice.kind) + steps) % len(KINDS))

    def action_show(self, place: int) -> None:
        """Show a report of the same time; of the same person, if it can be."""
        kind = KINDS[place]
        person = self.choice.person if kind.of_person else None
        self.ask_for(Choice(kind, self.choice.span, person))

    def action_reload(self) -> None:
        """Count again."""
        self.ask_for(self.choice)

    def action_act(self, name: str) -> None:
        """Do what a key says, or say why not."""
        if name == "export" and (self.paper is None or self.page.has_class("-stale")):
            tell(self, "Wait until the report is there.", severity="warning")
        elif name == "person" and not self.choice.kind.of_person:
            tell(self, f"“{self.choice.kind.title}” is about everybody.", severity="warning")
        else:
            self.run_worker(self._acts[name](self), group=FLOW)

    def action_leave(self) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(None)

    @on(Loaded)
    def _loaded(self, event: Loaded) -> None:
        event.stop()
        self.paper = event.paper
        self.page.remove_class("-stale")
        self.page.draw_anew()
        self.page.scroll_home(animate=False)

    @on(AskFailed)
    def _failed(self, event: AskFailed) -> None:
        event.stop()
        self.page.remove_class("-stale")
        tell(self, event.words, severity="warning")

    def _title(self) -> None:
        parts: list[Part] = [("REPORTS", f"bold {ACCENT}"), "   "]
        for place, kind in enumerate(KINDS, 1):
            chosen = kind is self.choice.kind
            name = f"▸{kind.title}" if chosen else kind.title
            parts += [(f"{place} ", DIM), (name, STRONG if chosen else DIM), "   "]
        self.query_one("#reports-tabs", Static).update(line(*parts))

    def _draw(self, room: int) -> Content:
        return line((_READING, DIM)) if self.paper is None else paper_text(self.paper, room)
