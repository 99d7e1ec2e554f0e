"""Draw the pages of a brief: tables in columns where there is room, else a row in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from textual.content import Content

from oncall_tui.desk.briefs.document import Document, Note, Part, Table, Text, Tone
from oncall_tui.text import cell_fit, cell_width, safe_text
from oncall_tui.tui.lines import ACCENT, DIM, LAPSED, STRONG, line, rule, stack, wrap
from oncall_tui.tui.lines import Part as Piece

SHOWN = 300
"""Rows of one table that a screen shows; the printed brief has them all."""
_GAP, _NARROWEST = 2, 14
_STYLES = {Tone.PLAIN: "", Tone.STRONG: STRONG, Tone.ALARM: LAPSED, Tone.DIM: DIM}
_BULLET, _UNDER = "• ", "    "


def pages_text(documents: Sequence[Document], room: int) -> Content:
    """Return pages one under another, for a width."""
    lines: list[Content] = []
    for place, document in enumerate(documents):
        if place:
            lines += [Content(""), line(("═" * room, DIM)), Content("")]
        lines += _page(document, room)
    return stack(lines)


def _page(document: Document, room: int) -> Iterator[Content]:
    yield from (line((each, f"bold {ACCENT}")) for each in wrap(document.title, room))
    for each in document.lead:
        yield from _wrapped(each, room)
    for part in document.parts:
        yield Content("")
        yield rule(part.title, room)
        yield from _part(part, room)
    yield Content("")
    for words in document.foot:
        yield from _wrapped(Text(words, Tone.DIM), room)


def _part(part: Part, room: int) -> Iterator[Content]:
    if part.table is not None:
        yield from _table(part.table, room)
    for note in islice(part.notes, SHOWN):
        yield from _note(note, room)
    left = max(len(part.notes), len(part.table.rows) if part.table else 0) - SHOWN
    if left > 0:
        yield line((f"… and {left:,} more, which the printed brief has: oncall brief --help", DIM))


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
    widths = _widths(table.titles, rows, room)
    if widths is None:
        for row in rows:
            yield from _stacked(table.titles, row, room)
        return
    titles = (cell_fit(title, width) for title, width in zip(table.titles, widths, strict=True))
    yield line(((" " * _GAP).join(titles).rstrip(), DIM))
    for row in rows:
        yield from _row(row, widths)


def _widths(titles: Sequence[str], rows: Sequence[Sequence[Text]], room: int) -> list[int] | None:
    """Return the columns' widths, the widest giving way first; None where there is too little room."""
    widths = [
        max(cell_width(title), *(cell_width(safe_text(row[place].words)) for row in rows))
        for place, title in enumerate(titles)
    ]
    over = sum(widths) + _GAP * (len(widths) - 1) - room
    while over > 0:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            return None
        second = max((width for place, width in enumerate(widths) if place != widest), default=0)
        step = min(over, max(1, widths[widest] - max(second, _NARROWEST)))
        widths[widest] -= step
        over -= step
    return widths


def _row(row: Sequence[Text], widths: Sequence[int]) -> Iterator[Content]:
    """Draw a row, each cell broken between its words."""
    cells = [wrap(cell.words, width) for cell, width in zip(row, widths, strict=True)]
    for place in range(max(1, *map(len, cells))):
        parts: list[Piece] = []
        for cell, words, width in zip(row, cells, widths, strict=True):
            text = words[place] if place < len(words) else ""
            parts += [(cell_fit(text, width), _STYLES[cell.tone]), " " * _GAP]
        yield line(*parts[:-1])


def _stacked(titles: Sequence[str], row: Sequence[Text], room: int) -> Iterator[Content]:
    """Draw a row as a list would: what it is about first, the rest beneath it with its titles."""
    split = titles.index("client") + 1 if "client" in titles else 1
    lead = [cell for cell in row[:split] if cell.words]
    first = " · ".join(cell.words for cell in lead)
    tone = Tone.ALARM if any(cell.tone is Tone.ALARM for cell in lead) else Tone.STRONG
    yield from _wrapped(Text(first, tone), room)
    rest = zip(titles[split:], row[split:], strict=True)
    said = " · ".join(f"{title} {cell.words}" for title, cell in rest if cell.words)
    yield from _hanging(Text(said), room, "  ")
