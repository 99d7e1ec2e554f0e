"""The cover report in words, tables and bars (R-179)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.briefs.wording import many
from oncall_tui.desk.reports.asked import Asked, framed
from oncall_tui.desk.reports.cover import CoverReport, cover_report
from oncall_tui.desk.reports.cover_data import cover_data
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
    seconds,
    table,
    text,
)
from oncall_tui.text import when

if TYPE_CHECKING:
    from datetime import datetime

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef

_NOBODY = "NOBODY, the line"
_CLIENT = (Column("client", "client"), Column("client_name", "name"))
_SPAN = (Column("start", "from"), Column("end", "until"))


def cover_paper(desk: Desk, wanted: Asked) -> Paper:
    """Return who covered whom in a span, and what was left open, as a report."""
    found = cover_report(desk, wanted.start, wanted.end)
    zone = ZoneInfo(desk.house.zone)
    if wanted.person is not None:
        found = _of(found, wanted.person)
    return framed(
        desk,
        "cover",
        "Who covered for whom",
        wanted,
        _lead(found),
        _parts(found, zone),
        definitions=_DEFINITIONS,
        data=cover_data(found),
        names_clients=True,
    )


def _of(found: CoverReport, person: PersonRef) -> CoverReport:
    """Return what concerns one person: whom they covered, who covered for them, and when they were rung."""
    return replace(
        found,
        covers=tuple(x for x in found.covers if person.id in (x.covered.id, x.by.id if x.by else None)),
        late=tuple(x for x in found.late if person.name in (x.giver, x.taker)),
        disturbances=tuple(x for x in found.disturbances if x.person.id == person.id),
        gaps=(),
        rota_gaps=(),
        months=(),
    )


def _lead(found: CoverReport) -> Iterator[Text]:
    covers = [each for each in found.covers if each.by is not None]
    people = len({each.by.id for each in covers if each.by})
    said = f"{many(len(covers), 'cover')} by {many(people, 'person', plural='people')}"
    said = said if covers else "Nobody covered for anybody"
    yield Text(f"{said}.", Tone.STRONG)
    if found.gaps or found.rota_gaps or found.late:
        gaps = many(len(found.gaps), "client gap")
        holes = many(len(found.rota_gaps), "gap of the rota", plural="gaps of the rota")
        late = many(len(found.late), "handover")
        yield Text(f"{gaps}, {holes}, {late} not accepted in time.", Tone.ALARM)
    if found.disturbances:
        yield Text(f"{many(len(found.disturbances), 'call')} to people who were off.", Tone.DIM)


def _parts(found: CoverReport, zone: ZoneInfo) -> Iterator[Part]:
    if found.months:
        yield Part("By month", (), _months(found))
    charts = (_longest(found),) if len({each.by for each in found.covers if each.by}) > 1 else ()
    yield Part("Who covered", charts, _covers(found, zone), none="Nobody covered for anybody.")
    if found.months:
        gaps = table(
            "gaps",
            (*_CLIENT, *_SPAN, Column("why", "why")),
            ((text(x.number), text(x.name), *_span(x.start, x.end, zone), text(x.why)) for x in found.gaps),
        )
        yield Part("Clients who had nobody", (), gaps, none="Every client had somebody.")
        holes = table(
            "rota_gaps",
            (*_SPAN, Column("stand_in", "stood in")),
            ((*_span(x.start, x.end, zone), text(x.stand_in.name)) for x in found.rota_gaps),
        )
        yield Part("Nobody on the rota", (), holes, none="Somebody had the line all through.")
    yield Part("Handovers not accepted in time", (), _late(found, zone), none="All were accepted in time.")
    yield Part("Disturbed while off", (), _disturbed(found, zone), none="Nobody was rung while off.")


def _months(found: CoverReport) -> Table:
    columns = (
        Column("month", "month"),
        Column("covers", "covers", True),
        Column("gaps", "gaps", True),
        Column("rota_gaps", "rota gaps", True),
        Column("late", "late handovers", True),
        Column("disturbed", "disturbed"),
    )
    rows = (
        (
            text(f"{each.month:%Y-%m}"),
            number(each.covers),
            number(each.gaps, Tone.ALARM if each.gaps else None),
            number(each.rota_gaps, Tone.ALARM if each.rota_gaps else None),
            number(each.late, Tone.ALARM if each.late else None),
            text(", ".join(f"{who.name} {times}" for who, times in each.disturbed) or "nobody"),
        )
        for each in found.months
    )
    return table("months", columns, rows)


def _covers(found: CoverReport, zone: ZoneInfo) -> Table:
    columns = (
        Column("covered", "whose clients"),
        Column("by", "held by"),
        *_SPAN,
        Column("clients", "clients", True, spare=1),
        Column("why", "why"),
    )
    rows = (
        (
            text(each.covered.name),
            text(each.by.name) if each.by else Cell(_NOBODY, None, Tone.ALARM),
            *_span(each.start, each.end, zone),
            number(each.clients),
            text(each.why),
        )
        for each in found.covers
    )
    return table("covers", columns, rows)


def _longest(found: CoverReport) -> Bars:
    """Return for how long each person covered, whoever's clients they were."""
    times: Counter[str] = Counter()
    for each in found.covers:
        if each.by is not None:
            times[each.by.name] += round((each.end - each.start) / timedelta(hours=1))
    bars = tuple(
        Bar(name, hours, seconds(hours * 3600).words)
        for name, hours in sorted(times.items(), key=lambda both: (-both[1], both[0]))
    )
    return Bars("Time spent covering, all covers added up", bars, max(times.values(), default=0))


def _late(found: CoverReport, zone: ZoneInfo) -> Table:
    columns = (
        *_CLIENT,
        Column("from", "from"),
        Column("to", "to"),
        Column("start", "began"),
        Column("accepted_at", "accepted"),
    )
    rows = (
        (
            text(each.number),
            text(each.name),
            text(each.giver),
            text(each.taker),
            Cell(when(each.starts_at, zone), each.starts_at),
            Cell(when(each.accepted_at, zone), each.accepted_at)
            if each.accepted_at
            else Cell("not yet", None, Tone.ALARM),
        )
        for each in found.late
    )
    return table("late_handovers", columns, rows)


def _disturbed(found: CoverReport, zone: ZoneInfo) -> Table:
    columns = (
        Column("at", "when"),
        Column("person", "who"),
        Column("by", "by"),
        Column("item", "item", True),
        Column("why", "why"),
        Column("reason", "reason"),
    )
    rows = (
        (
            Cell(when(each.at, zone), each.at),
            text(each.person.name),
            text(each.by),
            Cell(str(each.item_id), each.item_id),
            text(each.why.value.replace("-", " ")),
            text(each.reason),
        )
        for each in found.disturbances
    )
    return table("disturbances", columns, rows)


def _span(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[Cell, Cell]:
    return Cell(when(start, zone), start), Cell(when(end, zone), end)


_DEFINITIONS = (
    ("cover", "a time in which somebody held the primary role for another manager's clients"),
    ("gap", "a time in which neither manager of a client could hold the role, so that only the line stood"),
    ("gap of the rota", "a time outside business hours for which the rota gave nobody"),
    ("not accepted in time", "a handover without the receiver's own synthesis when it began"),
    ("disturbed", "rung although off, in an emergency or because only they could solve it"),
)
