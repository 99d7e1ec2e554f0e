"""A report as Markdown; no text of the record can break it."""

from __future__ import annotations

from collections.abc import Iterator

from oncall_tui.desk.export.drawing import chart_lines
from oncall_tui.desk.export.footing import foot
from oncall_tui.desk.printing import markdown_line
from oncall_tui.desk.reports.paper import Note, Paper, Part, Table, Text, Tone

_ROOM = 96
_ROWS = "---:"
_LOUD = (Tone.STRONG, Tone.ALARM)


def markdown(paper: Paper) -> str:
    """Return a report as Markdown."""
    return "\n".join(_lines(paper)) + "\n"


def _lines(paper: Paper) -> Iterator[str]:
    yield f"# {markdown_line(paper.title)}"
    yield ""
    if paper.span:
        yield f"*{markdown_line(paper.span)}*  "
    yield from (f"{_text(each.words, each.tone)}  " for each in paper.lead)
    for part in paper.parts:
        yield from ("", f"## {markdown_line(part.title)}", "")
        yield from _part(part)
    if paper.definitions:
        yield from ("", "## What the words mean", "")
        for word, means in paper.definitions:
            yield f"- **{markdown_line(word)}**: {markdown_line(means)}"
    yield from ("", "---", "")
    yield from (f"{markdown_line(words)}  " for words in foot(paper))


def _part(part: Part) -> Iterator[str]:
    if part.empty:
        yield markdown_line(part.none)
        return
    for chart in part.charts:
        yield "```text"
        for line in chart_lines(chart, _ROOM):
            yield "".join(piece for piece, _ in line).replace("`", "'").rstrip()
        yield from ("```", "")
    if part.shown is not None:
        yield from _table(part.shown)
        if part.notes:
            yield ""
    for note in part.notes:
        yield from _note(note)


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(markdown_line(each.title) or ' ' for each in table.columns)} |"
    yield f"| {' | '.join(_ROWS if each.right else '---' for each in table.columns)} |"
    for row in table.rows:
        yield f"| {' | '.join(_text(cell.words, cell.tone) for cell in row)} |"


def _note(note: Note) -> Iterator[str]:
    yield f"- {_said(note.text)}"
    yield from (f"  - {_said(each)}" for each in note.under)


def _said(text: Text) -> str:
    return _text(text.words, text.tone)


def _text(words: str, tone: Tone) -> str:
    shown = markdown_line(words).strip()
    return f"**{shown}**" if shown and tone in _LOUD else shown
