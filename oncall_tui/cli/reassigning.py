"""The command that gives clients to somebody else: what it changes for each, then the change (R-041)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.absences import Yes, candidate
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.cli.words import word
from oncall_tui.errors import BadSettings, Refused

if TYPE_CHECKING:
    from oncall_tui.cli.output import Json
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.reassigning.views import Given, Reassignment, ReassignmentPlan

_FEW = 3
"""How many clients are named among those with whom it cannot be done."""

Clients = Annotated[
    list[str] | None, typer.Argument(metavar="[CLIENT]...", help="Numbers, or Family, Given.")
]
AllOf = Annotated[
    str, typer.Option("--all-of", metavar="PERSON", help="Their whole caseload in that role instead.")
]
To = Annotated[str, typer.Option("--to", metavar="PERSON", help="Who gets the role.")]
Up = Annotated[
    bool, typer.Option("--to-secondaries", help="Each client's own secondary becomes primary, for good.")
]
Second = Annotated[
    str, typer.Option("--secondary", metavar="PERSON", help="With --to-secondaries: who follows them.")
]
Role = Annotated[str, typer.Option("--role", metavar="R", help="acting, primary or secondary.")]
Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the managers see it.")]
Since = Annotated[str, typer.Option("--from", metavar="WHEN", help="When it begins; now if left out.")]
Until = Annotated[
    str, typer.Option("--until", metavar="WHEN", help="When it ends; left out, it is for good.")
]

LeaveOut = Annotated[
    bool,
    typer.Option("--leave-out", help="Leave those out with whom it cannot be done, and say who they are."),
]


def reassign(
    clients: Clients = None,
    all_of: AllOf = "",
    to: To = "",
    to_secondaries: Up = False,
    secondary: Second = "",
    role: Role = "primary",
    reason: Why = "",
    from_: Since = "",
    until: Until = "",
    leave_out: LeaveOut = False,
    yes: Yes = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Show what giving clients to somebody changes for each of them, then change it."""
    from oncall_tui.desk.reassigning.planning import leaving_out, preview
    from oncall_tui.desk.reassigning.verbs import reassign as change
    from oncall_tui.desk.reassigning.verbs import said

    named = tuple(clients or ())
    _understood(named, all_of, to, secondary, up=to_secondaries)
    with desk_at(db, as_) as desk:
        new = _wanted(desk, named, (all_of, to, secondary), role, reason, (from_, until))
        plan = preview(desk, new)
        if leave_out and plan.refused:
            output.narrate(f"Left out: {' '.join(f'{each.number}: {each.refused}' for each in plan.refused)}")
            new = leaving_out(new, plan)
            plan = preview(desk, new)
        zone = ZoneInfo(desk.house.zone)
        if not json:
            _print(plan, zone)
        if plan.refused:
            _refuse(desk, plan, json=json)
        if yes or (not json and sys.stdin.isatty() and output.ask("Change it? y/n", "n").lower() == "y"):
            plan = change(desk, new, shown=plan)
        if json:
            output.emit(shape(desk.house.zone, plan))
        if plan.applied:
            output.narrate(said(plan, desk.house.zone))
        else:
            output.narrate("Nothing was changed. Say --yes to change it.")


def _understood(clients: tuple[str, ...], all_of: str, to: str, secondary: str, *, up: bool) -> None:
    """Refuse a command line that says too little or two things at once."""
    if bool(clients) == bool(all_of):
        raise BadSettings("Name clients, or --all-of PERSON. See: oncall reassign --help")
    if bool(to) == up:
        raise BadSettings("Say either --to PERSON or --to-secondaries. See: oncall reassign --help")
    if secondary and not up:
        raise BadSettings("--secondary goes with --to-secondaries only. See: oncall reassign --help")


def _wanted(
    desk: Desk,
    clients: tuple[str, ...],
    people: tuple[str, str, str],
    role: str,
    reason: str,
    span: tuple[str, str],
) -> Reassignment:
    from oncall_tui.desk.people import find_client, find_person
    from oncall_tui.desk.reassigning.views import Reassignment, Share

    all_of, to, secondary = (find_person(desk, each).id if each else None for each in people)
    return Reassignment(
        tuple(dict.fromkeys(find_client(desk, each) for each in clients)),
        to,
        word(Share, role, "--role"),
        reason,
        instant(desk, span[0]),
        instant(desk, span[1]),
        all_of,
        secondary,
    )


def _refuse(desk: Desk, plan: ReassignmentPlan, *, json: bool) -> None:
    """Refuse the whole, naming with whom it cannot be done."""
    if json:
        output.emit(shape(desk.house.zone, plan))
    named = " ".join(f"{each.number}: {each.refused}" for each in plan.refused[:_FEW])
    more = len(plan.refused) - _FEW
    raise Refused(f"{named}{f' And {more} more.' if more > 0 else ''} Nothing was changed.")


def shape(zone: str, plan: ReassignmentPlan) -> Json:
    """Return a plan as JSON: what changes for each client, what stays open, and whether it was done."""
    from oncall_tui.cli.shapes import Shaper, candidates, person

    to = Shaper(zone)
    start, end = to.instant(plan.start), to.maybe(plan.end)
    unfilled = [
        {
            "client": each.number,
            "client_name": each.name,
            "start": start,
            "end": end,
            "why": "no secondary care manager",
            "candidates": candidates(each.candidates),
        }
        for each in plan.unfilled
    ]
    return {
        "role": plan.share.value,
        "to": person(plan.person),
        "reason": plan.reason,
        "start": start,
        "end": end,
        "clients": [
            {
                "client": each.number,
                "client_name": each.name,
                "role": each.share.value,
                "from": person(each.holder),
                "to": person(each.onto),
                "start": start,
                "end": end,
                "acting": person(each.acting),
                "refused": each.refused or None,
            }
            for each in plan.clients
        ],
        "gaps": [*map(to.uncovered, plan.gaps), *unfilled],
        "applied": plan.applied,
    }


def _print(plan: ReassignmentPlan, zone: ZoneInfo) -> None:
    """Print a plan: every client, then what it leaves open with who could fill it."""
    from oncall_tui.text import when

    end = when(plan.end, zone) if plan.end else "for good"
    output.lines(
        (f"{plan.share.value}, from {when(plan.start, zone)}, {f'until {end}' if plan.end else end}",)
    )
    output.table(
        ("client", "name", "role", "from", "to", ""),
        (
            (
                each.number,
                each.name,
                each.share.value,
                each.holder.name if each.holder else "nobody",
                each.onto.name if each.onto else "nobody",
                _remark(each),
            )
            for each in plan.clients
        ),
    )
    for gap in plan.gaps:
        span = f"{when(gap.start, zone)} to {when(gap.end, zone)}"
        output.lines((f"COVER GAP {gap.number} {gap.name}, {span}: {gap.why}",))
        output.lines(candidate(each) for each in gap.candidates)
    for open_ in plan.unfilled:
        output.lines((f"NO SECONDARY {open_.number} {open_.name}. Name one:",))
        output.lines(candidate(each) for each in open_.candidates)


def _remark(each: Given) -> str:
    if each.refused:
        return f"CANNOT: {each.refused}"
    return "has it already" if each.unchanged else ""
