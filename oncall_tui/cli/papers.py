"""Reports as lines on a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from oncall_tui.cli import output

if TYPE_CHECKING:
    from oncall_tui.desk.reports.paper import Note, Paper, Part

_ROOM = 100
_ROWS = 300
"""Rows of one table that a terminal shows; every file has them all."""


def print_paper(paper: Paper) -> None:
    """Print a report: what it says first, then its charts and tables."""
    from oncall_tui.desk.export.footing import foot

    output.lines((paper.title, paper.span, "", *(each.words for each in paper.lead)))
    for part in paper.parts:
        output.lines(("", part.title.upper()))
        _print_part(part)
    if paper.definitions:
        output.lines(("", "WHAT THE WORDS MEAN"))
        output.pairs(dict(paper.definitions))
    output.lines(("", *foot(paper)))


def _print_part(part: Part) -> None:
    from oncall_tui.desk.export.drawing import chart_lines

    if part.empty:
        output.lines((part.none,))
        return
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else _ROOM
    for chart in part.charts:
        output.lines("".join(words for words, _ in line).rstrip() for line in chart_lines(chart, room))
        if part.shown is not None:
            output.lines(("",))
    if part.shown is not None:
        columns, rows = part.shown.columns, part.shown.rows
        right = [place for place, column in enumerate(columns) if column.right]
        shown = ([cell.words for cell in row] for row in rows[:_ROWS])
        output.table([column.title for column in columns], shown, right=right)
        if len(rows) > _ROWS:
            output.lines((f"… and {len(rows) - _ROWS:,} more: --format csv has them all.",))
    for note in part.notes:
        output.lines(_note(note))


def _note(note: Note) -> Iterator[str]:
    yield f"- {note.text.words}"
    yield from (f"    {each.words}" for each in note.under)
