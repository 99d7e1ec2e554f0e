"""Draws rows in columns a line at a time: what is out of view costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from oncall_tui.text import cell_fit
from oncall_tui.tui.widgets.columns import CELL_STYLES, Column, Drawn, Placed, draw, place

R = TypeVar("R")

_CACHED_ROWS = 4096


@dataclass(slots=True)
class _Row(Generic[R]):
    """A row as it was last drawn."""

    row: R
    """The row itself, to notice that another has taken its key."""
    now: datetime | None
    """The instant its count-downs were drawn for."""
    cells: list[Drawn]
    """One drawn cell for each column that is placed."""


class RowView(ScrollView, Generic[R]):
    """Rows in columns under a header line, one row with the cursor's bar."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "listing--header",
        "listing--cursor",
        "listing--cursor-blurred",
        "listing--empty",
        *(f"listing--{name}" for name in CELL_STYLES),
    }
    DEFAULT_CSS = """
    RowView {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;
        & > .listing--header { color: $text-muted; }
        & > .listing--cursor { color: $block-cursor-foreground; background: $block-cursor-background; }
        & > .listing--cursor-blurred {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
        }
        & > .listing--empty { color: $text-muted; text-style: italic; }
        & > .listing--lapsed { color: $error; text-style: bold; }
        & > .listing--lapsing { color: $warning; }
        & > .listing--held { color: $secondary; }
        & > .listing--done { color: $success; }
        & > .listing--dim { color: $text-muted; }
        & > .listing--strong { text-style: bold; }
        & > .listing--accent { color: $accent; }
    }
    """
    ALLOW_SELECT = False

    stale: var[bool] = var(False, init=False)
    """Whether newer rows have been asked for: the old ones stay, dimmed, until those are there."""

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
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._key = key
        self._empty = empty
        self._top = 1 if header else 0
        self._now = now
        self._rows: Sequence[R] = ()
        self._cursor = -1
        self._placed: tuple[Placed, ...] = ()
        self._laid_for = -1
        self._drawn: dict[Hashable, _Row[R]] = {}
        self._looks: dict[tuple[str, int], Style] = {}

    # Where things stand

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines that all rows take, for a list whose height is automatic."""
        return max(1, len(self._rows)) + self._top

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view whatever the new size is."""
        self._size_to_rows()
        if self._cursor >= 0:
            self._bring_into_view(self._cursor)

    def _size_to_rows(self) -> None:
        """Tell the scroll bar how long the list is; a list that fits into view never disturbs the layout."""
        height = len(self._rows) + self._top
        fits = self.container_size.height if height <= self.container_size.height else height
        self.virtual_size = Size(self.size.width, fits)
        if self.styles.is_auto_height:
            self.refresh(layout=True)

    @property
    def _lines_for_rows(self) -> int:
        """How many rows are seen at once."""
        return max(1, self.size.height - self._top)

    def _bring_into_view(self, index: int) -> bool:
        """Scroll as little as shows that row; False when it was in view already."""
        scrolled = self.scroll_offset.y
        top = min(max(scrolled, index - self._lines_for_rows + 1), index)
        if top != scrolled:
            self.scroll_to(y=top, animate=False)
        return top != scrolled

    def _in_view(self) -> Iterator[tuple[int, int]]:
        """Yield each line of the screen that shows a row, and the row's index."""
        first = self.scroll_offset.y
        for y in range(self._top, min(self.size.height, len(self._rows) - first + self._top)):
            yield y, first + y - self._top

    def _line_region(self, index: int) -> Region:
        """Return the line of the screen that shows a row."""
        return Region(0, index - self.scroll_offset.y + self._top, self.size.width, 1)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.size.width
        if width != self._laid_for:
            self._laid_for = width
            # the scroll bar's cell is kept free also while there is none, so that its coming moves nothing
            self._placed = place(self._columns, width - self.styles.scrollbar_size_vertical)
            self._drawn.clear()
        if y < self._top:
            return self._header_line(width)
        index = self.scroll_offset.y + y - self._top
        if index < len(self._rows):
            return self._row_line(index, width)
        if not self._rows and y == self._top:
            text = cell_fit(f" {self._empty}", width)
            return Strip([Segment(text, self._look("empty", bar=False))], width)
        return Strip.blank(width, self._look("", bar=False))

    def _header_line(self, width: int) -> Strip:
        text, x = "", 0
        for placed in self._placed:
            column = self._columns[placed.index]
            text += " " * (placed.x - x) + cell_fit(column.title, placed.width, column.align)
            x = placed.x + placed.width
        return Strip([Segment(cell_fit(text, width), self._look("header", bar=False))], width)

    def _row_line(self, index: int, width: int) -> Strip:
        bar = index == self._cursor
        plain = self._look("dim" if self.stale else "", bar=bar)
        segments: list[Segment] = []
        run, x = "", 0  # neighbours in the plain style become one segment, since each costs a sequence
        for placed, drawn in zip(self._placed, self._entry(index).cells, strict=True):
            run += " " * (placed.x - x)
            for text, style in drawn:
                if not style or self.stale:
                    run += text
                    continue
                if run:
                    segments.append(Segment(run, plain))
                segments.append(Segment(text, self._look(style, bar=bar)))
                run = ""
            x = placed.x + placed.width
        run += " " * (width - x)
        if run:
            segments.append(Segment(run, plain))
        return Strip(segments, max(x, width))

    def _entry(self, index: int) -> _Row[R]:
        """Return a row's drawn cells: drawn again when the row has changed, or the time has."""
        row = self._rows[index]
        key = self._key(row)
        entry = self._drawn.get(key)
        if entry is None or (entry.row is not row and entry.row != row):
            cells = [
                draw(
                    self._columns[placed.index].cell(row, self._now),
                    placed.width,
                    self._columns[placed.index].align,
                )
                for placed in self._placed
            ]
            if len(self._drawn) >= _CACHED_ROWS:
                self._drawn.clear()
            entry = self._drawn[key] = _Row(row, self._now, cells)
        elif entry.now != self._now:
            self._draw_times(entry)
        return entry

    def _look(self, name: str, *, bar: bool) -> Style:
        """Return the style for a cell, on the cursor's bar or off it."""
        found = self._looks.get((name, bar))
        if found is None:
            found = self._looks[name, bar] = self._compose_look(name, bar=bar)
        return found

    def _compose_look(self, name: str, *, bar: bool) -> Style:
        if not bar:
            return self.get_component_rich_style(f"listing--{name}") if name else self.rich_style
        cursor = "listing--cursor" if self.has_focus else "listing--cursor-blurred"
        base = self.get_component_rich_style(cursor)
        if not name or self.app.current_theme.ansi:
            return base  # sixteen colours cannot keep a state's colour readable on the bar; its glyph says it
        return base + self.get_component_rich_style(f"listing--{name}", partial=True)

    def notify_style_update(self) -> None:
        """Forget the styles worked out so far when the theme or the focus has changed."""
        self._looks.clear()
        super().notify_style_update()

    def watch_stale(self) -> None:
        """Dim the rows, or show them plainly again."""
        self.refresh()

    # Time

    def tick(self, now: datetime) -> None:
        """Draw the count-downs in view again for `now`, touching only the cells whose text has changed."""
        self._now = now
        regions: list[Region] = []
        for y, index in self._in_view():
            entry = self._drawn.get(self._key(self._rows[index]))
            if entry is None or entry.row != self._rows[index]:
                continue
            changed = self._draw_times(entry)
            if changed:
                first, last = changed[0], changed[-1]
                regions.append(Region(first.x, y, last.x + last.width - first.x, 1))
        if regions:
            self.refresh(*regions)

    def _draw_times(self, entry: _Row[R]) -> list[Placed]:
        """Draw a row's count-downs for the present instant; return the columns that changed."""
        entry.now = self._now
        changed: list[Placed] = []
        for slot, placed in enumerate(self._placed):
            column = self._columns[placed.index]
            if column.render_at is None:
                continue
            drawn = draw(column.cell(entry.row, self._now), placed.width, column.align)
            if drawn != entry.cells[slot]:
                entry.cells[slot] = drawn
                changed.append(placed)
        return changed
