"""The frame of every sheet: a title, a page that scrolls, and the keys that work here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from oncall_tui.tui.lines import ACCENT, DIM, line
from oncall_tui.tui.widgets.columns import Part
from oncall_tui.tui.widgets.oneline import OneLine

Drawing = Callable[[int], Content]
"""Draws what a page shows for so many cells of width."""

FRAME = 4
"""Lines that the title and the keys take."""
BOX = 4
"""Lines that the frame of a small one takes, with what lies above it."""
_AROUND = 5
"""Cells of padding and scroll bar beside the text of a page."""


class Words(OneLine):
    """A line of parts that stay as they are."""

    def __init__(self, parts: Sequence[Part], *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._parts = (((" ", "")), *parts)

    def parts(self, width: int) -> Sequence[Part]:
        """Return the parts after a blank."""
        return self._parts


def title_line(title: str, rest: str = "") -> Static:
    """Return the title of a sheet, and what stands behind it."""
    return Static(line((title, f"bold {ACCENT}"), "   ", (rest, DIM)), classes="sheet--title", markup=False)


def key_line(*keys: tuple[str, str]) -> Words:
    """Return the line of keys, each with what it does."""
    return Words(key_parts(keys), classes="sheet--keys")


def key_parts(keys: Sequence[tuple[str, str]]) -> list[Part]:
    """Return keys, each with what it does and a gap behind it."""
    parts: list[Part] = []
    for key, does in keys:
        parts += [(key, "strong"), (f" {does}   ", "")]
    return parts


def leave_room(inside: Widget, height: int, around: int) -> None:
    """Give what scrolls in a sheet no more than the lines that what stands around it leaves."""
    inside.styles.max_height = max(3, height - around)


class Page(VerticalScroll):
    """Text that is drawn for the width there is, and again when that changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
        Binding("space", "page_down", "Page down", show=False),
    ]

    def __init__(self, draw: Drawing) -> None:
        super().__init__(id="page")
        self._draw = draw
        self._room = 0
        self._text = Static(markup=False)

    @property
    def shown(self) -> Content:
        """The text as it stands there."""
        return self._draw(self._room)

    def compose(self) -> ComposeResult:
        """Lay the text out for the width that it will most likely have."""
        self._fit(self.app.size.width - _AROUND)
        yield self._text

    def on_resize(self) -> None:
        """Break the lines anew where the width is another one."""
        self._fit(self.scrollable_content_region.width)

    def draw_anew(self) -> None:
        """Draw the text again, because what it tells has changed."""
        self._text.update(self._draw(self._room))

    def _fit(self, room: int) -> None:
        room = max(20, room)
        if room != self._room:
            self._room = room
            self._text.update(self._draw(room))


class Sheet(ModalScreen[str | None]):
    """Something to read; Esc steps back. It answers with None unless a sheet gives keys of its own."""

    CSS_PATH = "sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]
    around: ClassVar[int] = FRAME
    """Lines that stand around the page."""

    def __init__(
        self, title: str, draw: Drawing, *, rest: str = "", keys: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__()
        self._title = title
        self._rest = rest
        self._keys = tuple(keys)
        self.page = Page(draw)

    def compose(self) -> ComposeResult:
        """Lay out the title, the page and the keys."""
        with Vertical(classes="sheet"):
            yield title_line(self._title, self._rest)
            yield self.page
            yield key_line(("↑ ↓ PgUp PgDn", "scroll"), *self._keys, ("Esc", "back"))

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.page.focus()

    def on_resize(self) -> None:
        """Keep the keys in sight whatever the height of the window."""
        leave_room(self.page, self.size.height, self.around)

    def action_leave(self, answer: str | None = None) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(answer)
