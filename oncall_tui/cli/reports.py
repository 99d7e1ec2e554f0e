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
    from collections.abc import Callable
    from datetime import datetime

    from oncall_tui.cli.output import Json
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.reports.cover import CoverLine, CoverReport

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
    from oncall_tui.cli.shapes import person

    shape = Shaper(zone)
    return {
        "start": shape.instant(found.start),
        "end": shape.instant(found.end),
        "covers": [
            {
                "covered": person(each.covered),
                "by": person(each.by),
                "capacity": each.capacity.value,
                "start": shape.instant(each.start),
                "end": shape.instant(each.end),
                "why": each.why,
                "clients": each.clients,
            }
            for each in found.covers
        ],
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
        "disturbances": [
            {
                "at": shape.instant(each.at),
                "item": each.item_id,
                "person": person(each.person),
                "by": each.by,
                "why": each.why.value,
                "reason": each.reason,
            }
            for each in found.disturbances
        ],
        "months": [
            {
                "month": f"{each.month:%Y-%m}",
                "covers": each.covers,
                "gaps": each.gaps,
                "rota_gaps": each.rota_gaps,
                "late_handovers": each.late,
                "disturbed": [{"person": person(who), "times": number} for who, number in each.disturbed],
            }
            for each in found.months
        ],
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
    """Print gaps, holes of the rota, late handovers and disturbances."""
    from oncall_tui.text import when

    parts = (
        (
            "CLIENTS WHO HAD NOBODY",
            ("client", "name", "from", "until", "why"),
            [(x.number, x.name, when(x.start, zone), when(x.end, zone), x.why) for x in found.gaps],
        ),
        (
            "NOBODY ON THE ROTA",
            ("from", "until", "stood in"),
            [(when(x.start, zone), when(x.end, zone), x.stand_in.name) for x in found.rota_gaps],
        ),
        (
            "HANDOVERS NOT ACCEPTED IN TIME",
            ("client", "name", "from", "to", "began", "accepted"),
            [
                (
                    x.number,
                    x.name,
                    x.giver,
                    x.taker,
                    when(x.starts_at, zone),
                    when(x.accepted_at, zone) if x.accepted_at else "not yet",
                )
                for x in found.late
            ],
        ),
        (
            "DISTURBED WHILE OFF",
            ("when", "who", "by", "item", "why", "reason"),
            [
                (
                    when(x.at, zone),
                    x.person.name,
                    x.by,
                    str(x.item_id),
                    x.why.value.replace("-", " "),
                    x.reason,
                )
                for x in found.disturbances
            ],
        ),
    )
    for title, titles, rows in parts:
        if rows:
            output.lines(("", title))
            output.table(titles, rows)


_REPORTS: dict[str, Callable[[Desk, Span, bool], None]] = {"cover": _cover}
