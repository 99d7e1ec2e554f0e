"""The line report in words, tables and shades (R-180)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.naming import CATEGORY_WORDS
from oncall_tui.desk.reports.asked import Asked, framed
from oncall_tui.desk.reports.line import Calls, LineReport, line_report
from oncall_tui.desk.reports.paper import (
    Bar,
    Bars,
    Cell,
    Column,
    Paper,
    Part,
    Shades,
    Table,
    Text,
    Tone,
    number,
    seconds,
    table,
    text,
)
from oncall_tui.text import day as day_words

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_DAYS = 62
"""Days up to which each has its own bar."""
_NONE = "Nothing reached the line in this time."


def line_paper(desk: Desk, wanted: Asked) -> Paper:
    """Return what reached the line in a span as a report."""
    found = line_report(desk, wanted.start, wanted.end)
    return framed(
        desk,
        "line",
        "What reached the line",
        wanted,
        _lead(found),
        _parts(found, ZoneInfo(desk.house.zone)),
        definitions=_definitions(desk),
    )


def _lead(found: LineReport) -> Iterator[Text]:
    whole = found.whole
    if not whole.number:
        yield Text(_NONE, Tone.DIM)
        return
    days = len(found.days)
    each = f", {whole.number / days:.1f} a day" if days > 1 else ""
    away = whole.number - whole.office
    words = f"{whole.number:,} calls and messages{each}; {away:,} while the office was closed."
    yield Text(words, Tone.STRONG)
    triage, contact = seconds(whole.triage.median).words, seconds(whole.contact.median).words
    yield Text(
        f"To triage {triage} in the middle ({whole.triage.number:,} triaged), to contact {contact} "
        f"({whole.contact.number:,} of {whole.owed:,} owed a call back)."
    )
    if whole.repeats:
        were = "was" if whole.repeats == 1 else "were"
        yield Text(f"{whole.repeats:,} {were} about a matter that was known already.", Tone.DIM)


def _parts(found: LineReport, zone: ZoneInfo) -> Iterator[Part]:
    if not found.whole.number:
        yield Part("Calls", none=_NONE)
        return
    yield _hours(found)
    yield Part("By day", _days(found, zone), _day_table(found, zone))
    about = [(CATEGORY_WORDS[category], calls) for category, calls in found.categories]
    yield _kind("By what it was about", "by_category", "about", about)
    callers = [(kind.value.replace("-", " "), calls) for kind, calls in found.callers]
    yield _kind("By who called", "by_caller_type", "caller", callers)
    ways = [(way.value.replace("-", " "), calls) for way, calls in found.directions]
    yield _kind("By how it came", "by_direction", "way", ways)
    columns = (Column("item", "item", True), Column("about", "about"), Column("times", "rung again", True))
    again = (
        (Cell(str(item), item), text(CATEGORY_WORDS[about]), number(times))
        for item, about, times in found.repeated
    )
    none = "No call was about a matter that was known."
    yield Part("Rung about again", (), table("repeated", columns, again), none=none)


def _hours(found: LineReport) -> Part:
    """Return the week as shades, with the counts for programs."""
    hours = tuple(f"{hour:02}" for hour in range(24))
    named = tuple(zip(_DAYS, found.hours, strict=True))
    shades = Shades("Calls by weekday and hour; the darker the more", hours, named)
    columns = (
        Column("weekday", "day"),
        *(Column(f"h{hour}", hour, True) for hour in hours),
        Column("calls", "all", True),
    )
    rows = ((text(name), *map(number, counts), number(sum(counts))) for name, counts in named)
    return Part("By hour", (shades,), table("by_hour", columns, rows, drawn=False))


def _kind(title: str, key: str, what: str, lines: Sequence[tuple[str, Calls]]) -> Part:
    bars = Bars("", tuple(_bar(name, calls) for name, calls in lines), _largest(lines))
    return Part(title, (bars,) if len(lines) > 1 else (), _calls(key, what, lines))


def _days(found: LineReport, zone: ZoneInfo) -> tuple[Bars, ...]:
    if not found.whole.number or not 1 < len(found.days) <= _MOST_DAYS:
        return ()
    most = max(count for _, count in found.days)
    bars = (Bar(_day(each, zone), count, str(count or "")) for each, count in found.days)
    return (Bars("", tuple(bars), most),)


def _day_table(found: LineReport, zone: ZoneInfo) -> Table:
    rows = ((Cell(_day(each, zone), each), number(count)) for each, count in found.days if count)
    columns = (Column("day", "day"), Column("calls", "calls", True))
    return table("by_day", columns, rows, drawn=not _days(found, zone))


def _day(each: date, zone: ZoneInfo) -> str:
    return day_words(datetime.combine(each, time(12), zone), zone)


def _bar(name: str, calls: Calls) -> Bar:
    return Bar(name, calls.number, f"{calls.number:,}")


def _largest(lines: Iterable[tuple[str, Calls]]) -> float:
    return max((calls.number for _, calls in lines), default=0)


def _calls(key: str, what: str, lines: Iterable[tuple[str, Calls]]) -> Table:
    columns = (
        Column(what, what),
        Column("calls", "calls", True),
        Column("urgent", "urgent", True, spare=5),
        Column("office_closed", "closed", True, spare=4),
        Column("triaged", "triaged", True, spare=3),
        Column("triage_median", "to triage", True, "seconds"),
        Column("triage_most", "9 of 10", True, "seconds", spare=1),
        Column("owed", "owed", True),
        Column("contacted", "reached", True, spare=3),
        Column("contact_median", "to contact", True, "seconds"),
        Column("contact_most", "9 of 10", True, "seconds", spare=2),
        Column("repeats", "repeats", True),
    )
    return table(key, columns, ((text(name), *_cells(calls)) for name, calls in lines))


def _cells(calls: Calls) -> Iterator[Cell]:
    yield number(calls.number)
    yield number(calls.urgent)
    yield number(calls.number - calls.office)
    yield number(calls.triage.number)
    yield seconds(calls.triage.median)
    yield seconds(calls.triage.most)
    yield number(calls.owed)
    yield number(calls.contact.number)
    yield seconds(calls.contact.median)
    yield seconds(calls.contact.most)
    yield number(calls.repeats)


def _definitions(desk: Desk) -> tuple[tuple[str, str], ...]:
    call = (
        "anything that reached the line and was logged: a call, a voicemail, an e-mail, the in-basket; not "
        "what we rang, what the console asks by itself, nor what was withdrawn"
    )
    contact = (
        "from when it was received to the first attempt that reached somebody, where a call back was owed"
    )
    return (
        ("call", call),
        ("hour, day", f"when it was received, in {desk.house.zone}"),
        ("closed", "received while the office was closed"),
        ("to triage", "from when it was received to the first decision of the director on the line"),
        ("to contact", contact),
        ("9 of 10", "so soon in nine of ten cases"),
        ("repeat", "a further call about a matter that was known"),
    )
