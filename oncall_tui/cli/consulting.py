"""Commands about urgent help from a colleague: who can, ask one, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at
from oncall_tui.cli.words import word
from oncall_tui.errors import BadSettings
from storage.vocabulary import Channel, DisturbReason

if TYPE_CHECKING:
    from oncall_tui.desk.consulting import Colleagues

OfClient = Annotated[str, typer.Argument(metavar="CLIENT", help="Number, Family, Given, or part of a name.")]
Asked = Annotated[str, typer.Option("--ask", metavar="PERSON", help="The colleague who is asked.")]
Mode = Annotated[str, typer.Option("--mode", metavar="M", help="phone or in-person.")]
Wanted = Annotated[str, typer.Option("--note", metavar="TEXT", help="What help is wanted.")]
For = Annotated[str, typer.Option("--for", metavar="PERSON", help="Who needs the help; you if left out.")]
Disturb = Annotated[
    str, typer.Option("--disturb", metavar="D", help="Of somebody off: emergency or only-they-can.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why somebody off must be disturbed.")]
Accepted = Annotated[bool, typer.Option("--accepted", help="The colleague helps.")]
Declined = Annotated[str, typer.Option("--declined", metavar="TEXT", help="Why the colleague cannot.")]
Outcome = Annotated[str, typer.Option("--outcome", metavar="TEXT", help="What came of it; that ends it.")]


def consult(
    client: OfClient,
    ask: Asked = "",
    mode: Mode = "phone",
    note: Wanted = "",
    for_: For = "",
    disturb: Disturb = "",
    reason: Reason = "",
    key: opt.Key = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print which colleague could help with a client now, or ask one of them."""
    from oncall_tui.desk import consulting
    from oncall_tui.desk.people import find_client, find_person

    if not ask and (note or disturb or reason):
        raise BadSettings("Say whom to ask: --ask PERSON.")
    how = word(Channel, mode, "--mode")
    because = word(DisturbReason, disturb, "--disturb") if disturb else None
    with desk_at(db, as_) as desk:
        client_id = find_client(desk, client)
        if not ask:
            desk.glances.saw(client_id, "oncall consult")
            _show(consulting.colleagues(desk, client_id), json=json)
            return
        new = consulting.NewConsultation(
            key or uuid4().hex,
            client_id,
            find_person(desk, ask).id,
            how,
            note,
            find_person(desk, for_).id if for_ else None,
            because,
            reason,
        )
        saved = consulting.ask(desk, new)
        output.narrate(saved.words)
        if json:
            output.emit({"item": saved.item_id, "repeated": saved.repeated})


def consulted(
    item: opt.ItemNumber,
    accepted: Accepted = False,
    declined: Declined = "",
    outcome: Outcome = "",
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say what became of a request for help: accepted, declined, or its outcome."""
    from oncall_tui.desk import consulting
    from oncall_tui.desk.resolving import resolve

    if [accepted, bool(declined), bool(outcome)].count(True) != 1:
        raise BadSettings("Say one of: --accepted, --declined TEXT, --outcome TEXT.")
    with desk_at(db, as_) as desk:
        if accepted:
            saved = consulting.accept(desk, item)
        elif declined:
            saved = consulting.decline(desk, item, declined)
        else:
            saved = resolve(desk, item, outcome)
        output.narrate(saved.words)


def _show(found: Colleagues, *, json: bool) -> None:
    """Print who could help, with the evidence."""
    if json:
        output.emit(
            {
                "client": found.client,
                "colleagues": [
                    {
                        "name": each.person.name,
                        "email": each.person.email,
                        "phone": each.person.phone,
                        "at_work": each.at_work,
                        "away": each.away,
                        "relationship": each.known,
                        "expertise": each.expertise,
                        "location": each.location,
                    }
                    for each in found.people
                ],
            }
        )
        return
    output.table(
        ("colleague", "ring", "now", "knows the client", "knows of", "area"),
        (
            (each.person.name, each.person.phone, each.standing, each.known, each.expertise, each.location)
            for each in found.people
        ),
    )
