"""Reports: `oncall report NAME`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from oncall_tui.cli.looking_ahead import Shaper
    from oncall_tui.cli.output import Json
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.reports.cover import CoverLine, CoverMonth, CoverReport, Disturbance

    Span = tuple[datetime | None, datetime | None]

Name = Annotated[str, typer.Argument(metavar="NAME", help="cover.")]
Since = Annotated[
    str, typer.Option("--from", metavar="WHEN", help="When it begins; with this month if left out.")
]
Until = Annotated[str, typer.Option("--until", metavar="WHEN", help="When it ends; now if left out.")]


def report(
    name: Name,
    from_: Since = "",
    until: Until = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print a report. cover: who covered whom, when and why, gaps, and who was disturbed."""
    chosen = _REPORTS.get(name.strip().casefold())
    if chosen is None:
        raise BadSettings(f"There is no report of that name. Use one of: {', '.join(_REPORTS)}.")
    with desk_at(db, as_) as desk:
        chosen(desk, (instant(desk, from_, past=True), instant(desk, until, past=True)), json)


def _cover(desk: Desk, span: Span, json: bool) -> None:
    from oncall_tui.desk.reports.cover import cover_report

    found = cover_report(desk, *span)
    if json:
        output.emit(_cover_json(found, desk.house.zone))
    else:
        _print_cover(found, ZoneInfo(desk.house.zone))


def _cover_json(found: CoverReport, zone: str) -> dict[str, Json]:
    from oncall_tui.cli.looking_ahead import Shaper

    shape = Shaper(zone)
    return {
        "start": shape.instant(found.start),
        "end": shape.instant(found.end),
        "covers": [_cover_line(shape, each) for each in found.covers],
        "gaps": [shape.gap(each) for each in found.gaps],
        "rota_gaps": [shape.hole(each) for each in found.rota_gaps],
        "late_handovers": [
            {
                "client": each.number,
                "client_name": each.name,
                "from": each.giver,
                "to": each.taker,
                "start": shape.instant(each.starts_at),
                "accepted_at": shape.maybe(each.accepted_at),
            }
            for each in found.late
        ],
        "disturbances": [_disturbance(shape, each) for each in found.disturbances],
        "months": [_month(each) for each in found.months],
    }


def _cover_line(shape: Shaper, line: CoverLine) -> dict[str, Json]:
    from oncall_tui.cli.shapes import person

    return {
        "covered": person(line.covered),
        "by": person(line.by),
        "capacity": line.capacity.value,
        "start": shape.instant(line.start),
        "end": shape.instant(line.end),
        "why": line.why,
        "clients": line.clients,
    }


def _disturbance(shape: Shaper, found: Disturbance) -> dict[str, Json]:
    from oncall_tui.cli.shapes import person

    return {
        "at": shape.instant(found.at),
        "item": found.item_id,
        "person": person(found.person),
        "by": found.by,
        "why": found.why.value,
        "reason": found.reason,
    }


def _month(month: CoverMonth) -> dict[str, Json]:
    from oncall_tui.cli.shapes import person

    return {
        "month": f"{month.month:%Y-%m}",
        "covers": month.covers,
        "gaps": month.gaps,
        "rota_gaps": month.rota_gaps,
        "late_handovers": month.late,
        "disturbed": [{"person": person(who), "times": number} for who, number in month.disturbed],
    }


def _print_cover(found: CoverReport, zone: ZoneInfo) -> None:
    """Print the months in figures, then each part that has anything in it."""
    from oncall_tui.text import when

    output.lines(
        (f"Cover from {when(found.start, zone, year=True)} to {when(found.end, zone, year=True)}", "")
    )
    output.table(
        ("month", "covers", "gaps", "rota gaps", "late handovers", "disturbed"),
        (
            (
                f"{each.month:%Y-%m}",
                *map(str, (each.covers, each.gaps, each.rota_gaps, each.late)),
                ", ".join(f"{who.name} {number}" for who, number in each.disturbed) or "nobody",
            )
            for each in found.months
        ),
        right=(1, 2, 3, 4),
    )
    _part("WHO COVERED", ("whose clients", "held by", "from", "until", "clients", "why"), found.covers, zone)
    _rest(found, zone)


def _part(title: str, titles: tuple[str, ...], covers: tuple[CoverLine, ...], zone: ZoneInfo) -> None:
    from oncall_tui.text import when

    if not covers:
        return
    output.lines(("", title))
    output.table(
        titles,
        (
            (
                each.covered.name,
                each.by.name if each.by else "NOBODY, the line",
                when(each.start, zone),
                when(each.end, zone),
                str(each.clients),
                each.why,
            )
            for each in covers
        ),
        right=(4,),
    )


def _rest(found: CoverReport, zone: ZoneInfo) -> None:
    """Print gaps, holes of the rota, late handovers and disturbances, as far as there are any."""
    from oncall_tui.text import when

    gaps = [(x.number, x.name, when(x.start, zone), when(x.end, zone), x.why) for x in found.gaps]
    _rows("CLIENTS WHO HAD NOBODY", ("client", "name", "from", "until", "why"), gaps)
    holes = [(when(x.start, zone), when(x.end, zone), x.stand_in.name) for x in found.rota_gaps]
    _rows("NOBODY ON THE ROTA", ("from", "until", "stood in"), holes)
    late = [
        (
            x.number,
            x.name,
            x.giver,
            x.taker,
            when(x.starts_at, zone),
            when(x.accepted_at, zone) if x.accepted_at else "not yet",
        )
        for x in found.late
    ]
    _rows("HANDOVERS NOT ACCEPTED IN TIME", ("client", "name", "from", "to", "began", "accepted"), late)
    rung = [
        (when(x.at, zone), x.person.name, x.by, str(x.item_id), x.why.value.replace("-", " "), x.reason)
        for x in found.disturbances
    ]
    _rows("DISTURBED WHILE OFF", ("when", "who", "by", "item", "why", "reason"), rung)


def _rows(title: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        output.lines(("", title))
        output.table(titles, rows)


_REPORTS: dict[str, Callable[[Desk, Span, bool], None]] = {"cover": _cover}
