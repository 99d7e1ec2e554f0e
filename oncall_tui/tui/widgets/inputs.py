"""Where text is typed: nothing pasted is dropped whole, nor does it reach the terminal as an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.filter import LineFilter
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from oncall_tui.text import safe_text, storable
from oncall_tui.tui.privacy.filter import PrivacyFilter

_ROOMY = 100_000


@dataclass
class TextCut(Message):
    """Text was longer than its field holds; what fits was taken."""

    editor: Widget
    """Where it happened."""
    left_off: int
    """How many characters were not taken."""

    @property
    def words(self) -> str:
        """What to tell the person."""
        return f"{self.left_off:,} characters more than fit here were left off."


def typed(text: str, *, multiline: bool = False) -> str:
    """Return text as a field takes it: one line or several, without anything a terminal would obey."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    if not multiline:
        whole = " ".join(whole.splitlines())
    return safe_text(storable(whole), max_len=max(_ROOMY, len(whole)), multiline=multiline)


def taken(text: str, *, multiline: bool = False) -> tuple[str, int]:
    """Return as much of a paste as any field might hold, as a field takes it, and how much lies beyond.

    What lies beyond is not even looked at: to clean megabytes would hold up every key for seconds.
    """
    return typed(text[:_ROOMY], multiline=multiline), max(0, len(text) - _ROOMY)


class Typing:
    """What is typed is shown while it is typed, also on a private screen, and masked once it is left."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line goes through, but for the mask where the cursor is."""
        filters: Sequence[LineFilter] = super().get_line_filters()  # type: ignore[misc]
        if not self.has_focus:  # type: ignore[attr-defined]
            return filters
        return [each for each in filters if not isinstance(each, PrivacyFilter)]


class LineInput(Typing, Input):
    """A one-line field that takes as much of a paste as it holds, line breaks as blanks."""

    DEFAULT_CSS = """
    LineInput { border: none; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    LineInput:focus { border: none; background: $block-cursor-background; }
    """

    def __init__(
        self, value: str = "", *, room: int = 200, placeholder: str = "", id: str | None = None
    ) -> None:
        super().__init__(typed(value)[:room], placeholder=placeholder, id=id, select_on_focus=False)
        self.room = room
        self.cursor_blink = False  # nothing in the console blinks

    def replace(self, text: str, start: int, end: int) -> None:
        """Put text in place of a stretch of the value, as much of it as there is room for."""
        clean, beyond = taken(text)
        start, end = sorted((max(0, start), min(len(self.value), end)))
        room = max(0, self.room - (len(self.value) - (end - start)))
        super().replace(clean[:room], start, end)
        if left_off := max(0, len(clean) - room) + beyond:
            self.post_message(TextCut(self, left_off))

    def on_paste(self, event: events.Paste) -> None:
        """Take the whole paste, not only its first line."""
        event.prevent_default()
        event.stop()
        self.replace(event.text, *self.selection)
