"""The columns of a list: what each shows of a row, and where it stands for a given width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from oncall_tui.text import Align, cell_cut, cell_fit, cell_width, safe_text

R = TypeVar("R")

Part = tuple[str, str]
"""Some text and the name of its style."""
Cell = str | Part | tuple[Part, ...]
"""What a column shows of one row."""
Drawn = tuple[Part, ...]
"""A cell cut or padded to exactly its column's width."""

CELL_STYLES = ("lapsed", "lapsing", "held", "done", "dim", "strong", "accent")
"""The styles a cell may name; each is the component class `listing--<name>`."""

_WIDE = 100
_MARGIN = 1


@dataclass(frozen=True)  # without slots: Python 3.11 cannot make a slotted generic one as Column[Row](...)
class Column(Generic[R]):
    """One column: give `render`, or `render_at` for what changes as time passes."""

    title: str
    """What stands in the header line."""
    render: Callable[[R], Cell] | None = None
    """Tells what to show of a row; asked once a row until the row changes."""
    width: int = 1
    """Cells it takes; for a column with a fraction, the fewest it can do with."""
    fraction: int = 0
    """Its share of the cells that nobody else needs."""
    align: Align = "left"
    """Numbers and count-downs go right."""
    priority: int = 0
    """When the width runs short the highest goes first; 0 always stays."""
    render_at: Callable[[R, datetime], Cell] | None = None
    """Tells what to show of a row at an instant; asked again at every tick."""

    def __post_init__(self) -> None:
        """Refuse a column that shows nothing, or two things.

        Raises:
            ValueError: Not exactly one of `render` and `render_at` was given.
        """
        if (self.render is None) is (self.render_at is None):
            raise ValueError(f"Column {self.title!r} needs either render or render_at.")

    def cell(self, row: R, now: datetime | None) -> Cell:
        """Return what this column shows of `row`; a count-down is blank until the time is known."""
        if self.render is not None:
            return self.render(row)
        if self.render_at is not None and now is not None:
            return self.render_at(row, now)
        return ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a column stands."""

    index: int
    """Which column."""
    x: int
    """Its first cell."""
    width: int
    """How many cells it has."""


def place(columns: Sequence[Column[R]], width: int) -> tuple[Placed, ...]:
    """Return the columns that fit into `width` cells, each with its place; the least needed are left out."""
    gap = 2 if width >= _WIDE else 1
    kept = list(range(len(columns)))

    def least() -> int:
        return _MARGIN + sum(columns[i].width for i in kept) + gap * max(0, len(kept) - 1)

    while least() > width:
        dropped = max(kept, key=lambda i: (columns[i].priority, i), default=None)
        if dropped is None or columns[dropped].priority == 0:
            break
        kept.remove(dropped)
    spare = max(0, width - least())
    shares = sum(columns[i].fraction for i in kept)
    placed: list[Placed] = []
    x = _MARGIN
    for i in kept:
        more = spare * columns[i].fraction // shares if shares else 0
        spare, shares = spare - more, shares - columns[i].fraction
        cells = max(0, min(columns[i].width + more, width - x))
        placed.append(Placed(i, x, cells))
        x += cells + gap
    return tuple(placed)


def draw(cell: Cell, width: int, align: Align) -> Drawn:
    """Return `cell` made safe and fitted to `width` cells.

    This is the one way from a row to the screen, so that nothing an outsider wrote is obeyed by the terminal
    or measured wrongly.
    """
    if isinstance(cell, str):
        return ((cell_fit(safe_text(cell), width, align), ""),)
    if len(cell) == 2 and isinstance(cell[0], str) and isinstance(cell[1], str):
        return ((cell_fit(safe_text(cell[0]), width, align), cell[1]),)
    return _draw_parts([part for part in cell if isinstance(part, tuple)], width, align)


def _draw_parts(parts: Sequence[Part], width: int, align: Align) -> Drawn:
    """Fit several differently styled parts into one cell, cutting the one that does not fit."""
    out: list[Part] = []
    left = width
    for text, style in parts:
        safe = safe_text(text)
        cut = cell_cut(safe, left)
        if cut:
            out.append((cut, style))
            left -= cell_width(cut)
        if cut != safe:
            break
    if left:
        blank = (" " * left, "")
        out = [blank, *out] if align == "right" else [*out, blank]
    return tuple(out)
