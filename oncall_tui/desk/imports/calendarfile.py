"""Read a calendar (iCalendar, RFC 5545) as rows: who, from when to when and, for an absence, why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from oncall_tui.desk.imports.eventwords import person_in, reason_in
from oncall_tui.desk.imports.findings import Findings, refused, shown
from oncall_tui.desk.imports.tables import Numbered, Sheet, Table
from oncall_tui.rules.walltime import WallTime, WhenError

if TYPE_CHECKING:
    from icalendar import Component

    from oncall_tui.desk.people import Directory

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "duty": ("director", "start", "end"),
    "absences": ("person", "reason", "start", "end"),
}
"""The kinds that a calendar can hold, and the columns that its events become."""

_LARGEST = 20_000_000
_BEGIN = re.compile(r"^BEGIN:VEVENT\s*$", re.IGNORECASE | re.MULTILINE)
_REPEATS = ("RRULE", "RDATE", "EXRULE", "RECURRENCE-ID")
_DAMAGED = "is a damaged calendar. Export it again from the program that it comes from"


class _WrongError(Exception):
    """One event cannot be taken; where in it, and why."""

    def __init__(self, column: str, words: str) -> None:
        super().__init__(words)
        self.column = column
        self.words = words


@dataclass(frozen=True, slots=True)
class CalendarReader:
    """Knows what is needed to read a calendar of one kind."""

    kind: str
    zone: ZoneInfo
    """Days, and wall times that name no zone, are of this one."""
    directory: Callable[[], Directory]

    def open(self, path: Path, findings: Findings) -> Table:
        """Return the events as rows; the number of a row is the place of its event in the file.

        Raises:
            ImportRefused: it is damaged, or something in it cannot be taken; each event is named.
        """
        events = _events(path, findings.source)
        directory = self.directory()
        rows: list[Numbered] = []
        for number, event in enumerate(events, 1):
            title = " ".join(str(event.get("SUMMARY", "")).split())
            findings.places[number] = f"event {number}" + (f" {shown(title)}" if title else "")
            try:
                if str(event.get("STATUS", "")).upper() == "CANCELLED":
                    findings.doubtful(number, "STATUS", "is cancelled, so it was left out.")
                    continue
                rows.append((number, self._row(event, title, directory)))
            except _WrongError as wrong:
                findings.wrong(number, wrong.column, wrong.words)
        findings.refuse_if_wrong()
        if not events:
            findings.doubtful(0, "", "There is no event in it.")
        return Table(Sheet(lambda: iter(rows)), 0, COLUMNS[self.kind], len(rows))

    def _row(self, event: Component, title: str, directory: Directory) -> list[str]:
        """Return the cells of one event."""
        if any(broken is None for broken, _ in event.errors):
            raise _WrongError("", "holds a line that cannot be read. Export it again.")
        for name in _REPEATS:
            if name in event:
                raise _WrongError(name, "repeats. Write each time as an event of its own, and export again.")
        start, end = self._span(event)
        entry, fault = person_in(directory, _attendees(event), title)
        if entry is None:
            raise _WrongError("ATTENDEE or SUMMARY", fault)
        cells = [entry.ref.email, _cell(start), _cell(end)]
        if self.kind == "absences":
            reason, fault = reason_in(_categories(event), title, entry.ref.name)
            if reason is None:
                raise _WrongError("CATEGORIES or SUMMARY", fault)
            cells.insert(1, reason.value)
        return cells

    def _span(self, event: Component) -> tuple[datetime, datetime]:
        """Return from when to when an event lasts, in UTC; whole days are local midnights."""
        begins, ends, length = _value(event, "DTSTART"), _value(event, "DTEND"), _value(event, "DURATION")
        if begins is None:
            raise _WrongError("DTSTART", "is missing. Give the event a beginning.")
        start = self._instant(event, "DTSTART", begins)
        if ends is not None and length is not None:
            raise _WrongError("DURATION", "stands beside DTEND. Keep one of the two.")
        if ends is not None:
            if isinstance(ends, datetime) is not isinstance(begins, datetime):
                raise _WrongError("DTEND", "must be a day if DTSTART is one, and a time if that is one.")
            return start, self._instant(event, "DTEND", ends)
        if length is not None:
            return start, self._after(event, begins, length)
        if not isinstance(begins, datetime):
            return start, self._instant(event, "DTEND", begins + timedelta(days=1))
        raise _WrongError("DTEND", "is missing. Say when the event ends.")

    def _after(self, event: Component, begins: date, length: timedelta) -> datetime:
        """Return the end of an event by its length, unless the clocks change so that it could mean two."""
        days, rest = timedelta(days=length.days), timedelta(seconds=length.seconds)
        if not isinstance(begins, datetime) and rest:
            raise _WrongError("DURATION", "must be whole days, because the event begins with a day.")
        by_wall = self._instant(event, "DURATION", begins + days) + rest
        if isinstance(begins, datetime) and by_wall != self._instant(event, "DTSTART", begins) + length:
            raise _WrongError("DURATION", "runs over a change of the clocks. Give the event an end instead.")
        return by_wall

    def _instant(self, event: Component, column: str, value: date) -> datetime:
        """Return an instant in UTC; a wall time that its zone skips or has twice is not guessed at."""
        if not isinstance(value, datetime):
            return datetime.combine(value, time(), self.zone).astimezone(UTC)
        zone = value.tzinfo
        if zone is None:
            named = (
                event[column].params.get("TZID") if column in event else event["DTSTART"].params.get("TZID")
            )
            if named:
                raise _WrongError(column, f"names the time zone {shown(str(named))}, which nobody knows.")
            zone = self.zone
        try:
            return WallTime(value.time()).on(value.date(), zone)
        except WhenError as doubt:
            raise _WrongError(column, doubt.words) from None


def _events(path: Path, source: str) -> list[Component]:
    """Return every event of a file, in order."""
    from icalendar import Calendar

    if path.stat().st_size > _LARGEST:
        raise refused(source, "is larger than 20 MB. Export fewer years of it.")
    try:
        text = path.read_bytes().decode("utf-8-sig").lstrip()
    except UnicodeDecodeError:
        raise refused(source, f"{_DAMAGED}, as UTF-8.") from None
    try:
        events: list[Component] = [
            event for calendar in Calendar.from_ical(text, multiple=True) for event in calendar.walk("VEVENT")
        ]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as fault:
        raise refused(source, f"{_DAMAGED} ({type(fault).__name__}).") from None
    if len(events) != len(_BEGIN.findall(text)):
        raise refused(source, f"{_DAMAGED}: it ends in the middle.")
    return events


def _value(event: Component, name: str) -> Any:
    """Return a date, an instant or a length of time; None for none."""
    if name not in event:
        return None
    found: Any = event[name]
    if isinstance(found, list):
        raise _WrongError(name, "stands there twice. Keep one of them.")
    if any(broken == name for broken, _ in event.errors):
        raise _WrongError(name, "cannot be read. Write it as 20261123T090000Z, or as a day 20261123.")
    return found.dt


def _attendees(event: Component) -> Iterator[tuple[str, str]]:
    """Go through the addresses and names of those who take part."""
    found = event.get("ATTENDEE", [])
    for each in found if isinstance(found, list) else [found]:
        address = re.sub(r"^mailto:", "", str(each), flags=re.IGNORECASE)
        yield address, str(each.params.get("CN", ""))


def _categories(event: Component) -> Iterator[str]:
    found = event.get("CATEGORIES", [])
    for each in found if isinstance(found, list) else [found]:
        yield from (str(category) for category in each.cats)


def _cell(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
