"""pyte's screen, several times as fast at what a console draws most: plain text in few styles."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pyte
from pyte.charsets import LAT1_MAP
from pyte.modes import IRM
from pyte.screens import Char
from wcwidth import wcwidth


class Screen(pyte.Screen):
    """Draws text of single width in one go, remembers styles, and renders only lines that have changed."""

    def __init__(self, columns: int, lines: int) -> None:
        self._drawn: list[str] = []
        self._cells: dict[tuple[Char, str], Char] = {}
        self._styles: dict[tuple[Any, ...], Char] = {}
        super().__init__(columns, lines)

    @property
    def drawn(self) -> list[str]:
        """The lines of the screen, in their whole width; do not change them."""
        changed = self.dirty if len(self._drawn) == self.lines else range(self.lines)
        if changed:
            old, self._drawn = self._drawn, [""] * self.lines
            self._drawn[: len(old)] = old[: self.lines]
            for row in changed:
                if row < self.lines:
                    self._drawn[row] = self._line(row)
            self.dirty.clear()
        return self._drawn

    def _line(self, row: int) -> str:
        cells = self.buffer[row]
        text = [cells[column].data for column in range(self.columns)]
        if not _narrow("".join(text)):
            for column in range(1, self.columns):
                if text[column - 1] and wcwidth(text[column - 1][0]) == 2:
                    text[column] = ""  # it lies under the wide one before it
        return "".join(text)

    def draw(self, data: str) -> None:
        """Put text at the cursor."""
        cursor = self.cursor
        plain = self.g0_charset is LAT1_MAP and not self.charset and IRM not in self.mode and _narrow(data)
        if not plain or cursor.x + len(data) > self.columns:
            super().draw(data)
            return
        line, style, cells = self.buffer[cursor.y], cursor.attrs, self._cells
        for column, char in enumerate(data, start=cursor.x):
            cell = cells.get((style, char))
            if cell is None:
                cell = cells[style, char] = style._replace(data=char)
            line[column] = cell
        cursor.x += len(data)
        self.dirty.add(cursor.y)

    def select_graphic_rendition(self, *attrs: int, **words: Any) -> None:
        """Choose a style."""
        key = (self.cursor.attrs, attrs)
        style = self._styles.get(key)
        if style is None or words:
            super().select_graphic_rendition(*attrs, **words)
            self._styles[key] = self.cursor.attrs
        else:
            self.cursor.attrs = style


@lru_cache(10_000)
def _narrow(data: str) -> bool:
    """Say whether each character of a text takes one cell."""
    return all(wcwidth(char) == 1 for char in data)
