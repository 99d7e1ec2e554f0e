"""The command about handing clients over: one client's brief, and the lists around an absence."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.handover.page import Page
    from oncall_tui.desk.handover.views import Brief, LeaveList, Watched


class Format(StrEnum):
    """How a brief is printed."""

    MARKDOWN = "markdown"
    HTML = "html"


Client = Annotated[str, typer.Argument(metavar="[CLIENT]", help="Number, Family, Given or a phone number.")]
To = Annotated[str, typer.Option("--to", metavar="PERSON", help="Who takes over; else as on record.")]
Since = Annotated[str, typer.Option("--from", metavar="WHEN", help="From when; else as on record.")]
Until = Annotated[str, typer.Option("--until", metavar="WHEN", help="Until when; else as on record.")]
AbsenceOf = Annotated[
    str, typer.Option("--absence-of", metavar="PERSON", help="How far each handover of their leave is.")
]
ReturnOf = Annotated[
    str, typer.Option("--return-of", metavar="PERSON", help="What happened while they were away.")
]
WatchedBy = Annotated[
    str, typer.Option("--watched-by", metavar="PERSON", help="Whom they shadow as secondary manager.")
]
How = Annotated[Format, typer.Option("--format", help="How a brief is printed.")]


def handover(
    client: Client = "",
    to: To = "",
    from_: Since = "",
    until: Until = "",
    absence_of: AbsenceOf = "",
    return_of: ReturnOf = "",
    watched_by: WatchedBy = "",
    format_: How = Format.MARKDOWN,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print a client's handover brief, or the handovers around an absence; it changes nothing."""
    if sum(map(bool, (client, absence_of, return_of, watched_by))) != 1:
        raise BadSettings(
            "Name one client, or --absence-of, --return-of or --watched-by PERSON. "
            "See: oncall handover --help"
        )
    if not client and (to or from_ or until):
        raise BadSettings("--to, --from and --until go with one client. See: oncall handover --help")
    with desk_at(db, as_) as desk:
        if client:
            _one(desk, client, (to, from_, until), format_, json=json)
        elif absence_of:
            _leaves(desk, absence_of, json=json)
        elif watched_by:
            _watching(desk, watched_by, json=json)
        else:
            _return(desk, return_of, format_, json=json)


def _one(desk: Desk, client: str, asked: Sequence[str], format_: Format, *, json: bool) -> None:
    from oncall_tui.desk.handover.brief import build_brief
    from oncall_tui.desk.handover.sections import page_of
    from oncall_tui.desk.handover.terms import Asked
    from oncall_tui.desk.people import find_client, find_person

    to, from_, until = asked
    person = find_person(desk, to) if to else None
    terms = Asked(person, instant(desk, from_), instant(desk, until))
    client_id = find_client(desk, client)
    brief = build_brief(desk, client_id, terms)
    desk.glances.saw(client_id, "oncall handover")
    page = page_of(brief)
    if json:
        output.emit(_brief_json(desk, brief) | _sections_json(page))
    else:
        _print(desk, page, format_)


def _return(desk: Desk, person: str, format_: Format, *, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.handover.return_page import return_page
    from oncall_tui.desk.handover.returning import last_leave, return_brief
    from oncall_tui.desk.people import find_person

    view = return_brief(desk, last_leave(desk, find_person(desk, person).id).id)
    page = return_page(view)
    if not json:
        _print(desk, page, format_)
        return
    shape = Shaper(desk.house.zone)
    facts: dict[str, output.Json] = {
        "person": view.leave.person.name,
        "start": shape.instant(view.leave.start),
        "end": shape.maybe(view.leave.end),
        "quiet": view.quiet,
        "accepted_at": shape.maybe(view.accepted_at),
        "clocks": [
            {
                "client": each.number,
                "item": clock.item_id,
                "rule": clock.rule,
                "due_at": shape.instant(clock.due_at),
            }
            for each in view.clients
            for clock in each.clocks
        ],
    }
    output.emit(facts | _sections_json(page))


def _leaves(desk: Desk, person: str, *, json: bool) -> None:
    from oncall_tui.desk.handover.lists import leave_list, leaves_of
    from oncall_tui.desk.people import find_person

    ref = find_person(desk, person)
    found = [leave_list(desk, leave.id) for leave in leaves_of(desk, ref.id)]
    if json:
        output.emit([_leave_json(desk, each) for each in found])
        return
    if not found:
        output.narrate(f"{ref.name} is not away and no leave of theirs is on record.")
    for each in found:
        _print_leave(desk, each)


def _print_leave(desk: Desk, found: LeaveList) -> None:
    from oncall_tui.desk.handover.wording import STATE_WORDS, span

    reason = found.leave.code.replace("-", " ")
    when = span(found.leave.start, found.leave.end, ZoneInfo(desk.house.zone))
    output.narrate(f"{reason}: {when}. {found.accepted} of {len(found.rows)} accepted.")
    output.table(
        ("client", "name", "status", "to", "depth", "state", "client told"),
        (
            (
                row.number,
                row.name,
                row.status.value + (", high-risk event" if row.high_risk else ""),
                row.receiver.name,
                row.depth.value,
                STATE_WORDS[row.state],
                row.told.value if row.told else "not noted",
            )
            for row in found.rows
        ),
    )


def _watching(desk: Desk, person: str, *, json: bool) -> None:
    from oncall_tui.desk.handover.lists import watching
    from oncall_tui.desk.people import find_person

    ref = find_person(desk, person)
    rows = watching(desk, ref.id)
    if json:
        output.emit([_watched_json(desk, row) for row in rows])
        return
    if not rows:
        output.narrate(f"{ref.name} is nobody's secondary manager now.")
        return
    output.table(
        ("client", "name", "status", "stands", "primary", "next absence", "handover"),
        (_watched_cells(desk, row) for row in rows),
    )


def _watched_cells(desk: Desk, row: Watched) -> tuple[str, ...]:
    from oncall_tui.desk.handover.wording import STATE_WORDS
    from oncall_tui.text import countdown, when

    ahead = "none known"
    if row.leave is not None:
        left = (row.leave.start - desk.now()).total_seconds()
        since = f"in {countdown(left)}" if left > 0 else "away now"
        ahead = f"{when(row.leave.start, ZoneInfo(desk.house.zone))} ({since})"
    return (
        row.number,
        row.name,
        row.status.value + (", high-risk event" if row.high_risk else ""),
        row.line,
        row.pcm.name if row.pcm else "nobody",
        ahead,
        STATE_WORDS[row.handover] if row.handover else "",
    )


def _print(desk: Desk, page: Page, format_: Format) -> None:
    from dataclasses import replace

    from oncall_tui.desk.handover.printing import html_page, markdown
    from oncall_tui.desk.heads import stamp

    page = replace(page, footer=(*page.footer, f"Where the record ended: {stamp(desk.store)}."))
    output.raw(html_page([page], page.title) if format_ is Format.HTML else markdown([page]))


def _brief_json(desk: Desk, brief: Brief) -> dict[str, output.Json]:
    from oncall_tui.cli.shapes import Shaper, person

    shape, found, terms = Shaper(desk.house.zone), brief.handover, brief.terms
    return {
        "client": brief.client.number,
        "name": brief.client.name,
        "severity": list(brief.severity),
        "from": person(terms.giver),
        "to": person(terms.receiver),
        "start": shape.instant(terms.start),
        "end": shape.maybe(terms.end),
        "capacity": terms.capacity.value,
        "depth": terms.choice.depth.value,
        "because": list(terms.choice.because),
        "state": found.state.value if found else "not-started",
        "missing": [part.value for part in found.missing] if found else None,
        "synthesis": found.synthesis if found else "",
        "client_told": found.told.value if found and found.told else None,
        "items": [shape.item(row, brief.made_at) for row in brief.items],
        "since": shape.maybe(brief.since),
        "changed": [{"at": shape.maybe(each.at), "words": each.words} for each in brief.changed],
        "made_at": shape.instant(brief.made_at),
        "record_entry": brief.source.record_seq,
    }


def _sections_json(page: Page) -> dict[str, output.Json]:
    return {
        "sections": [
            {
                "title": section.title,
                "lines": [
                    {"label": each.label, "text": each.text, "new": each.new} for each in section.lines
                ],
            }
            for section in page.sections
        ],
        "footer": list(page.footer),
    }


def _leave_json(desk: Desk, found: LeaveList) -> output.Json:
    from oncall_tui.cli.shapes import Shaper, person

    shape = Shaper(desk.house.zone)
    return {
        "person": person(found.leave.person),
        "reason": found.leave.code,
        "start": shape.instant(found.leave.start),
        "end": shape.maybe(found.leave.end),
        "business_days": found.days,
        "clients": [
            {
                "client": row.number,
                "name": row.name,
                "status": row.status.value,
                "high_risk": row.high_risk,
                "to": person(row.receiver),
                "depth": row.depth.value,
                "because": list(row.because),
                "state": row.state.value,
                "client_told": row.told.value if row.told else None,
            }
            for row in found.rows
        ],
    }


def _watched_json(desk: Desk, row: Watched) -> output.Json:
    from oncall_tui.cli.shapes import Shaper, person

    shape = Shaper(desk.house.zone)
    return {
        "client": row.number,
        "name": row.name,
        "status": row.status.value,
        "high_risk": row.high_risk,
        "stands": row.line,
        "open_items": row.open_items,
        "changed_at": shape.maybe(row.changed_at),
        "pcm": person(row.pcm) if row.pcm else None,
        "next_absence": shape.maybe(row.leave.start) if row.leave else None,
        "handover": row.handover.value if row.handover else None,
    }
