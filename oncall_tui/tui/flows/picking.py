"""A field that picks one record of a list: typing narrows the list, the arrows choose."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.fields import Field
from oncall_tui.tui.widgets.inputs import LineInput
from oncall_tui.tui.widgets.listing import Listing

R = TypeVar("R")


def folded(text: str) -> str:
    """Return a text without capitals and accents, so that it is found however it is typed."""
    return "".join(
        char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
    ).casefold()


class PickField(Field, Generic[R]):
    """A line to type in and the records it may mean; nothing is picked until somebody types or moves."""

    DEFAULT_CSS = """
    PickField {
        & Listing { height: 7; }
        & Listing > .listing--cursor-blurred { background: $block-cursor-background; }
        &.-unpicked Listing > .listing--cursor-blurred { background: $background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "to(1)", "Down", show=False),
        Binding("up", "to(-1)", "Up", show=False),
        Binding("pagedown", "to(6)", "Page down", show=False),
        Binding("pageup", "to(-6)", "Page up", show=False),
    ]

    def __init__(
        self,
        key: str,
        label: str,
        rows: Sequence[R],
        columns: Sequence[Column[R]],
        *,
        row_key: Callable[[R], Hashable],
        name: Callable[[R], str],
        more: Callable[[R], str],
        echo: Callable[[R], str],
        why_not: Callable[[R], str] = lambda row: "",
        typed: Callable[[str], str] = lambda text: "",
        empty: str = "Nobody is called that",
        hint: str = "",
    ) -> None:
        """Take the records and what is told of each.

        Args:
            key: the field's key; its value is the picked record's key as text.
            label: the field's label.
            rows: the records, in order.
            columns: what the list shows of them.
            row_key: a record's key.
            name: what typing is matched with first.
            more: what else it is matched with.
            echo: what is said of the picked record.
            why_not: why a record cannot be picked; empty where it can.
            typed: the value that a typed text means when no record matches; empty for none.
            empty: what stands in a list that nothing matches.
            hint: what stands beneath while nothing is picked.
        """
        self.line = LineInput(room=60, placeholder="type to narrow, ↑ ↓ choose")
        super().__init__(key, label, self.line, required=True, hint=hint)
        self._all = tuple(rows)
        self._row_key, self._echo_of, self._why_not = row_key, echo, why_not
        self._called, self._more = name, more
        self._typed_value = typed
        self._plain_hint = hint
        self._wanted = ""
        self._settled: Hashable | None = None
        self.listing: Listing[R] = Listing(columns, key=row_key, header=False, empty=empty)
        self.listing.can_focus = False

    def compose(self) -> ComposeResult:
        """Lay out the line, and the list between it and what is said of it."""
        for child in super().compose():
            if child.has_class("field--line"):
                self.listing.styles.margin = (0, 0, 0, self.editor.styles.margin.left)
                yield self.listing
            yield child

    def on_mount(self) -> None:
        """Show every record, the one that was picked before under the cursor."""
        self._put(self._all)
        if self._wanted and self._row_of(self._wanted) is not None:
            self._choose(self._wanted)
        self._show_pick()

    # What is picked

    @property
    def picked(self) -> R | None:
        """The record that is picked."""
        return self._row_of(self._wanted) if self._wanted else None

    @property
    def value(self) -> str:
        """The picked record's key, or what the typed text means; empty for nothing."""
        return self._wanted or self._typed_value(self.line.value.strip())

    @value.setter
    def value(self, value: str) -> None:
        known = self._row_of(value) is not None
        self._wanted = value if known else ""
        if not known and value:
            self.line.value = value
        if known and self.is_mounted:
            self._choose(value)
            self._show_pick()

    def check(self) -> str:
        """Return what is wrong with the pick."""
        row = self.picked
        if row is not None:
            return self._why_not(row)
        return "Choose one from the list." if self.required and not self.value else ""

    def _row_of(self, value: str) -> R | None:
        return next((row for row in self._all if str(self._row_key(row)) == value), None)

    def _choose(self, value: str) -> None:
        row = self._row_of(value)
        if row is not None and self.listing.move_to_key(self._row_key(row)):
            self._wanted = value

    def _put(self, rows: Sequence[R]) -> None:
        self.listing.set_rows(tuple(rows))
        self._settled = self.listing.current_key

    def _pick_current(self) -> None:
        row = self.listing.current
        self._wanted = "" if row is None else str(self._row_key(row))
        self._show_pick()
        self._changed()

    def _show_pick(self) -> None:
        row = self.picked
        self.set_class(row is None, "-unpicked")
        if row is None:
            self.hint = self._plain_hint
        else:
            self.hint = f"→ {self._why_not(row) or self._echo_of(row)}"

    def _matching(self, words: Sequence[str]) -> list[R]:
        """Return the records that hold all words, those whose name does first."""
        ranked: tuple[list[R], list[R]] = [], []
        for row in self._all:
            name = folded(self._called(row))
            if all(word in f"{name} {folded(self._more(row))}" for word in words):
                ranked[not all(word in name for word in words)].append(row)
        return ranked[0] + ranked[1]

    # Keys and mouse

    @on(LineInput.Changed)
    def _narrow(self, event: LineInput.Changed) -> None:
        event.stop()
        words = folded(event.value).split()
        self._put(self._matching(words))
        if words:
            self.listing.move_to(0)
            self._pick_current()
        elif self.listing.current is not None and self._wanted:
            self._choose(self._wanted)

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[R]) -> None:
        event.stop()
        if event.key != self._settled:
            self._settled = event.key
            self._pick_current()

    @on(Listing.Picked)
    def _clicked(self, event: Listing.Picked[R]) -> None:
        event.stop()
        self._pick_current()

    def action_to(self, by: int) -> None:
        """Pick the record after or before; the first one when none is picked yet."""
        if self._wanted:
            self.listing.action_move(by)
        self._settled = self.listing.current_key
        self._pick_current()
