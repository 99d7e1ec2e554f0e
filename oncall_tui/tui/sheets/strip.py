"""A clock's window as a strip of open and closed hours, for those who would rather look than read (R-076)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.text import day
from oncall_tui.tui.lines import DIM, Part, line

_HOURS = (1, 2, 3, 4, 6, 8, 12, 24, 48, 96, 168, 336, 672)
"""What one cell may stand for, in hours."""
_FINE_FOR = 2
"""Days for which a cell is a single hour."""
_MOMENT = timedelta(microseconds=1)
_DAY = 24

OPEN, PARTLY, CLOSED = "▓", "▒", "░"


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a strip shows."""

    start: datetime
    due: datetime
    until: datetime
    """The last instant that must be in sight; never before the due time."""
    opens: tuple[tuple[datetime, datetime], ...]
    """When the calendar is open, over whole days."""
    zone: ZoneInfo

    @property
    def days(self) -> tuple[date, ...]:
        """The local dates that are shown."""
        return whole_days(self.start, max(self.due, self.until), self.zone)


def whole_days(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    """Return the local dates from one instant to another, both included; an end at midnight ends the day."""
    first = start.astimezone(zone).date()
    last = max(first, (end - _MOMENT).astimezone(zone).date())
    return tuple(first + timedelta(days=step) for step in range((last - first).days + 1))


def strip(stretch: Stretch, room: int, marks: Mapping[str, tuple[datetime, str]]) -> list[Content]:
    """Return the marks, the cells and the names of the days, one line each.

    Args:
        stretch: what is shown.
        room: cells of width there are.
        marks: instants to mark beside start (S) and due (D), by their sign, each with its style.
    """
    days = stretch.days
    hours = _scale(len(days), room)
    edges = list(_edges(days, hours, stretch.zone))
    places: dict[int, Part] = {}
    for sign, (at, style) in {**marks, "S": (stretch.start, "bold"), "D": (stretch.due, "bold")}.items():
        index = _index(edges, at - _MOMENT if sign == "D" else at)
        if index is not None:
            places[index + 1 if sign == "D" and "S" in places.get(index, "") else index] = (sign, style)
    return [
        line(*_marks(places)),
        line(*_cells(edges, stretch, hours)),
        line((_names(days, hours), DIM)),
    ]


def legend() -> tuple[Part, ...]:
    """Return what the signs of a strip mean."""
    return (
        (f"{OPEN} open  {PARTLY} partly  {CLOSED} closed   ", DIM),
        ("S", "bold"),
        (" start  ", DIM),
        ("D", "bold"),
        (" due  ", DIM),
        ("▼ now", DIM),
    )


def _scale(days: int, room: int) -> int:
    """Return how many hours a cell stands for, so that all days fit."""
    wanted = _HOURS if days <= _FINE_FOR else _HOURS[1:]
    return next((each for each in wanted if -(-days * _DAY // each) <= room - 1), _HOURS[-1])


def _edges(days: Sequence[date], hours: int, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield where each cell begins, and where the last one ends."""
    for place in range(0, len(days), max(1, hours // _DAY)):
        for hour in range(0, _DAY, hours):
            yield datetime.combine(days[place], time(hour), zone).astimezone(UTC)
    yield datetime.combine(days[-1] + timedelta(days=1), time(), zone).astimezone(UTC)


def _index(edges: Sequence[datetime], at: datetime) -> int | None:
    """Return the cell that an instant falls in; None when it is out of sight."""
    index = bisect_right(edges, at) - 1
    return index if 0 <= index < len(edges) - 1 else None


def _marks(places: Mapping[int, Part]) -> Iterator[Part]:
    x = 0
    for index in sorted(places):
        yield " " * (index - x)
        yield places[index]
        x = index + 1


def _cells(edges: Sequence[datetime], stretch: Stretch, hours: int) -> Iterator[Part]:
    """Yield the cells, those of the window itself bright; neighbours of one look are drawn together."""
    run, look = "", ""
    for begins, ends in pairwise(edges):
        inside = ends > stretch.start and begins < stretch.due
        style = "" if inside else DIM
        if run and style != look:
            yield run, look
            run = ""
        run, look = run + _sign(begins, ends, stretch, hours), style
    yield run, look


def _sign(begins: datetime, ends: datetime, stretch: Stretch, hours: int) -> str:
    """Return how much of a cell is open; a cell of a day or more is open when the office is at all."""
    overlaps = (min(ends, closes) - max(begins, opens) for opens, closes in stretch.opens)
    open_time = sum((each for each in overlaps if each > timedelta()), timedelta())
    if not open_time:
        return CLOSED
    return OPEN if hours >= _DAY or open_time >= ends - begins else PARTLY


def _names(days: Sequence[date], hours: int) -> str:
    """Return the names of as many days as have room for theirs, Mondays first where few have."""
    cells = _DAY / hours
    text = ""
    for place, each in enumerate(days):
        said = day(datetime.combine(each, time(12), UTC), UTC)
        name = said if cells >= len(said) + 1 or cells < len("Sat 21 ") else said.rpartition(" ")[0]
        x = int(place * cells)
        if cells < len("Sat 21 ") and each.weekday() and text:
            continue
        if not text or x > len(text):
            text += " " * (x - len(text)) + name
    return text
