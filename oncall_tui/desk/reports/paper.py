"""A report as it is before it is drawn: made once, and drawn by every format and by the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oncall_tui.desk.briefs.document import Note, Text, Tone
from oncall_tui.text import span_words

__all__ = ["Bar", "Bars", "Cell", "Column", "Note", "Paper", "Part", "Shades", "Table", "Text", "Tone"]

Value = str | int | float | bool | datetime | date | None
"""What a cell is, for those who count on; its words are for those who read."""
Plain = Value | Mapping[str, "Plain"] | Sequence["Plain"]
"""What a report may carry of a shape of its own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    words: str
    value: Value
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    key: str
    """Its name for programs."""
    title: str
    """Its name for people."""
    right: bool = False
    """Whether it holds numbers."""
    unit: str = ""
    """What its values are counted in, where that is not plain, such as seconds."""
    spare: int = 0
    """Where a screen is too narrow the highest is left out first, and those at 0 from the right."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns."""

    key: str
    """Its name for programs."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    drawn: bool = True
    """False where a chart says the same to those who read, and only programs want the numbers."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar."""

    label: str
    value: float
    words: str
    """What stands behind it."""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under one another."""

    title: str
    bars: tuple[Bar, ...]
    full: float
    """The value of a bar that is full."""
    goal: float | None = None
    """Where the goal is, if there is one."""
    track: bool = False
    """Whether what is missing to a full bar is to be seen, because a full one is what is wanted."""


@dataclass(frozen=True, slots=True)
class Shades:
    """A grid of counts, each a shade: the darker the more."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def most(self) -> int:
        """The largest count."""
        return max((count for _, counts in self.rows for count in counts), default=0)


Chart = Bars | Shades


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading: charts, a table, then a list."""

    title: str
    charts: tuple[Chart, ...] = ()
    table: Table | None = None
    notes: tuple[Note, ...] = ()
    none: str = "Nothing on record."
    """What is said where it holds nothing, so that nobody thinks that something was left out."""

    @property
    def empty(self) -> bool:
        """Whether it has nothing to show."""
        return not self.notes and not (self.table and self.table.rows) and not self.charts

    @property
    def shown(self) -> Table | None:
        """Its table, if that is to be drawn and holds anything."""
        return self.table if self.table is not None and self.table.drawn and self.table.rows else None


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report."""

    name: str
    """Its name for commands and programs."""
    title: str
    span: str
    """What time it is about, in words; empty for one that is about no span."""
    start: datetime | None
    end: datetime | None
    person: str
    """Whom it is about; empty for everybody."""
    zone: str
    made_at: datetime
    made_by: str
    house: str
    lead: tuple[Text, ...]
    """What stands above all parts: the answer first."""
    parts: tuple[Part, ...]
    definitions: tuple[tuple[str, str], ...] = ()
    """What each word in it means."""
    data: Plain = None
    """The same as plain data in a shape that was promised to programs; None for the usual one."""
    names_clients: bool = False
    """Whether it names clients, so that taking it out of the console needs a reason (R-176)."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, in order."""
        return tuple(part.table for part in self.parts if part.table is not None)


def text(words: str, tone: Tone = Tone.PLAIN) -> Cell:
    """Return a cell of words."""
    return Cell(words, words, tone)


def number(value: int, tone: Tone | None = None) -> Cell:
    """Return a cell with a count; none is dim."""
    return Cell(f"{value:,}", value, tone or (Tone.PLAIN if value else Tone.DIM))


def percent(part: int, whole: int, *, good: float | None = None) -> Cell:
    """Return how much of a whole something is; an alarm below `good`, and a dash where there is no whole."""
    if not whole:
        return Cell("–", None, Tone.DIM)
    kept = part / whole
    tone = Tone.ALARM if good is not None and kept < good else Tone.PLAIN
    return Cell(f"{int(100 * kept)} %", round(kept, 4), tone)


def seconds(value: float | None, *, late: bool = False) -> Cell:
    """Return a length of time in seconds; with `late`, one below zero is told as late."""
    if value is None:
        return Cell("–", None, Tone.DIM)
    words = span_words(timedelta(seconds=abs(value) if late else value))
    tone = Tone.ALARM if late and value < 0 else Tone.PLAIN
    return Cell(f"{words} late" if late and value < 0 else words, round(value), tone)


def table(
    key: str, columns: Sequence[Column], rows: Iterable[Iterable[Cell]], *, drawn: bool = True
) -> Table:
    """Return a table."""
    return Table(key, tuple(columns), tuple(tuple(row) for row in rows), drawn)
