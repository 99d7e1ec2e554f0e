"""A row of choices that shows all of them, chosen by the arrows or by a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from oncall_tui.text import cell_cut, cell_width, safe_text

_GAP = 3


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things that may be chosen."""

    value: str
    """What is kept."""
    label: str
    """What is shown."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an option stands: its line, its first cell and the cells it takes."""

    line: int
    x: int
    width: int


def letters(options: Sequence[Option]) -> tuple[str, ...]:
    """Return the letter for each option: the first of its label that no option before it has taken."""
    taken: list[str] = []
    for option in options:
        free = (char for char in option.label.casefold() if char.isalnum() and char not in taken)
        taken.append(next(free, ""))
    return tuple(taken)


class ChoiceLine(Widget, can_focus=True):
    """All options in one line, or in as many as the width asks for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--chosen", "choice--other"}
    DEFAULT_CSS = """
    ChoiceLine {
        height: auto; padding: 0 1; background: $panel; color: $foreground;
        & > .choice--chosen { text-style: bold; }
        & > .choice--other { color: $text-muted; }
        &:focus { background: $block-cursor-background; }
        &:focus > .choice--chosen { color: $accent; text-style: bold; }
    }
    """
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "step(-1)", "Before", show=False),
        Binding("right,down,space", "step(1)", "Next", show=False),
        Binding("home", "step(-1000)", "First", show=False),
        Binding("end", "step(1000)", "Last", show=False),
    ]

    chosen: reactive[int] = reactive(-1, init=False)
    """The index of the chosen option; -1 for none yet."""

    @dataclass
    class Changed(Message):
        """Another option was chosen."""

        choice: ChoiceLine
        """Where it happened."""

    def __init__(self, options: Sequence[Option], *, value: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self._letters = letters(self.options)
        self.value = value

    @property
    def value(self) -> str:
        """The chosen option's value; empty for none yet."""
        return self.options[self.chosen].value if self.chosen >= 0 else ""

    @value.setter
    def value(self, value: str) -> None:
        values = [option.value for option in self.options]
        self.chosen = values.index(value) if value in values else -1

    def watch_chosen(self) -> None:
        """Tell the form."""
        self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """Choose the option before or after, stopping at the ends."""
        start = self.chosen if self.chosen >= 0 or by < 0 else -1
        self.chosen = max(0, min(start + by, len(self.options) - 1))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say that the options' letters are the choice's own, whatever command they may be elsewhere."""
        return bool(character) and (character or "").casefold() in self._letters

    def on_key(self, event: events.Key) -> None:
        """Choose by letter."""
        letter = (event.character or "").casefold()
        if letter and letter in self._letters:
            event.stop()
            event.prevent_default()
            self.chosen = self._letters.index(letter)

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse."""
        x, y = event.x - self.styles.padding.left, event.y - self.styles.padding.top
        for index, spot in enumerate(self._spots(self.content_size.width)):
            if spot.line == y and spot.x <= x < spot.x + spot.width:
                self.chosen = index

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the options take."""
        spots = self._spots(width)
        return spots[-1].line + 1 if spots else 1

    def _spots(self, width: int) -> list[_Spot]:
        """Place every option, starting a new line where the next does not fit."""
        spots: list[_Spot] = []
        line = x = 0
        for option in self.options:
            cells = cell_width(safe_text(option.label)) + 2
            if x and x + cells > width:
                line, x = line + 1, 0
            spots.append(_Spot(line, x, cells))
            x += cells + _GAP
        return spots

    def render_line(self, y: int) -> Strip:
        """Draw one line of options."""
        width = self.content_size.width
        segments: list[Segment] = []
        x = 0
        for index, spot in enumerate(self._spots(width)):
            if spot.line == y and spot.x < width:
                segments.append(Segment(" " * (spot.x - x), self.rich_style))
                segments.extend(self._option(index, width - spot.x))
                x = spot.x + min(spot.width, width - spot.x)
        segments.append(Segment(" " * max(0, width - x), self.rich_style))
        return Strip(segments, width)

    def _option(self, index: int, room: int) -> list[Segment]:
        """Draw one option: its sign, and its label with the letter that chooses it underlined."""
        look = self._look("chosen" if index == self.chosen else "other")
        sign = "● " if index == self.chosen else "○ "
        text = cell_cut(sign + safe_text(self.options[index].label), room)
        at = text.casefold().find(self._letters[index], 2) if self._letters[index] else -1
        if at < 0:
            return [Segment(text, look)]
        underlined = look + Style(underline=True)
        return [Segment(text[:at], look), Segment(text[at], underlined), Segment(text[at + 1 :], look)]

    def _look(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"choice--{name}", partial=True)
