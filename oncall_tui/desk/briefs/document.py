"""A brief as parts under headings: what Markdown, HTML and the console all draw from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a text is to be read; its words say the same, so that nothing is lost without colour."""

    PLAIN = "plain"
    STRONG = "strong"
    ALARM = "alarm"
    DIM = "dim"


@dataclass(frozen=True, slots=True)
class Text:
    """Some text and how it is to be read."""

    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Note:
    """A line of a list, with what hangs under it."""

    text: Text
    under: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are titles."""

    titles: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading: a table, then a list; never neither."""

    title: str
    table: Table | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One page."""

    title: str
    lead: tuple[Text, ...]
    """What stands above all parts: the answer first."""
    parts: tuple[Part, ...]
    foot: tuple[str, ...]


def plain(words: str) -> Note:
    """Return a line of a list."""
    return Note(Text(words))


def part(title: str, table: Table | None = None, notes: tuple[Note, ...] = (), *, none: str = "") -> Part:
    """Return a part; one that holds nothing says so."""
    kept = table if table and table.rows else None
    if kept is None and not notes:
        return Part(title, None, (Note(Text(none, Tone.DIM)),))
    return Part(title, kept, notes)
