"""Commands about who is away: what that changes for every client, then the change."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.cli.words import word
from storage.vocabulary import AbsenceReason, AbsenceSource

if TYPE_CHECKING:
    from oncall_tui.desk.absences.views import AbsencePlan, Candidate

Who = Annotated[str, typer.Argument(metavar="PERSON", help="E-mail address or exact name.")]
Reason = Annotated[
    str,
    typer.Option(
        "--reason",
        metavar="R",
        help="sick, personal, misadventure, annual, long-service, maternity, study, other-planned …",
    ),
]
Since = Annotated[
    str, typer.Option("--from", metavar="WHEN", help="When it began or begins; now if left out.")
]
Until = Annotated[str, typer.Option("--until", metavar="WHEN", help="When it ends; left out, nobody knows.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="What is to be known; directors see it.")]
Ring = Annotated[str, typer.Option("--contactable", metavar="N", help="Number to ring in an emergency.")]
Told = Annotated[str, typer.Option("--told-by", metavar="W", help="self, director or system.")]
Yes = Annotated[bool, typer.Option("--yes", help="Change it without asking.")]
At = Annotated[str, typer.Option("--at", metavar="WHEN", help="When they came back; now if left out.")]


def absent(
    person: Who,
    reason: Reason,
    from_: Since = "",
    until: Until = "",
    note: Note = "",
    contactable: Ring = "",
    told_by: Told = "director",
    yes: Yes = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Show what somebody's absence changes for every client and clock, then change it."""
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.absences.planning import preview
    from oncall_tui.desk.absences.verbs import record_absence
    from oncall_tui.desk.absences.views import NewAbsence
    from oncall_tui.desk.people import find_person

    with desk_at(db, as_) as desk:
        new = NewAbsence(
            find_person(desk, person).id,
            word(AbsenceReason, reason, "--reason"),
            instant(desk, from_),
            instant(desk, until),
            word(AbsenceSource, told_by, "--told-by"),
            contactable,
            note,
        )
        plan = preview(desk, new)
        zone = ZoneInfo(desk.house.zone)
        if not json:
            _print(plan, zone)
        if yes or (not json and sys.stdin.isatty() and output.ask("Change it? y/n", "n").lower() == "y"):
            plan = record_absence(desk, new)
        if json:
            output.emit(Shaper(desk.house.zone).absence(plan))
        if plan.applied:
            output.narrate(f"{plan.person.name} is away. Every client above has a named person from now on.")
        else:
            output.narrate(plan.refused or "Nothing was changed. Say --yes to change it.")


def back(person: Who, at: At = "", db: opt.Db = "", as_: opt.As = "") -> None:
    """Say that somebody is back; their clients are theirs again."""
    from oncall_tui.desk.absences.verbs import record_return
    from oncall_tui.desk.people import find_person

    with desk_at(db, as_) as desk:
        output.narrate(record_return(desk, find_person(desk, person).id, instant(desk, at, past=True)).words)


def _print(plan: AbsencePlan, zone: ZoneInfo) -> None:
    """Print a plan: clients, clocks, gaps with who could cover them, and shifts on the line."""
    from oncall_tui.text import when

    output.table(
        ("client", "name", "role", "from", "to", ""),
        (
            (
                each.number,
                each.name,
                each.role.value,
                each.holder.name,
                each.onto.name,
                "COVER GAP" if each.gap else "",
            )
            for each in plan.clients
        ),
    )
    output.table(
        ("item", "rule", "due", "from", "to"),
        (
            (str(each.item_id), each.rule, when(each.due_at, zone), each.holder.name, each.onto.name)
            for each in plan.clocks
        ),
        right=(0,),
    )
    for gap in plan.gaps:
        span = f"{when(gap.start, zone)} to {when(gap.end, zone)}"
        output.lines((f"COVER GAP {gap.number} {gap.name}, {span}: {gap.why}",))
        output.lines(candidate(each) for each in gap.candidates)
    for start, end in plan.duty:
        output.lines((f"ON THE LINE meanwhile: {when(start, zone)} to {when(end, zone)}. Find somebody.",))


def candidate(each: Candidate) -> str:
    """Return somebody who could cover, with the evidence for each criterion."""
    name = f"{each.person.name}{' (secondary)' if each.designated else ''}"
    facts = (
        f"here {each.available}",
        each.relationship,
        f"expertise: {each.expertise}",
        f"location: {each.location}",
        f"primary for {each.load}",
    )
    return f"  {name}: {'; '.join(facts)}"
