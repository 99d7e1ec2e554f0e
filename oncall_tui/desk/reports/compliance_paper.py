"""The compliance report in words, tables and bars (R-077, R-178)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.reports.asked import Asked, framed
from oncall_tui.desk.reports.compliance import LISTED, Compliance, Figures, Kept, OneClock, compliance
from oncall_tui.desk.reports.paper import (
    Bar,
    Bars,
    Cell,
    Column,
    Paper,
    Part,
    Table,
    Text,
    Tone,
    number,
    percent,
    seconds,
    table,
    text,
)
from oncall_tui.text import day, when

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

LINE = "the line"
"""What stands for clocks that are nobody's but the line's."""
_FIGURES = (
    Column("started", "started", True, spare=1),
    Column("met", "met", True),
    Column("met_late", "met late", True, spare=3),
    Column("lapsed", "lapsed", True),
    Column("running", "running", True, spare=4),
    Column("cancelled", "cancelled", True, spare=5),
    Column("in_time", "in time", True),
    Column("median_margin", "median margin", True, "seconds", spare=2),
)
_NONE = "No clock started in this time."
_RULE = (Column("rule", "rule"), Column("requirement", "", spare=6))
_WHO = Column("person", "person")
_WEEK = Column("week", "week from")


def compliance_paper(desk: Desk, wanted: Asked) -> Paper:
    """Return how the rules were kept in a span as a report."""
    found = compliance(desk, wanted.start, wanted.end, wanted.person.id if wanted.person else None)
    zone = ZoneInfo(desk.house.zone)
    return framed(
        desk,
        "compliance",
        "How the rules were kept",
        wanted,
        _lead(found.whole),
        _parts(found, zone),
        definitions=_definitions(desk),
    )


def _lead(whole: Figures) -> Iterator[Text]:
    if not whole.started:
        yield Text("No clock started in this time.", Tone.DIM)
        return
    kept = percent(whole.met, whole.judged).words
    yield Text(f"{kept} kept in time: {whole.met:,} of {whole.judged:,} met or due.", Tone.STRONG)
    if whole.met_late or whole.lapsed:
        yield Text(f"{whole.met_late:,} met late, {whole.lapsed:,} lapsed and open.", Tone.ALARM)
    rest = f"{whole.started:,} started; {whole.running:,} run in time, {whole.cancelled:,} were cancelled."
    if whole.median is not None:
        early = "" if whole.median < 0 else " before it was due"
        rest += f" The middle one was met {seconds(whole.median, late=True).words}{early}."
    yield Text(rest, Tone.DIM)


def _parts(found: Compliance, zone: ZoneInfo) -> Iterator[Part]:
    titles = [each.title for each in found.rules]
    rules = [(text(each.title), text(each.requirement, Tone.DIM)) for each in found.rules]
    yield _part("rule", _RULE, found.rules, rules, titles)
    names = [each.person.name if each.person else LINE for each in found.people]
    yield _part("person", (_WHO,), found.people, [(_person(each),) for each in found.people], names)
    mondays = [day(_noon(each, zone), zone) for each in found.weeks]
    yield _part("week", (_WEEK,), found.weeks, [(_week(each, zone),) for each in found.weeks], mondays)
    for title, key, clocks, none in (
        ("Lapsed and open now", "lapsed_now", found.lapsed, "Nothing is lapsed and open."),
        ("Met late", "late", found.late, "Nothing was met late."),
    ):
        yield Part(f"{title}{_most(clocks)}", (), _clocks(key, clocks, zone), none=none)
    why = ((text(title), text(why), number(count)) for title, why, count in found.cancelled)
    columns = (Column("rule", "rule"), Column("why", "why"), Column("number", "clocks", True))
    yield Part("Cancelled", (), table("cancelled_why", columns, why), none="Nothing was cancelled.")
    yield _each(found.each, zone)


def _part(
    what: str,
    lead: Sequence[Column],
    lines: Sequence[Kept],
    cells: Sequence[Sequence[Cell]],
    labels: Sequence[str],
) -> Part:
    """Return how clocks stand by one thing, as bars where there is something to compare, and as a table."""
    bars = _bars("Met in time, of all that are met or due", labels, lines)
    charts = (bars,) if len(bars.bars) > 1 else ()
    return Part(f"By {what}", charts, _kept(f"by_{what}", lead, lines, cells), none=_NONE)


def _each(lines: Sequence[Kept], zone: ZoneInfo) -> Part:
    cells = [
        (text(line.title), text(line.requirement, Tone.DIM), _person(line), _week(line, zone))
        for line in lines
    ]
    found = _kept("by_rule_person_week", (*_RULE, _WHO, _WEEK), lines, cells)
    return Part("By rule, person and week", (), found, none=_NONE)


def _kept(key: str, lead: Sequence[Column], lines: Sequence[Kept], cells: Iterable[Sequence[Cell]]) -> Table:
    rows = ((*first, *figures(line.figures)) for first, line in zip(cells, lines, strict=True))
    return table(key, (*lead, *_FIGURES), rows)


def figures(found: Figures) -> tuple[Cell, ...]:
    """Return how clocks stand as cells."""
    return (
        number(found.started),
        number(found.met),
        number(found.met_late, Tone.ALARM if found.met_late else None),
        number(found.lapsed, Tone.ALARM if found.lapsed else None),
        number(found.running),
        number(found.cancelled),
        percent(found.met, found.judged),
        seconds(found.median, late=True),
    )


def _bars(title: str, labels: Sequence[str], lines: Sequence[Kept]) -> Bars:
    """Return the shares in time as bars; what has nothing due yet has none."""
    bars = []
    for label, line in zip(labels, lines, strict=True):
        found = line.figures
        if found.judged:
            words = f"{percent(found.met, found.judged).words} of {found.judged:,}"
            tone = Tone.ALARM if found.met < found.judged else Tone.PLAIN
            bars.append(Bar(label, found.met / found.judged, words, tone))
    return Bars(title, tuple(bars), 1.0, track=True)


def _clocks(key: str, clocks: Sequence[OneClock], zone: ZoneInfo) -> Table:
    columns = (
        Column("item", "item", True),
        Column("rule", "rule"),
        Column("person", "person"),
        Column("due_at", "due"),
        Column("ended_at", "met"),
        Column("late", "late by", True, "seconds"),
        Column("late_business", "in business time", True, "seconds", spare=1),
    )
    return table(key, columns, (_clock(each, zone) for each in clocks))


def _clock(each: OneClock, zone: ZoneInfo) -> tuple[Cell, ...]:
    late, business = each.outcome.late, each.outcome.late_business
    met = Cell(when(each.ended_at, zone), each.ended_at) if each.ended_at else Cell("open", None, Tone.ALARM)
    return (
        Cell(str(each.item_id), each.item_id),
        text(each.title),
        text(each.person.name if each.person else LINE),
        Cell(when(each.due_at, zone), each.due_at),
        met,
        seconds(late.total_seconds() if late is not None else None),
        seconds(business.total_seconds() if business is not None else None),
    )


def _most(clocks: Sequence[OneClock]) -> str:
    return f" (the {LISTED} worst)" if len(clocks) >= LISTED else ""


def _person(line: Kept) -> Cell:
    return text(line.person.name) if line.person else text(LINE, Tone.DIM)


def _week(line: Kept, zone: ZoneInfo) -> Cell:
    return Cell(day(_noon(line, zone), zone, year=True), line.monday)


def _noon(line: Kept, zone: ZoneInfo) -> datetime:
    """Return the middle of the Monday that a week begins with."""
    assert line.monday is not None
    return datetime.combine(line.monday, time(12), zone)


def _definitions(desk: Desk) -> tuple[tuple[str, str], ...]:
    week = f"a week runs from Monday to Sunday in {desk.house.zone}"
    person = (
        "whom the item was handed to by name, else who held the client's primary role when the clock ended "
        "(or was due, if that came first); of open clocks, who has them now; "
        f"“{LINE}” where no client is known"
    )
    return (
        ("started", f"clocks that started in this time; {week}"),
        ("met", "ended by what its rule asks for, at or before the instant it was due"),
        ("met late", "ended by what its rule asks for, after it was due"),
        ("lapsed", "past its due instant and open now"),
        ("running", "open now and not due yet"),
        ("cancelled", "ended without being met or missed, for the reason that is listed"),
        ("in time", "met, of all that are met, met late or lapsed; rounded down"),
        ("margin", "how long before it was due a clock was met; the median is the middle one, late ones too"),
        ("person", person),
        ("business time", "only the hours in which the office is open"),
    )
