"""Draw a report for the width there is: charts, tables in columns, lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from oncall_tui.desk.export.drawing import chart_lines
from oncall_tui.desk.export.footing import foot
from oncall_tui.desk.reports.paper import Cell, Column, Note, Paper, Part, Table, Text, Tone
from oncall_tui.text import Align, cell_fit, cell_width, safe_text
from oncall_tui.tui.lines import ACCENT, DIM, LAPSED, STRONG, line, pair, rule, stack, wrap
from oncall_tui.tui.lines import Part as Piece

SHOWN = 300
"""Rows of one table that the screen shows; an export has them all."""
_GAP, _NARROWEST, _WORD = 2, 10, 16
_STYLES = {Tone.PLAIN: "", Tone.STRONG: STRONG, Tone.ALARM: LAPSED, Tone.DIM: DIM}
_BULLET, _UNDER = "• ", "    "


def paper_text(paper: Paper, room: int) -> Content:
    """Return a whole report for so many cells of width."""
    return stack(_lines(paper, room))


def _lines(paper: Paper, room: int) -> Iterator[Content]:
    yield from (line((each, f"bold {ACCENT}")) for each in wrap(paper.title, room))
    yield from (line((each, DIM)) for each in wrap(paper.span, room))
    for each in paper.lead:
        yield from _wrapped(each, room)
    for part in paper.parts:
        yield Content("")
        yield rule(part.title, room)
        yield from _part(part, room)
    if paper.definitions:
        yield Content("")
        yield rule("what the words mean", room)
        yield from _definitions(paper.definitions, room)
    yield Content("")
    for words in foot(paper):
        yield from _wrapped(Text(words, Tone.DIM), room)


def _definitions(definitions: Sequence[tuple[str, str]], room: int) -> Iterator[Content]:
    width = min(_WORD, max(cell_width(word) for word, _ in definitions) + 2)
    for word, means in definitions:
        first, *more = wrap(means, room - width) or [""]
        if cell_width(word) >= width:
            yield line((safe_text(word), DIM))
            yield line(" " * width, first)
        else:
            yield pair(safe_text(word), first, width=width)
        yield from (line(" " * width, each) for each in more)


def _part(part: Part, room: int) -> Iterator[Content]:
    if part.empty:
        yield from _wrapped(Text(part.none, Tone.DIM), room)
        return
    for chart in part.charts:
        for drawn in chart_lines(chart, room):
            yield line(*((words, _STYLES[tone]) for words, tone in drawn))
    if part.shown is not None:
        if part.charts:
            yield Content("")
        yield from _table(part.shown, room)
    for note in part.notes[:SHOWN]:
        yield from _note(note, room)
    left = max(len(part.notes), len(part.shown.rows) if part.shown else 0) - SHOWN
    if left > 0:
        yield line((f"… and {left:,} more, which an export (e) has.", DIM))


def _note(note: Note, room: int) -> Iterator[Content]:
    yield from _hanging(note.text, room, _BULLET)
    for each in note.under:
        yield from _hanging(each, room, _UNDER)


def _hanging(text: Text, room: int, lead: str) -> Iterator[Content]:
    for place, words in enumerate(wrap(text.words, room - len(lead))):
        yield line(" " * len(lead) if place else lead, (words, _STYLES[text.tone]))


def _wrapped(text: Text, room: int) -> Iterator[Content]:
    yield from (line((words, _STYLES[text.tone])) for words in wrap(text.words, room))


def _table(table: Table, room: int) -> Iterator[Content]:
    rows = table.rows[:SHOWN]
    kept, widths = _fit(table.columns, rows, room)
    columns = [table.columns[place] for place in kept]
    titles = (
        cell_fit(safe_text(column.title), width, _align(column))
        for column, width in zip(columns, widths, strict=True)
    )
    yield line(((" " * _GAP).join(titles).rstrip(), DIM))
    for row in rows:
        yield from _row([row[place] for place in kept], columns, widths)
    if len(kept) < len(table.columns):
        left_out = (table.columns[place].title for place in range(len(table.columns)) if place not in kept)
        names = ", ".join(name for name in left_out if name)
        if names:
            yield from _wrapped(Text(f"Too narrow for: {names}.", Tone.DIM), room)


def _fit(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], room: int) -> tuple[list[int], list[int]]:
    """Return which columns are shown and how wide; words give way before any column is left out."""
    natural = [
        max(cell_width(safe_text(column.title)), *(cell_width(safe_text(row[place].words)) for row in rows))
        for place, column in enumerate(columns)
    ]
    kept = list(range(len(columns)))
    while True:
        widths = {place: natural[place] for place in kept}
        over = sum(widths.values()) + _GAP * (len(kept) - 1) - room
        while over > 0:
            words = [place for place in kept if not columns[place].right and widths[place] > _NARROWEST]
            if not words:
                break
            widest = max(words, key=widths.__getitem__)
            widths[widest] -= 1
            over -= 1
        if over <= 0 or len(kept) == 1:
            return kept, [widths[place] for place in kept]
        kept.remove(max(kept[1:], key=lambda place: (columns[place].spare, place)))


def _row(cells: Sequence[Cell], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[Content]:
    """Draw a row, each cell broken between its words."""
    broken = [wrap(cell.words, width) for cell, width in zip(cells, widths, strict=True)]
    for place in range(max(1, *map(len, broken))):
        parts: list[Piece] = []
        for cell, words, column, width in zip(cells, broken, columns, widths, strict=True):
            text = words[place] if place < len(words) else ""
            parts += [(cell_fit(text, width, _align(column)), _STYLES[cell.tone]), " " * _GAP]
        yield line(*parts[:-1])


def _align(column: Column) -> Align:
    return "right" if column.right else "left"
