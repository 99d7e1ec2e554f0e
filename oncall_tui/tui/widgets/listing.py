"""The one list of the console, whose cursor never loses its record however often the rows change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.rowview import RowView

R = TypeVar("R")
T = TypeVar("T")


class Listing(RowView[R], can_focus=True, inherit_bindings=False):
    """A list of records in columns, equally quick for ten rows and for a hundred thousand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("enter", "pick", "Open", show=False),
    ]

    @dataclass
    class Highlighted(Message, Generic[T]):
        """The cursor has come to another record."""

        listing: Listing[T]
        """The list it happened in."""
        key: Hashable | None
        """The record's key; None when the list is empty."""
        row: T | None
        """The record; None when the list is empty."""

        @property
        def control(self) -> Listing[T]:
            """The list, for `@on` selectors."""
            return self.listing

        def can_replace(self, message: Message) -> bool:
            """Let a burst of moves collapse into the last one."""
            return isinstance(message, Listing.Highlighted) and message.listing is self.listing

    @dataclass
    class Picked(Message, Generic[T]):
        """A record was chosen, by Enter or by a double click."""

        listing: Listing[T]
        """The list it happened in."""
        key: Hashable
        """The record's key."""
        row: T
        """The record."""

        @property
        def control(self) -> Listing[T]:
            """The list, for `@on` selectors."""
            return self.listing

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        key: Callable[[R], Hashable],
        empty: str = "Nothing here",
        header: bool = True,
        now: datetime | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(columns, key=key, empty=empty, header=header, now=now, id=id, classes=classes)
        self._announced: Hashable | None = None

    # What is in the list

    @property
    def rows(self) -> Sequence[R]:
        """The rows, in the order shown."""
        return self._rows

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor; -1 when the list is empty."""
        return self._cursor

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._cursor >= 0 else None

    @property
    def current_key(self) -> Hashable | None:
        """The key of the row under the cursor."""
        return self._key(self._rows[self._cursor]) if self._cursor >= 0 else None

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show `rows`, the cursor staying on its record and, where it can, on its line of the screen.

        When that record has gone the cursor goes to the nearest one after it that is still there.
        """
        old, before = self._rows, self._cursor
        if rows is old:
            return
        wanted = self._find(rows, old, before)
        shift = wanted - before if before >= 0 else 0
        seen = [(y, old[i], i == before) for y, i in self._in_view()]
        scrolled = self.scroll_offset.y
        self._rows, self._cursor = rows, wanted
        self._size_to_rows()
        top = max(0, min(scrolled + shift, self.max_scroll_y))
        if top != scrolled:
            self.scroll_to(y=top, animate=False)
        if top == scrolled and seen == [(y, rows[i], i == wanted) for y, i in self._in_view()] and seen:
            self._announce()
            return
        self.refresh()
        self._announce()

    def _find(self, rows: Sequence[R], old: Sequence[R], before: int) -> int:
        """Return the index in `rows` of the record the cursor was on, or of its nearest follower."""
        if not rows or before < 0:
            return 0 if rows else -1
        key = self._key
        wanted = key(old[before])
        start = min(before, len(rows) - 1)
        for distance in range(max(start, len(rows) - 1 - start) + 1):
            for index in (start + distance, start - distance):
                if 0 <= index < len(rows) and key(rows[index]) == wanted:
                    return index
        places = {key(row): index for index, row in enumerate(rows)}
        for row in (*old[before + 1 :], *reversed(old[:before])):
            if (found := places.get(key(row))) is not None:
                return found
        return start

    def move_to_key(self, key: Hashable) -> bool:
        """Put the cursor on the record with that key; False, and nothing moves, when it is not there."""
        for index, row in enumerate(self._rows):
            if self._key(row) == key:
                self.move_to(index)
                return True
        return False

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, the nearest there is, and bring it into view."""
        if not self._rows:
            return
        index = max(0, min(index, len(self._rows) - 1))
        before, self._cursor = self._cursor, index
        if not self._bring_into_view(index) and before != index:
            self.refresh(*(self._line_region(i) for i in (before, index)))
        self._announce()

    def _announce(self) -> None:
        key = self.current_key
        if key != self._announced:
            self._announced = key
            self.post_message(self.Highlighted(self, key, self.current))

    # Keys and mouse

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self.move_to(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor and the view by whole pages."""
        height = self._lines_for_rows
        top = max(0, min(self.scroll_offset.y + by * height, self.max_scroll_y))
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        self.move_to(self._cursor + by * height)

    def action_first(self) -> None:
        """Go to the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self.move_to(len(self._rows) - 1)

    def action_pick(self) -> None:
        """Choose the row under the cursor."""
        if self._cursor >= 0:
            row = self._rows[self._cursor]
            self.post_message(self.Picked(self, self._key(row), row))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a double click chooses."""
        index = event.y - self._top + self.scroll_offset.y
        if event.y >= self._top and index < len(self._rows):
            event.stop()
            self.move_to(index)
            if event.chain == 2:
                self.action_pick()
