"""Commands about providers: a request beyond the core services, and the four points of a talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.cli.words import word
from oncall_tui.errors import BadSettings
from storage.vocabulary import JointPlan, ProviderPoint

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

Asked = Annotated[str, typer.Option("--asked", metavar="TEXT", help="What goes beyond the core services.")]
With = Annotated[str, typer.Option("--supervisor", metavar="PERSON", help="Who decided about it.")]
Decided = Annotated[str, typer.Option("--decision", metavar="TEXT", help="What was decided, and why.")]
When = Annotated[str, typer.Option("--when", metavar="WHEN", help="When that was; now if left out.")]
Provider = Annotated[str, typer.Option("--provider", metavar="NAME", help="Who was spoken to.")]
Points = Annotated[
    list[str] | None,
    typer.Option("--point", metavar="P", help="introduced, scope, duplication, contacts. May be repeated."),
]
NoContacts = Annotated[bool, typer.Option("--contacts-not-needed", help="No need to exchange numbers.")]
Plan = Annotated[str, typer.Option("--plan", metavar="P", help="What was agreed: sooner or wait.")]
On = Annotated[str, typer.Option("--on", metavar="WHEN", help="When the client is reached next.")]


def scope(
    item: opt.ItemNumber,
    asked: Asked = "",
    supervisor: With = "",
    decision: Decided = "",
    when: When = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Mark a request as beyond the core services, or record what the supervisor decided about it."""
    from oncall_tui.desk.people import find_person
    from oncall_tui.desk.scope import NewDiscussion, mark_beyond, record_discussion

    if asked and (supervisor or decision):
        raise BadSettings("First --asked TEXT; once it was discussed, --supervisor and --decision.")
    if bool(supervisor) != bool(decision):
        raise BadSettings("--supervisor PERSON and --decision TEXT go together. See: oncall scope --help")
    with desk_at(db, as_) as desk:
        if asked:
            output.narrate(mark_beyond(desk, item, asked).words)
        elif supervisor:
            person = find_person(desk, supervisor).id
            new = NewDiscussion(item, person, decision, instant(desk, when, past=True))
            output.narrate(record_discussion(desk, new).words)
        if json or not (asked or supervisor):
            _discussed(desk, item, json=json)


def provider(
    item: opt.ItemNumber,
    name: Provider = "",
    point: Points = None,
    no_contacts_needed: NoContacts = False,
    plan: Plan = "",
    on: On = "",
    note: opt.Note = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Record what was gone through with a provider, and when the client is reached next; or print it."""
    from oncall_tui.desk.provider_calls import NewProviderCall, record_call

    points = tuple(word(ProviderPoint, each, "--point") for each in point or ())
    if not name and (points or plan or on or note or no_contacts_needed):
        raise BadSettings("Say who was spoken to: --provider NAME.")
    with desk_at(db, as_) as desk:
        if name:
            agreed = word(JointPlan, plan, "--plan") if plan else None
            new = NewProviderCall(item, name, points, not no_contacts_needed, agreed, instant(desk, on), note)
            output.narrate(record_call(desk, new).words)
        if json or not name:
            _calls(desk, item, json=json)


def _discussed(desk: Desk, item: int, *, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.scope import discussions

    shape = Shaper(desk.house.zone)
    found = discussions(desk, item)
    if json:
        output.emit(
            [
                {"supervisor": each.supervisor, "at": shape.instant(each.at), "decision": each.decision}
                for each in found
            ]
        )
        return
    output.table(
        ("when", "with", "decided"),
        ((shape.instant(each.at), each.supervisor, each.decision) for each in found),
    )


def _calls(desk: Desk, item: int, *, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.provider_calls import POINTS, provider_calls

    shape = Shaper(desk.house.zone)
    found = provider_calls(desk, item)
    if json:
        output.emit(
            [
                {
                    "provider": each.provider,
                    "at": shape.instant(each.at),
                    "by": each.by,
                    "spoken": [point.value for point in each.spoken],
                    "open": [point.value for point in each.open],
                    "plan": each.plan.value if each.plan else None,
                    "outreach_at": shape.maybe(each.outreach_at),
                    "note": each.plan_note,
                }
                for each in found
            ]
        )
        return
    output.table(
        ("when", "provider", "spoken of", "still open"),
        (
            (
                shape.instant(each.at),
                each.provider,
                ", ".join(POINTS[point] for point in each.spoken),
                ", ".join(POINTS[point] for point in each.open),
            )
            for each in found
        ),
    )
