"""The journal: the newest entry first, found by one typed line, each one key from all that it holds."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input

from oncall_tui.desk.record import Entry
from oncall_tui.desk.record_asked import HINT
from oncall_tui.tui.asking import AskFailed, ask
from oncall_tui.tui.flow import FLOW
from oncall_tui.tui.journal.text import journal_columns
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.inputs import LineInput
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.widgets.oneline import OneLine
from oncall_tui.tui.widgets.pane import PaneTitle

MOST = 500
"""Entries that are read at once; the next ones when the cursor comes to the last."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list shows."""

    typed: str = ""
    views: bool = False
    """Who looked at whom, rather than who did what."""


Load = Callable[[Asked, int | None], tuple[Entry, ...]]
"""Reads entries older than one, the newest first; runs in a thread."""
Act = Callable[["JournalScreen"], Coroutine[Any, Any, None]]
"""What a key does with the screen as it stands."""


class Told(OneLine):
    """The line that says what was found, or what is wrong with what was typed; it is always there."""

    def __init__(self) -> None:
        super().__init__(id="journal-told")
        self._told: tuple[Part, ...] = ()

    def tell(self, *parts: Part) -> None:
        """Say something else."""
        self._told = parts
        self.refresh()

    def parts(self, width: int) -> tuple[Part, ...]:
        """Return what is said."""
        return ((" ", ""), *self._told)


class JournalScreen(ModalScreen[None]):
    """The record as a list; nothing in it can be changed."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "journal.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("J", "leave", "Back", show=False, id="journal"),
        Binding("slash", "filter", "Filter", show=False, id="look-up"),
        Binding("v", "switch", "Deeds or views", show=False),
        Binding("c", "act('check')", "Check", show=False),
        Binding("e", "act('export')", "Export", show=False),
        Binding("ctrl+r", "reload", "Reload", show=False, id="reload"),
    ]

    @dataclass
    class Loaded(Message):
        """Entries are there."""

        asked: Asked
        entries: tuple[Entry, ...]
        after: bool
        """Whether they are to stand below those that are there."""

    def __init__(self, load: Load, acts: Mapping[str, Act], zone: ZoneInfo, names: Mapping[str, str]) -> None:
        """Take what reads entries, what the keys do (open, check, export), and names by e-mail address."""
        super().__init__()
        self._load, self._acts = load, acts
        self.asked = Asked()
        """What is shown, or on its way."""
        self._whole = False
        self._more = False
        self._title = PaneTitle("JOURNAL")
        self._line = LineInput(placeholder=HINT, id="journal-filter")
        self._told = Told()
        self.listing: Listing[Entry] = Listing(
            journal_columns(zone, names),
            key=lambda entry: (entry.seq, entry.hash),
            empty="Nothing is recorded of that. / changes what is looked for.",
            id="journal-listing",
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, the line to type into, the list and the keys."""
        with Vertical(classes="sheet", id="journal"):
            yield self._title
            yield self._line
            yield self._told
            yield self.listing
            yield key_line(
                ("Enter", "whole"),
                ("/", "find"),
                ("v", "deeds or views"),
                ("c", "check"),
                ("e", "export"),
                ("Esc", "back"),
            )

    def on_mount(self) -> None:
        """Read the newest entries."""
        self.listing.focus()
        self.ask_for(Asked())

    def ask_for(self, asked: Asked) -> None:
        """Look for something else."""
        self.asked = asked
        kind: Part = ("who looked at whom", "accent") if asked.views else ("who did what", "strong")
        self._title.show([kind, ("   newest first", "dim")])
        self._title.show(focused=True)
        self._read(None)

    def _read(self, before: int | None) -> None:
        self._more = True
        done = partial(self.Loaded, self.asked, after=before is not None)
        ask(self, "journal", partial(self._load, self.asked, before), lambda found: done(entries=found))

    @on(Loaded)
    def _loaded(self, event: Loaded) -> None:
        event.stop()
        if event.asked != self.asked:
            return
        self._more = False
        self._whole = len(event.entries) < MOST
        rows = (*self.listing.rows, *event.entries) if event.after else event.entries
        self.listing.set_rows(rows)
        if not event.after:
            self.listing.move_to(0)
        how = "all of them" if self._whole else "the newest; older ones follow at the end of the list"
        self._told.tell((f"{len(rows):,} entries", "strong"), (f", {how}", "dim"))

    @on(AskFailed)
    def _failed(self, event: AskFailed) -> None:
        event.stop()
        self._more = False
        self._told.tell((event.words, "lapsing"))

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[Entry]) -> None:
        event.stop()
        rows = self.listing.rows
        if rows and self.listing.cursor == len(rows) - 1 and not (self._whole or self._more):
            self._read(rows[-1].seq)

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[Entry]) -> None:
        event.stop()
        self.action_act("open")

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        self.ask_for(Asked(self._line.value.strip(), self.asked.views))
        self.listing.focus()

    def action_filter(self) -> None:
        """Type what is looked for; what stands there from before gives way to the first letter."""
        self._line.focus()
        self._line.select_all()

    def action_switch(self) -> None:
        """Show who looked at whom, or who did what."""
        self.ask_for(Asked(self.asked.typed, not self.asked.views))

    def action_reload(self) -> None:
        """Read again."""
        self.ask_for(self.asked)

    def action_act(self, name: str) -> None:
        """Do what a key says with the screen as it stands."""
        self.run_worker(self._acts[name](self), group=FLOW)

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Say what came of something, where it stays."""
        self._told.tell((words, "lapsed" if wrong else "done"))
        if wrong:
            tell(self, words, severity="error")

    def action_leave(self) -> None:
        """Step back: from typing to the list, from the list to the console."""
        if self._line.has_focus:
            self.listing.focus()
        elif self.is_current:
            self.dismiss(None)
