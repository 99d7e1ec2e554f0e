"""Business calendars: when an organisation or a person is open, in any zone (R-065, R-066)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from oncall_tui.rules.hours import (
    CalendarError,
    Spans,
    check_spans,
    check_week,
    format_hours,
    parse_hours,
    since_midnight,
)

__all__ = ["BusinessCalendar", "CalendarError", "format_hours", "parse_hours", "shift", "to_utc"]

Opening = tuple[datetime, datetime]
"""One open span as UTC instants, half-open."""

_MIDNIGHT = time(0, 0)
_FURTHEST = 400
"""Days without an open span after which a search gives up."""
_NO_PART_DAYS: Mapping[date, Sequence[tuple[time, time]]] = MappingProxyType({})


def to_utc(at: datetime) -> datetime:
    """Return an aware instant in UTC.

    Raises:
        CalendarError: the instant is naive, or lies outside the years 1 to 9999 once in UTC.
    """
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None or at.utcoffset() is None:
        raise CalendarError(f"{at!r} says no time zone. Give an aware instant.")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise CalendarError(f"{at!r} lies outside the years 1 to 9999.") from None


class BusinessCalendar:
    """A zone, a week of opening hours, the public holidays and a site's part days.

    A wall time that a clock change skips moves forward by the gap; one that happens twice is the first.
    A span that ends at midnight ends there even where the next day opens at once.
    """

    __slots__ = ("_holidays", "_opened", "_part_days", "_zone", "hours", "standard_day", "zone")

    zone: str
    """IANA name of the zone in which the hours are wall times."""
    hours: Mapping[int, Spans]
    """Open spans by weekday, 0 = Monday; closed weekdays are left out."""
    standard_day: timedelta
    """The longest weekday's open time, the length of one business day (R-067)."""

    def __init__(
        self,
        zone: str,
        hours: Mapping[int, Sequence[tuple[time, time]]],
        holidays: Mapping[date, str],
        *,
        part_days: Mapping[date, Sequence[tuple[time, time]]] = _NO_PART_DAYS,
    ) -> None:
        """Take the week, the holidays and a site's part days.

        Args:
            zone: IANA name of a zone.
            hours: spans by weekday, 0 = Monday; an end of 00:00 is the end of the day.
            holidays: names by date; those dates are closed. Asked date by date, so may be lazy.
            part_days: spans of single dates, which stand before holidays and weekly hours; none = closed.

        Raises:
            CalendarError: the zone is unknown, a span is wrong, or nothing is ever open.
        """
        try:
            self._zone = ZoneInfo(zone)
        except (KeyError, ValueError, OSError, TypeError):
            raise CalendarError(f"{zone!r} is no time zone. Give an IANA name: Australia/Sydney.") from None
        self.zone = zone
        self.hours = check_week(hours)
        self._holidays = holidays
        self._part_days = {day: check_spans(day.isoformat(), spans) for day, spans in part_days.items()}
        self._opened: dict[date, tuple[Opening, ...]] = {}
        self.standard_day = max(map(_length, self.hours.values()))

    def __repr__(self) -> str:
        """Return the zone and the week, for people who debug."""
        return f"BusinessCalendar({self.zone!r}, {format_hours(self.hours)!r})"

    def with_hours(self, zone: str, hours: Mapping[int, Sequence[tuple[time, time]]]) -> BusinessCalendar:
        """Return the calendar of somebody who works other hours, or elsewhere, with the same holidays.

        Raises:
            CalendarError: nothing is ever open.
        """
        return BusinessCalendar(zone, hours, self._holidays)

    def local(self, at: datetime) -> datetime:
        """Return an aware instant as wall time of this calendar's zone."""
        utc = to_utc(at)
        try:
            return utc.astimezone(self._zone)
        except OverflowError:
            raise _beyond() from None

    def instant(self, day: date, at: time) -> datetime:
        """Return the UTC instant of a wall time of this calendar's zone."""
        try:
            return datetime.combine(day, at.replace(fold=0), self._zone).astimezone(UTC)
        except OverflowError:
            raise _beyond() from None

    def day_start(self, day: date) -> datetime:
        """Return the UTC instant at which a local date begins."""
        return self.instant(day, _MIDNIGHT)

    def wall_spans(self, day: date) -> Spans:
        """Return the open spans of a local date as wall times."""
        part = self._part_days.get(day)
        if part is not None:
            return part
        spans = self.hours.get(day.weekday(), ())
        return () if spans and self._holidays.get(day) is not None else spans

    def open_spans(self, day: date) -> tuple[Opening, ...]:
        """Return the open spans of a local date as UTC instants, in order, without overlap."""
        if isinstance(day, datetime):
            day = day.date()
        opened = self._opened.get(day)
        if opened is None:
            opened = self._opened[day] = self._open(day)
        return opened

    def _open(self, day: date) -> tuple[Opening, ...]:
        """Resolve a date's wall times; a date that the zone skips has no spans left."""
        spans = self.wall_spans(day)
        if not spans:
            return ()
        ends = self.day_start(shift(day, 1))
        free = self.day_start(day)
        opened = []
        for start, end in spans:
            begin = max(self.instant(day, start), free)
            free = max(free, ends if end == _MIDNIGHT else min(self.instant(day, end), ends))
            if begin < free:
                opened.append((begin, free))
        return tuple(opened)

    def holiday(self, day: date) -> str | None:
        """Return the name of the public holiday that closes a date, unless a part day opens it."""
        return None if self._part_days.get(day) else self._holidays.get(day)

    def is_business_day(self, day: date) -> bool:
        """Return whether a local date is open at all."""
        return bool(self.open_spans(day))

    def is_open(self, at: datetime) -> bool:
        """Return whether the calendar is open at an instant; the closing instant itself is not."""
        utc = to_utc(at)
        return any(start <= utc < end for start, end in self.open_spans(self.local(utc).date()))

    def close_of(self, day: date) -> datetime:
        """Return the instant at which a business day closes for the day.

        Raises:
            CalendarError: the date is not a business day.
        """
        spans = self.open_spans(day)
        if not spans:
            raise CalendarError(f"{day.isoformat()} is not a business day of this calendar.")
        return spans[-1][1]

    def next_open(self, at: datetime) -> datetime:
        """Return the first instant at or after `at` at which the calendar is open."""
        utc = to_utc(at)
        return max(utc, next(self.forwards(utc))[0])

    def next_boundary(self, at: datetime) -> datetime:
        """Return the first opening or closing instant strictly after `at`."""
        utc = to_utc(at)
        start, end = next(self.forwards(utc))
        return start if start > utc else end

    def last_open_before(self, at: datetime) -> datetime:
        """Return the end of the last open span that has ended at or before `at`."""
        utc = to_utc(at)
        return next(end for _, end in self.backwards(utc) if end <= utc)

    def forwards(self, at: datetime) -> Iterator[Opening]:
        """Yield open spans that end after `at`, in order, without end.

        Raises:
            CalendarError: nothing is open for 400 days on end.
        """
        utc = to_utc(at)
        for day in self.business_days(self.local(utc).date()):
            yield from (span for span in self.open_spans(day) if span[1] > utc)

    def backwards(self, at: datetime) -> Iterator[Opening]:
        """Yield open spans that began before `at`, the latest first, without end.

        Raises:
            CalendarError: nothing is open for 400 days on end.
        """
        utc = to_utc(at)
        first = self.local(utc).date()
        day, dry = first, 0
        while dry <= _FURTHEST:
            spans = self.open_spans(day)
            dry = 0 if spans else dry + 1
            yield from (span for span in reversed(spans) if span[0] < utc)
            day = shift(day, -1)
        raise _dry(f"before {first.isoformat()}")

    def business_days(self, day: date) -> Iterator[date]:
        """Yield the business days from a local date on, itself included, without end.

        Raises:
            CalendarError: nothing is open for 400 days on end.
        """
        dry = 0
        while dry <= _FURTHEST:
            if self.open_spans(day):
                dry = 0
                yield day
            else:
                dry += 1
            day = shift(day, 1)
        raise _dry(f"up to {day.isoformat()}")

    def spans_between(self, start: datetime, end: datetime) -> Iterator[Opening]:
        """Yield the open spans between two instants, cut to them."""
        begin, stop = to_utc(start), to_utc(end)
        day, last = self.local(begin).date(), self.local(stop).date()
        while begin < stop and day <= last:
            for opens, closes in self.open_spans(day):
                if opens < stop and closes > begin:
                    yield max(opens, begin), min(closes, stop)
            if day == last:
                return
            day = shift(day, 1)


def _length(spans: Spans) -> timedelta:
    """Return the open wall time of one day."""
    open_time = (since_midnight(end, end=True) - since_midnight(start) for start, end in spans)
    return sum(open_time, timedelta())


def shift(day: date, days: int) -> date:
    """Return a date some days on.

    Raises:
        CalendarError: that is outside the years 1 to 9999.
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise _beyond() from None


def _dry(where: str) -> CalendarError:
    """Return the refusal of a search that found nothing open."""
    return CalendarError(f"Nothing is open for {_FURTHEST} days {where}. Check the holidays and part days.")


def _beyond() -> CalendarError:
    """Return the refusal of a date that Python cannot hold."""
    return CalendarError("That lies outside the years 1 to 9999. Use a smaller number.")
