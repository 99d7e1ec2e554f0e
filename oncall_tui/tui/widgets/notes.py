"""Where notes are typed; apart from the one-line field because Textual's text area is slow to import."""

from __future__ import annotations

from textual.widgets import TextArea
from textual.widgets.text_area import EditResult, Location

from oncall_tui.tui.widgets.inputs import TextCut, Typing, taken, typed


class NoteInput(Typing, TextArea):
    """A field of several lines; Tab leaves it, and too long a paste is cut rather than lost."""

    DEFAULT_CSS = """
    NoteInput { border: none; height: 4; padding: 0 1; background: $panel; color: $foreground; }
    NoteInput:focus { border: none; background: $block-cursor-background; }
    """

    def __init__(self, value: str = "", *, room: int = 4000, id: str | None = None) -> None:
        super().__init__(
            typed(value, multiline=True)[:room],
            id=id,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
        )
        self.room = room
        self.cursor_blink = False

    def replace(
        self, insert: str, start: Location, end: Location, *, maintain_selection_offset: bool = True
    ) -> EditResult:
        """Put text in place of a stretch of the note, as much of it as there is room for."""
        clean, beyond = taken(insert, multiline=True)
        going = len(self.get_text_range(*sorted((start, end))))
        room = max(0, self.room - (len(self.text) - going))
        result = super().replace(
            clean[:room], start, end, maintain_selection_offset=maintain_selection_offset
        )
        if left_off := max(0, len(clean) - room) + beyond:
            self.post_message(TextCut(self, left_off))
        return result
