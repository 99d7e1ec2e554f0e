"""An organisation to sit down in: a database of the test's own, and consoles that open on it."""

from __future__ import annotations

import re
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from oncall_tui import paths
from oncall_tui.bootstrap import open_store, settings_for
from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue
from tests.clock import NOON, FixedClock
from tests.house import desk_of, furnish
from tests.terminal.pty import Terminal

_FIELDS, _ROWS = 25, 40
_REPORTS = (1000, 1003, 1004, 1006, 1015, 1049, 2004)
"""Mouse, focus and paste reports, and the screen of its own."""
KIM_MAIL, RAE_MAIL = "kim@harbourside.example", "rae@harbourside.example"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a test plays: the desk reads what consoles in terminals of their own have written."""

    url: str
    desk: Desk
    clock: FixedClock
    apart: float
    """Seconds from the computer's time to the consoles', so that it is Saturday noon in Sydney."""

    def console(self, *, operator: str = KIM_MAIL, rows: int = 40, columns: int = 120) -> Person:
        """Open a console in a terminal and wait until its queue stands there."""
        shown = Terminal.python(
            *("-m", "tests.terminal.sitting", str(self.apart), "--db", self.url, "--as", operator),
            rows=rows,
            columns=columns,
        )
        try:
            shown.wait_for(lambda: " open" in shown.lines[0], description="the console is there")
        except BaseException:
            shown.close()
            raise
        return Person(shown)

    def calls(self) -> tuple[int, ...]:
        """Return the open items but what consoles ask by themselves, a minute after they opened."""
        return tuple(sorted(row.id for row in load_queue(self.desk).rows if not row.category.asked))

    def log(self) -> str:
        """Return everything the consoles have written to their log file."""
        file = paths.log_file()
        return file.read_text(encoding="utf-8") if file.exists() else ""


@contextmanager
def staged(url: str) -> Iterator[Stage]:
    """Furnish a prepared database, with the audit key where consoles look for it."""
    clock = FixedClock()
    store = open_store(settings_for(url), clock=clock)
    try:
        furnish(store)
        apart = (NOON - datetime.now(UTC)).total_seconds()
        yield Stage(url, desk_of(store, clock), clock, apart)
    finally:
        store.close()


class Person:
    """Somebody at a console with nothing but a keyboard, who looks before each key."""

    def __init__(self, shown: Terminal) -> None:
        self.shown = shown
        self._title = ""

    def __enter__(self) -> Person:
        return self

    def __exit__(self, *_error: object) -> None:
        self.shown.close()

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return self.shown.text

    def sees(self, *wanted: str) -> None:
        """Wait until all of it is on the screen at once, however many blanks part the words."""
        self.shown.wait_for(
            lambda: all(_squeezed(each) in _squeezed(self.text) for each in wanted),
            description=" and ".join(wanted),
        )

    def sees_no(self, unwanted: str) -> None:
        """Wait until it is no longer on the screen."""
        self.shown.wait_for(
            lambda: _squeezed(unwanted) not in _squeezed(self.text), description=f"no {unwanted!r}"
        )

    def go_to(self, pane: str, key: str) -> None:
        """Press the key of a pane and wait until its title is lit."""
        self._moves(key, lambda: self.shown.colour(pane) or "")

    def opens(self, key: str, title: str) -> None:
        """Press the key of a form and wait until its first field can be typed into."""
        self._title = title
        self.shown.press(key)
        self.shown.wait_for(lambda: self.label != "", description=f"the form {title}")

    def select(self, start: str) -> None:
        """Move down the queue until the cursor stands on the row of an item."""
        for _ in range(_ROWS):
            if start in self.under_cursor:
                return
            self._moves("down", lambda: self.under_cursor)
        raise AssertionError(f"no row {start!r}. The screen:\n{self.text}")

    @property
    def under_cursor(self) -> str:
        """The row of the queue on which the cursor stands."""
        screen = self.shown.screen
        plain = screen.buffer[2][1].bg
        rows = (row for row in range(3, screen.lines) if screen.buffer[row][1].bg != plain)
        return next((self.shown.display[row] for row in rows), "")

    def field(self, label: str, typed: str = "") -> None:
        """Press Tab until the field of that label has the focus, and type into it."""
        for _ in range(_FIELDS):
            if self.label == label:
                break
            self._moves("tab", lambda: self.label)
        assert self.label == label, self.text
        self.shown.send(typed)

    def _moves(self, key: str, where: Callable[[], str]) -> None:
        """Press a key and wait until it has moved to somewhere else."""
        before = where()
        self.shown.press(key)
        self.shown.wait_for(
            lambda: where() not in ("", before), description=f"{key} moves on from {before!r}"
        )

    @property
    def label(self) -> str:
        """The label of the field that has the focus; it alone has the colour of the form's title."""
        buffer, display = self.shown.screen.buffer, self.shown.display
        top, left = next(
            ((row, line.find(self._title)) for row, line in enumerate(display) if self._title in line),
            (len(display), 0),
        )
        for row in range(top + 1, len(display)):
            text = display[row][left:]
            column = left + len(text) - len(text.lstrip())
            if text.strip() and buffer[row][column].fg == buffer[top][left].fg:
                return text.strip().split("  ")[0].removesuffix(" *")
        return ""

    def assert_terminal_given_back(self) -> None:
        """Assert that the shell finds its terminal as it left it, also whether it echoes what is typed."""
        modes = self.shown.modes()
        assert {mode: modes.get(mode) for mode in _REPORTS} == dict.fromkeys(_REPORTS, False)
        assert modes[25], "the cursor is shown"
        flags = termios.tcgetattr(self.shown.child.child_fd)[3]
        assert flags & termios.ECHO
        assert flags & termios.ICANON


def _squeezed(text: str) -> str:
    """Return a text with single blanks only."""
    return re.sub(" +", " ", text)
