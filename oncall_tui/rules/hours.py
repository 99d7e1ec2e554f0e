"""Opening hours by weekday: what they may be, and how they are read from and written as text (R-066)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from types import MappingProxyType

Spans = tuple[tuple[time, time], ...]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MIDNIGHT = time(0, 0)
_PART = re.compile(r"(?P<days>[a-z][a-z\s,.-]*?)[\s:]*(?P<spans>\d.*)", re.DOTALL)
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*-\s*(\d{1,2})(?:[:.](\d{2}))?")


class CalendarError(ValueError):
    """Business hours that cannot be kept, or a question that a calendar cannot answer."""


def since_midnight(at: time, *, end: bool = False) -> timedelta:
    """Return how far into the day a wall time is; midnight as an end is the end of the day."""
    if end and at == _MIDNIGHT:
        return timedelta(days=1)
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def check_spans(what: str, spans: Iterable[Sequence[time]]) -> Spans:
    """Return the spans of one day as they are kept.

    Raises:
        CalendarError: a span is no pair of wall times, is empty or backwards, or begins before the one
            ahead of it has ended.
    """
    kept: list[tuple[time, time]] = []
    for span in spans:
        if len(span) != 2 or not all(isinstance(at, time) and at.tzinfo is None for at in span):
            raise CalendarError(f"{what}: a span is a pair of wall times (opens, closes) without a zone.")
        start, end = span
        if since_midnight(end, end=True) <= since_midnight(start):
            raise CalendarError(
                f"{what}: {say_span((start, end))} ends before it begins. Hours past midnight are "
                "written as two spans, one on each day."
            )
        if kept and since_midnight(start) < since_midnight(kept[-1][1], end=True):
            raise CalendarError(
                f"{what}: {say_span((start, end))} begins before {say_span(kept[-1])} has ended. "
                "Give the spans in order, without overlap."
            )
        kept.append((start, end))
    return tuple(kept)


def check_week(hours: Mapping[int, Sequence[tuple[time, time]]]) -> Mapping[int, Spans]:
    """Return a week's hours as they are kept, closed weekdays left out.

    Raises:
        CalendarError: a weekday is not 0 (Monday) to 6 (Sunday), a span is wrong, or nothing is ever open.
    """
    week: dict[int, Spans] = {}
    for weekday in hours:
        if isinstance(weekday, bool) or not isinstance(weekday, int) or not 0 <= weekday <= 6:
            raise CalendarError(f"Weekday {weekday!r} is not known: 0 is Monday, 6 is Sunday.")
    for weekday in sorted(hours):
        spans = check_spans(DAYS[weekday], hours[weekday])
        if spans:
            week[weekday] = spans
    if not week:
        raise CalendarError("These hours are never open. Give at least one weekday one span.")
    return MappingProxyType(week)


def say_span(span: tuple[time, time]) -> str:
    """Write a span as people do, the end of the day as 24:00."""
    start, end = span
    return f"{say_time(start)}-{'24:00' if end == _MIDNIGHT else say_time(end)}"


def say_time(at: time) -> str:
    """Write a wall time, with seconds only when it has any."""
    return at.strftime("%H:%M:%S" if at.second or at.microsecond else "%H:%M")


def parse_hours(text: str) -> dict[int, Spans]:
    """Read `Mon-Thu 09:00-17:00; Fri 09:00-12:00, 13:00-15:00` into spans by weekday.

    Raises:
        CalendarError: names the part that cannot be read, or says what is wrong with it.
    """
    plain = re.sub(r"[‐-―−]|\bto\b", "-", text.casefold())
    hours: dict[int, Spans] = {}
    for raw in re.split(r"[;\n]", plain):
        part = raw.strip(" \t\r,")
        if not part:
            continue
        found = _PART.fullmatch(part)
        if found is None:
            raise CalendarError(f"“{part}” is not understood. Write days, then times: Mon-Fri 09:00-17:00.")
        spans = check_spans(found["days"].strip().title(), _parse_spans(found["spans"], part))
        for weekday in _parse_days(found["days"], part):
            if weekday in hours:
                raise CalendarError(f"“{part}”: {DAYS[weekday]} was given before. Name each day once.")
            hours[weekday] = spans
    if not hours:
        raise CalendarError("No hours were given. Write days, then times: Mon-Fri 09:00-17:00.")
    return dict(sorted(hours.items()))


def _parse_days(text: str, part: str) -> list[int]:
    """Read `mon-wed, fri` into weekdays; a range may pass the end of the week."""
    days: list[int] = []
    for piece in re.split(r"[,\s]+", re.sub(r"\s*-\s*", "-", text).strip(" ,")):
        ends = [_weekday(name, part) for name in piece.split("-")]
        if len(ends) > 2:
            raise CalendarError(f"“{part}”: “{piece}” is not a range of days. Write Mon-Fri.")
        first, last = ends[0], ends[-1]
        days.extend((first + step) % 7 for step in range((last - first) % 7 + 1))
    return days


def _weekday(name: str, part: str) -> int:
    """Return the weekday that `name` begins, long or short."""
    bare = name.strip(".")
    for weekday, long in enumerate(_LONG):
        if len(bare) >= 3 and (long.startswith(bare) or bare == long + "s"):
            return weekday
    raise CalendarError(f"“{part}”: “{name}” is not a day. Use {', '.join(DAYS)}.")


def _parse_spans(text: str, part: str) -> list[tuple[time, time]]:
    """Read `09:00-12:00, 13-15` into pairs of wall times."""
    spans = []
    for piece in re.split(r"\s*(?:,|&|\band\b)\s*", text):
        found = _SPAN.fullmatch(piece.strip())
        if found is None:
            raise CalendarError(f"“{part}”: “{piece.strip()}” is not a span of time. Write 09:00-17:00.")
        hour, minutes, end_hour, end_minutes = (int(group or 0) for group in found.groups())
        spans.append((_wall(hour, minutes, part), _wall(end_hour, end_minutes, part, end=True)))
    return spans


def _wall(hour: int, minutes: int, part: str, *, end: bool = False) -> time:
    """Return a wall time; 24:00 is allowed where a span ends."""
    if end and (hour, minutes) == (24, 0):
        return _MIDNIGHT
    if hour > 23 or minutes > 59:
        raise CalendarError(f"“{part}”: {hour:02}:{minutes:02} is not a time of day. Use 00:00 to 24:00.")
    return time(hour, minutes)


def format_hours(hours: Mapping[int, Sequence[tuple[time, time]]]) -> str:
    """Write hours in the one form that `parse_hours` reads back to the same hours."""
    groups: dict[Spans, list[int]] = {}
    for weekday, spans in check_week(hours).items():
        groups.setdefault(spans, []).append(weekday)
    return "; ".join(
        f"{_format_days(days)} {', '.join(map(say_span, spans))}" for spans, days in groups.items()
    )


def _format_days(days: Sequence[int]) -> str:
    """Write weekdays with runs drawn together: Mon-Wed,Fri."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)
