"""Commands about the duty rota: print it, as a calendar too, take the line over, give a shift away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.duty.views import Rota

duty = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

Ics = Annotated[bool, typer.Option("--ics", help="Print the rota as a calendar (iCalendar).")]
ShiftNumber = Annotated[int, typer.Argument(metavar="SHIFT", help="Number of the shift, from `oncall duty`.")]
Taker = Annotated[
    str, typer.Argument(metavar="PERSON", help="The director who takes it: e-mail or exact name.")
]
From = Annotated[str, typer.Option("--from", metavar="WHEN", help="Where the part begins; all if left out.")]
Until = Annotated[str, typer.Option("--until", metavar="WHEN", help="Where the part ends; all if left out.")]
Which = Annotated[
    int, typer.Option("--shift", metavar="N", help="Which of your shifts; the next if left out.")
]


@duty.callback()
def show(
    context: typer.Context,
    weeks: opt.Weeks = 4,
    at: opt.At = "",
    json: opt.Json = False,
    ics: Ics = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print the duty rota: who has the line, gaps, overlaps and what is accepted.

    `oncall duty accept` takes the line over; `oncall duty give` gives a shift to another director.
    """
    if context.invoked_subcommand is not None:
        return
    from oncall_tui.desk.duty.rota import rota

    with desk_at(db, as_) as desk:
        start = instant(desk, at) or desk.now()
        found = rota(desk, start, start + timedelta(weeks=weeks))
        if ics:
            from oncall_tui.desk.duty.calendar import duty_calendar

            output.raw(duty_calendar(desk, found))
        elif json:
            from oncall_tui.cli.briefshapes import BriefShaper

            output.emit(BriefShaper(desk.house.zone, desk.now()).rota(found))
        else:
            _print(desk, found)


@duty.command("accept")
def accept(shift: Which = 0, db: opt.Db = "", as_: opt.As = "") -> None:
    """Take the line over: your shift that runs, or the one that starts within a day."""
    from oncall_tui.desk.duty.verbs import accept_line

    with desk_at(db, as_) as desk:
        output.narrate(accept_line(desk, shift or None).words)


@duty.command("give")
def give(
    shift: ShiftNumber,
    person: Taker,
    from_: From = "",
    until: Until = "",
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Give a shift, or a part of it, to another director, who has yet to accept it."""
    from oncall_tui.desk.duty.verbs import give_shift
    from oncall_tui.desk.people import find_person

    with desk_at(db, as_) as desk:
        taker = find_person(desk, person).id
        done = give_shift(desk, shift, taker, instant(desk, from_), instant(desk, until))
        output.narrate(done.words)


def _print(desk: Desk, found: Rota) -> None:
    """Print who has the line all through, each turn with its shift and whether it is accepted."""
    from oncall_tui.text import when

    zone = ZoneInfo(desk.house.zone)
    output.table(
        ("shift", "from", "until", "has the line", "ring", "accepted"),
        (
            (
                str(turn.shift.id) if turn.shift else "",
                when(turn.start, zone),
                when(turn.end, zone),
                turn.person.name,
                turn.person.phone,
                (when(turn.shift.accepted_at, zone) if turn.shift.accepted_at else "not yet")
                if turn.shift
                else ("ROTA GAP: stands in" if turn.gap else "stands in, business hours"),
            )
            for turn in found.turns
        ),
        right=(0,),
    )
    output.lines(
        f"OVERLAP {when(each.start, zone)} to {when(each.end, zone)}: shift {each.earlier.id} "
        f"{each.earlier.person.name}, shift {each.later.id} {each.later.person.name}. The later start has it."
        for each in found.overlaps
    )
