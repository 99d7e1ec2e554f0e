"""Charts in plain text, for whatever draws letters: the terminal and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from oncall_tui.desk.reports.paper import Bar, Bars, Chart, Shades, Tone
from oncall_tui.text import cell_fit, cell_width, safe_text

Piece = tuple[str, Tone]
"""Some letters and how they are to be read."""
Line = tuple[Piece, ...]

HEAT = "·░▒▓█"
_FULL, _HALF, _EMPTY, _GOAL = "━", "╸", "─", "│"
_LABEL, _LEAST, _MOST = 32, 8, 32
_CELL = 3


def chart_lines(chart: Chart, room: int) -> Iterator[Line]:
    """Go through the lines of a chart, its title first, for so many cells of width."""
    if chart.title:
        yield ((safe_text(chart.title), Tone.DIM),)
    if isinstance(chart, Bars):
        yield from _bars(chart, room)
    else:
        yield from _shades(chart, room)


def _bars(chart: Bars, room: int) -> Iterator[Line]:
    labels = [safe_text(each.label) for each in chart.bars]
    words = max((cell_width(safe_text(each.words)) for each in chart.bars), default=0)
    label = min(_LABEL, max(map(cell_width, labels), default=0))
    width = max(_LEAST, min(_MOST, room - label - words - 3))
    for name, each in zip(labels, chart.bars, strict=True):
        alarm = Tone.ALARM if each.tone is Tone.ALARM else Tone.PLAIN
        filled, rest = _bar(each, chart, width)
        yield (
            (cell_fit(name, label) + "  ", Tone.PLAIN),
            (filled, alarm),
            (rest, Tone.DIM),
            (f" {safe_text(each.words)}", each.tone),
        )


def _bar(bar: Bar, chart: Bars, width: int) -> tuple[str, str]:
    """Return the full and the empty cells of a bar, with the goal where there is one."""
    part = min(1.0, max(0.0, bar.value / chart.full)) if chart.full > 0 else 0.0
    halves = round(part * width * 2)
    if bar.value > 0:
        halves = max(1, halves)
    filled = _FULL * (halves // 2) + _HALF * (halves % 2)
    rest = (_EMPTY if chart.track else " ") * (width - len(filled))
    if not chart.track and chart.goal is None:
        return filled, ""  # the words stand right behind what is there
    if chart.goal is not None and chart.full > 0:
        place = min(width - 1, round(min(1.0, chart.goal / chart.full) * width))
        if place >= len(filled):
            rest = rest[: place - len(filled)] + _GOAL + rest[place - len(filled) + 1 :]
    return filled, rest


def _shades(chart: Shades, room: int) -> Iterator[Line]:
    label = max((cell_width(safe_text(name)) for name, _ in chart.rows), default=0)
    cell = _CELL if label + 2 + _CELL * len(chart.columns) <= room else 2
    head = "".join(
        cell_fit(safe_text(name), cell) if index % 2 == 0 or cell >= _CELL else " " * cell
        for index, name in enumerate(chart.columns)
    )
    yield ((" " * (label + 2) + head.rstrip(), Tone.DIM),)
    most = chart.most
    for name, counts in chart.rows:
        marks = "".join((shade(count, most) * 2).ljust(cell) for count in counts)
        yield ((cell_fit(safe_text(name), label) + "  ", Tone.DIM), (marks.rstrip(), Tone.PLAIN))


def shade(count: int, most: int) -> str:
    """Return the sign for a count: a dot for none, and the fullest for the most."""
    return HEAT[-(-count * (len(HEAT) - 1) // most)] if most and count else HEAT[0]
