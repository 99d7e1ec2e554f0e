"""Lines of text for panes and cards: every part safe, aligned in two columns, styled by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from textual.content import Content

from oncall_tui.text import cell_width, safe_text

Part = str | tuple[str, str]
"""Some text, or some text and its style, such as ("Mai Tran", "bold")."""

DIM = "$text-muted"
STRONG = "bold"
LAPSED = "bold $error"
LAPSING = "$warning"
HELD = "$secondary"
DONE = "$success"
ACCENT = "$accent"

_PIECE = re.compile(r"\+?\d+(?: \d+)+[.,;:)]?(?!\S)|\S+")
"""A word, or a telephone number written in groups."""


def line(*parts: Part) -> Content:
    """Return one line of text; whatever an outsider wrote in it is shown as it stands."""
    made = [
        (safe_text(part), "") if isinstance(part, str) else (safe_text(part[0]), part[1]) for part in parts
    ]
    return Content.assemble(*made)


def pair(label: str, *parts: Part, width: int = 11) -> Content:
    """Return a line with its label in a column of its own."""
    return line((label + " " * max(1, width - cell_width(label)), DIM), *parts)


def wrapped(label: str, text: str, room: int, *, width: int = 11, style: str = "") -> list[Content]:
    """Return a labelled text over as many lines as it needs, hanging under its first word."""
    lines = wrap(text, max(10, room - width)) or [""]
    first = pair(label, (lines[0], style), width=width)
    return [first, *(line(" " * width, (each, style)) for each in lines[1:])]


def wrap(text: str, room: int) -> list[str]:
    """Return a text broken between words into lines of at most so many cells, never fewer than two.

    A telephone number stays in one piece where a line has room for it.
    """
    room = max(2, room)
    lines: list[str] = []
    for paragraph in safe_text(text, max_len=20_000, multiline=True).split("\n"):
        current = ""
        for word in _pieces(paragraph, room):
            while cell_width(word) > room:
                current, word = _break(lines, current, word, room)
            joined = f"{current} {word}" if current else word
            if cell_width(joined) > room:
                lines.append(current)
                joined = word
            current = joined
        if current:
            lines.append(current)
    return lines


def _pieces(paragraph: str, room: int) -> Iterator[str]:
    """Yield what is better not broken, as far as a line has room for it."""
    for piece in _PIECE.findall(" ".join(paragraph.split())):
        yield from (piece,) if cell_width(piece) <= room else piece.split()


def _break(lines: list[str], current: str, word: str, room: int) -> tuple[str, str]:
    if current:
        lines.append(current)
    cut = room
    while cut > 1 and cell_width(word[:cut]) > room:
        cut -= 1
    lines.append(word[:cut])
    return "", word[cut:]


def rule(title: str, room: int) -> Content:
    """Return a thin rule with a title in it, which parts one subject from the next."""
    return line((f"── {title} " + "─" * max(0, room - cell_width(title) - 4), DIM))


def stack(lines: Iterable[Content]) -> Content:
    """Return lines one under another."""
    return Content("\n").join(lines)


def words(values: Sequence[str], *, none: str) -> str:
    """Return a list of short texts on one line, or what stands for none."""
    return " · ".join(values) if values else none
