"""Every command by its name, for those who do not know its key yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.widgets.inputs import LineInput
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.notice import tell

_LIKE_ENOUGH = 60.0
_STARTS, _WORDS = 300.0, 200.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as the palette shows it; made of the program's own words only."""

    id: str
    """The command."""
    title: str
    """What it is called."""
    help: str
    """What it does."""
    keys: str
    """Its keys, as a person reads them."""
    why_not: str | None
    """Why it cannot act just now."""


def matching(entries: Sequence[Entry], query: str) -> tuple[Entry, ...]:
    """Return the entries that a typed text may mean, the likeliest first; all when nothing is typed."""
    wanted = query.casefold().split()
    if not wanted:
        return tuple(entries)
    from rapidfuzz import fuzz  # only here: the first paint does not wait for it

    def likeness(entry: Entry) -> float:
        title = entry.title.casefold()
        words = f"{title} {entry.help.casefold()}".split()
        if title.startswith(" ".join(wanted)):
            return _STARTS
        if all(any(word.startswith(part) for word in words) for part in wanted):
            return _WORDS
        return float(fuzz.WRatio(" ".join(wanted), title))

    likely = [(likeness(entry), entry) for entry in entries]
    kept = [(score, entry) for score, entry in likely if score >= _LIKE_ENOUGH]
    return tuple(entry for _score, entry in sorted(kept, key=lambda pair: -pair[0]))


def _title(entry: Entry) -> Cell:
    return (entry.title, "dim") if entry.why_not else entry.title


def _help(entry: Entry) -> Cell:
    return (entry.why_not, "lapsing") if entry.why_not else (entry.help, "dim")


class Palette(ModalScreen[str | None]):
    """A line to type in and the commands it may mean; answers with a command's id, or None."""

    DEFAULT_CSS = """
    Palette {
        align: center top;
        background: $background 60%;
        & > Vertical {
            width: 90%; max-width: 90; height: auto; max-height: 80%; margin-top: 2;
            background: $panel; border: round $border-blurred; padding: 0 1;
        }
        & LineInput, & LineInput:focus { background: $panel; }
        & Listing { height: 14; background: $panel; margin-top: 1; }
        & Listing > .listing--cursor-blurred { background: $block-cursor-background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("down", "to(1)", "Down", show=False),
        Binding("up", "to(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self._left = False
        columns: tuple[Column[Entry], ...] = (
            Column("", _title, width=18),
            Column("", _help, width=20, fraction=1),
            Column("", lambda entry: (entry.keys, "strong"), width=8, align="right"),
        )
        self._listing: Listing[Entry] = Listing(
            columns, key=lambda entry: entry.id, header=False, empty="No command is called that"
        )
        self._listing.can_focus = False

    def compose(self) -> ComposeResult:
        """Lay out the line and the list."""
        with Vertical():
            yield LineInput(placeholder="What would you like to do?")
            yield self._listing

    def on_mount(self) -> None:
        """Offer everything at first."""
        self._listing.set_rows(self._entries)

    @on(LineInput.Changed)
    def _narrow(self, event: LineInput.Changed) -> None:
        self._listing.set_rows(matching(self._entries, event.value))
        self._listing.move_to(0)

    @on(LineInput.Submitted)
    def _pick(self) -> None:
        entry = self._listing.current
        if entry is None:
            return
        if entry.why_not:
            tell(self, entry.why_not, severity="warning")
            return
        self._answer(entry.id)

    @on(Listing.Picked)
    def _pick_by_mouse(self) -> None:
        self._pick()

    def action_to(self, by: int) -> None:
        """Move through the list while typing goes on."""
        self._listing.action_move(by)

    def action_page(self, by: int) -> None:
        """Move through the list by pages while typing goes on."""
        self._listing.action_page(by)

    def action_leave(self) -> None:
        """Step back without choosing."""
        self._answer(None)

    def _answer(self, command_id: str | None) -> None:
        """Leave, once: keys that were typed faster than the screen goes away change nothing more."""
        if not self._left and self.is_current:
            self._left = True
            self.dismiss(command_id)
