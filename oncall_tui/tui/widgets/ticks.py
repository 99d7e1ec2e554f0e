"""A row of ticks: any number of a few options, all of them in view, ticked by letter or by the space bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from oncall_tui.text import cell_cut, safe_text
from oncall_tui.tui.widgets.choice import ChoiceLine, Option
from oncall_tui.tui.widgets.fields import Field


class TickLine(ChoiceLine):
    """Options that are each ticked or not; one of them may say that none of the others holds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "step(-1)", "Before", show=False),
        Binding("right,down", "step(1)", "Next", show=False),
        Binding("space", "tick", "Tick", show=False),
    ]

    ticked: reactive[frozenset[str]] = reactive(frozenset[str](), init=False)
    """The values that are ticked."""

    def __init__(self, options: Sequence[Option], *, alone: str = "") -> None:
        super().__init__(options)
        self._alone = alone
        self.set_reactive(ChoiceLine.chosen, 0)

    @property
    def value(self) -> str:
        """What is ticked, in the order of the options, with commas between."""
        return ",".join(option.value for option in self.options if option.value in self.ticked)

    @value.setter
    def value(self, value: str) -> None:
        known = {option.value for option in self.options}
        self.ticked = frozenset(value.split(",")) & known

    def watch_chosen(self) -> None:
        """Only move: what is ticked stays as it is."""

    def watch_ticked(self) -> None:
        """Tell the form."""
        self.post_message(self.Changed(self))

    def action_tick(self) -> None:
        """Tick the option under the cursor, or take its tick away."""
        value = self.options[self.chosen].value
        if value in self.ticked:
            self.ticked -= {value}
        elif value == self._alone:
            self.ticked = frozenset({value})
        else:
            self.ticked = (self.ticked - {self._alone}) | {value}

    def on_key(self, event: events.Key) -> None:
        """Tick by letter."""
        letter = (event.character or "").casefold()
        if letter and letter in self._letters:
            event.stop()
            event.prevent_default()
            self.chosen = self._letters.index(letter)
            self.action_tick()

    def on_click(self, event: events.Click) -> None:
        """Tick by mouse."""
        x, y = event.x - self.styles.padding.left, event.y - self.styles.padding.top
        for index, spot in enumerate(self._spots(self.content_size.width)):
            if spot.line == y and spot.x <= x < spot.x + spot.width:
                event.prevent_default()
                self.chosen = index
                self.action_tick()

    def _option(self, index: int, room: int) -> list[Segment]:
        """Draw one option: its sign, and its label with the letter that ticks it underlined."""
        option = self.options[index]
        here = self.has_focus and index == self.chosen
        look = self._look("chosen" if option.value in self.ticked or here else "other")
        sign = "✓ " if option.value in self.ticked else "□ "
        text = cell_cut(sign + safe_text(option.label), room)
        at = text.casefold().find(self._letters[index], 2) if self._letters[index] else -1
        if at < 0:
            return [Segment(text, look)]
        underlined = look + Style(underline=True)
        return [Segment(text[:at], look), Segment(text[at], underlined), Segment(text[at + 1 :], look)]


class TicksField(Field):
    """Any number of a few options; its value is what is ticked, with commas between."""

    def __init__(
        self, key: str, label: str, options: Sequence[Option], *, alone: str = "", hint: str = ""
    ) -> None:
        self.ticks = TickLine(options, alone=alone)
        super().__init__(key, label, self.ticks, hint=hint)

    @property
    def value(self) -> str:
        """What is ticked."""
        return self.ticks.value

    @value.setter
    def value(self, value: str) -> None:
        self.ticks.value = value

    @on(ChoiceLine.Changed)
    def _ticked(self, event: ChoiceLine.Changed) -> None:
        event.stop()
        self._changed()
