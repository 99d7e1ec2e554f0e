"""Spans and dates as a calendar that other programs read (iCalendar, RFC 5545); no client is named in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from oncall_tui.errors import BadSettings
from oncall_tui.text import safe_text

if TYPE_CHECKING:
    from oncall_tui.desk.reports.paper import Cell, Paper, Table

_PRODUCT = "-//oncall-tui//{}//EN"
_UNSAID = ("start", "end", "why")
"""What stands in a calendar as its hours, and what is not for calendars: why somebody was away."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar."""

    uid: str
    """The same however often it is exported."""
    start: datetime | date
    """A date for what takes no hour of its own."""
    end: datetime | date | None
    summary: str
    detail: str = ""
    kind: str = ""
    tentative: bool = False
    sequence: int = 0


def calendar_text(name: str, entries: Iterable[Entry], made_at: datetime, *, product: str) -> str:
    """Return entries as a calendar, in UTC."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT.format(product))
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", safe_text(name))
    calendar.add("x-wr-caldesc", f"Uncontrolled copy, made {made_at.isoformat()}")
    for each in entries:
        event = Event()
        event.add("uid", each.uid)
        event.add("sequence", each.sequence)
        event.add("dtstamp", made_at)
        event.add("dtstart", each.start)
        if each.end is not None:
            event.add("dtend", each.end)
        event.add("summary", safe_text(each.summary))
        if each.detail:
            event.add("description", safe_text(each.detail, multiline=True))
        if each.kind:
            event.add("categories", [each.kind])
        event.add("status", "TENTATIVE" if each.tentative else "CONFIRMED")
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def paper_calendar(paper: Paper) -> str:
    """Return the spans of a report's tables as a calendar, those of clients left out.

    Raises:
        BadSettings: it has none.
    """
    tables = [table for table in paper.tables if _spans(table)]
    if not tables:
        raise BadSettings(
            f"The report “{paper.name}” holds no times for a calendar. Use another format; for somebody's "
            "own dates: oncall export calendar PERSON.",
            field="format",
        )
    entries = (entry for table in tables for entry in _entries(paper, table))
    return calendar_text(f"{paper.house}: {paper.title}", entries, paper.made_at, product=paper.name)


def _spans(table: Table) -> bool:
    keys = {column.key for column in table.columns}
    return {"start", "end"} <= keys and "client" not in keys


def _entries(paper: Paper, table: Table) -> Iterator[Entry]:
    keys = [column.key for column in table.columns]
    for row in table.rows:
        cells: dict[str, Cell] = dict(zip(keys, row, strict=True))
        start, end = cells["start"].value, cells["end"].value
        if not isinstance(start, datetime) or not isinstance(end, datetime):
            continue
        named = (
            f"{column.title} {cells[column.key].words}"
            for column in table.columns
            if column.key not in _UNSAID and cells[column.key].words
        )
        summary = ", ".join(named)
        mark = sha256(f"{table.key}|{start}|{summary}".encode()).hexdigest()[:24]
        yield Entry(f"{paper.name}-{mark}@oncall-tui", start, end, summary, kind=table.key.upper())
