"""Commands about outside parties: list, add, change, link to a client, note a contact, procedures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.cli.words import word
from storage.vocabulary import Channel, OutsideKind

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.parties.views import PartyRow
    from oncall_tui.desk.views import Saved

party = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

Named = Annotated[str, typer.Argument(metavar="PARTY", help="Its number or its name.")]
One = Annotated[str, typer.Option("--party", metavar="P", help="Everything about one, by number or name.")]
Around = Annotated[str, typer.Option("--client", metavar="C", help="Those around a client.")]
OnlyKind = Annotated[str, typer.Option("--kind", metavar="K", help="Only one kind, such as provider.")]
Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="K",
        help="provider, client-organisation, commissioning-body, funding-source, allied-professional …",
    ),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")]
WorksAs = Annotated[str, typer.Option("--works-as", metavar="TEXT", help="Such as physiotherapist.")]
AskFor = Annotated[str, typer.Option("--ask-for", metavar="NAME", help="Whom to ask for there.")]
Phone = Annotated[list[str] | None, typer.Option("--phone", metavar="N", help="May be given again.")]
Email = Annotated[list[str] | None, typer.Option("--email", metavar="E", help="May be given again.")]
Line = Annotated[str, typer.Option("--line", metavar="N", help="Where its people ring back.")]
Notes = Annotated[str, typer.Option("--notes", metavar="TEXT", help="What is worth knowing.")]
Client = Annotated[str, typer.Argument(metavar="CLIENT", help="Number, Family, Given, or part of a name.")]
Role = Annotated[str, typer.Option("--role", metavar="TEXT", help="What they are to the client.")]
AboutClient = Annotated[str, typer.Option("--client", metavar="C", help="The client it was about.")]
Way = Annotated[
    str, typer.Option("--channel", metavar="C", help="phone, email or in-person; left out: a mere note.")
]
Agreed = Annotated[
    str, typer.Option("--agreed", metavar="TEXT", help="Who does what by when; “none needed” counts.")
]
When = Annotated[str, typer.Option("--when", metavar="WHEN", help="Now if left out.")]
Wants = Annotated[str, typer.Argument(metavar="TEXT", help="What it wants done in each of its cases.")]
SetsRule = Annotated[str, typer.Option("--rule", metavar="R", help="The rule whose number it replaces.")]
Number = Annotated[str, typer.Option("--number", metavar="N", help='Such as "4 business hours", or 3.')]
ProcedureNumber = Annotated[
    int, typer.Argument(metavar="PROCEDURE", help="Its number, from --party with --json.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]


@party.callback()
def show(
    context: typer.Context,
    one: One = "",
    client: Around = "",
    kind: OnlyKind = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print the outside parties: all, those around a client, or everything about one."""
    if context.invoked_subcommand is not None:
        return
    from oncall_tui.cli.caseshapes import CaseShaper, print_page
    from oncall_tui.desk.parties.page import party_page
    from oncall_tui.desk.parties.reading import find_party, parties, parties_of_client, party_view
    from oncall_tui.desk.people import find_client

    which = word(OutsideKind, kind, "--kind") if kind else None
    with desk_at(db, as_) as desk:
        if one:
            view = party_view(desk, find_party(desk, one, which).id)
            if json:
                output.emit(CaseShaper(desk.house.zone).party(view))
            else:
                print_page(party_page(view, desk.house.zone))
            return
        client_id = find_client(desk, client) if client else None
        known = parties_of_client(desk, client_id) if client_id is not None else ()
        if client_id is not None:
            desk.glances.saw(client_id, "oncall party")
        roles = {each.row.id: each.role for each in known}
        rows = [each for each in parties(desk, which) if not client or each.id in roles]
        _list(desk, rows, roles, json=json)


def _list(desk: Desk, rows: Sequence[PartyRow], roles: Mapping[int, str], *, json: bool) -> None:
    """Print outside parties, with what each is to a client where one was named."""
    if json:
        from oncall_tui.cli.caseshapes import CaseShaper

        shape = CaseShaper(desk.house.zone)
        output.emit_list(
            {**shape.party_row(row), **({"role": roles[row.id]} if row.id in roles else {})} for row in rows
        )
        return
    output.table(
        ("party", "what", "name", "ask for", "phone", "e-mail", "shared", "role"),
        (
            (
                str(row.id),
                row.kind.value,
                row.name,
                row.contact_name,
                "; ".join(row.phones),
                "; ".join(row.emails),
                str(row.shared),
                roles.get(row.id, ""),
            )
            for row in rows
        ),
        right=(0, 6),
    )


@party.command("add")
def add(
    name: Name,
    kind: Kind,
    works_as: WorksAs = "",
    ask_for: AskFor = "",
    phone: Phone = None,
    email: Email = None,
    line: Line = "",
    notes: Notes = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Put an outside party on record."""
    from oncall_tui.desk.parties.verbs import NewParty, add_party

    what = word(OutsideKind, kind, "--kind")
    with desk_at(db, as_) as desk:
        new = NewParty(what, name, works_as, ask_for, tuple(phone or ()), tuple(email or ()), line, notes)
        saved = add_party(desk, new)
        _told(desk, saved, saved.party_id, json=json)


@party.command("change")
def change(
    named: Named,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What it is called now.")] = "",
    works_as: WorksAs = "",
    ask_for: AskFor = "",
    phone: Phone = None,
    email: Email = None,
    line: Line = "",
    notes: Notes = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Change what is on record of a party; what is left out stays."""
    from oncall_tui.desk.parties.reading import find_party
    from oncall_tui.desk.parties.verbs import NewParty, change_party

    with desk_at(db, as_) as desk:
        row = find_party(desk, named)
        new = NewParty(
            row.kind,
            name or row.name,
            works_as or row.works_as,
            ask_for or row.contact_name,
            tuple(phone) if phone else row.phones,
            tuple(email) if email else row.emails,
            line or row.line,
            notes or row.notes,
        )
        _told(desk, change_party(desk, row.id, new, version=row.version), row.id, json=json)


@party.command("link")
def link(
    named: Named,
    client: Client,
    role: Role = "",
    note: opt.Note = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say what an outside party is to a client."""
    from oncall_tui.desk.parties.reading import find_party
    from oncall_tui.desk.parties.verbs import link_client
    from oncall_tui.desk.people import find_client

    with desk_at(db, as_) as desk:
        row = find_party(desk, named)
        _told(desk, link_client(desk, row.id, find_client(desk, client), role, note), row.id, json=json)


@party.command("note")
def note_(
    named: Named,
    note: opt.Note = "",
    channel: Way = "",
    agreed: Agreed = "",
    client: AboutClient = "",
    when: When = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Note something about an outside party, or a contact with what was agreed."""
    from oncall_tui.desk.parties.reading import find_party
    from oncall_tui.desk.parties.verbs import NewPartyNote, note_party
    from oncall_tui.desk.people import find_client

    way = word(Channel, channel, "--channel") if channel else None
    with desk_at(db, as_) as desk:
        row = find_party(desk, named)
        about = find_client(desk, client) if client else None
        new = NewPartyNote(row.id, note, way, agreed, about, instant(desk, when, past=True))
        _told(desk, note_party(desk, new), row.id, json=json)


@party.command("procedure")
def procedure(
    named: Named,
    wants: Wants,
    rule: SetsRule = "",
    number: Number = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Add what a client organisation wants done in each of its cases."""
    from oncall_tui.desk.parties.procedures import NewProcedure, add_procedure
    from oncall_tui.desk.parties.reading import find_party

    with desk_at(db, as_) as desk:
        row = find_party(desk, named, OutsideKind.CLIENT_ORGANISATION)
        _told(desk, add_procedure(desk, NewProcedure(row.id, wants, rule, number)), row.id, json=json)


@party.command("unlink")
def unlink(named: Named, client: Client, db: opt.Db = "", as_: opt.As = "") -> None:
    """Say that an outside party has no longer to do with a client."""
    from oncall_tui.desk.parties.reading import find_party, party_view
    from oncall_tui.desk.parties.verbs import unlink_client
    from oncall_tui.desk.people import find_client
    from oncall_tui.errors import Refused

    with desk_at(db, as_) as desk:
        client_id = find_client(desk, client)
        links = party_view(desk, find_party(desk, named).id).clients
        link_id = next((each.link_id for each in links if each.client_id == client_id), None)
        if link_id is None:
            raise Refused("They are not linked to that client.", field="client")
        output.narrate(unlink_client(desk, link_id).words)


@party.command("retire")
def retire(number: ProcedureNumber, db: opt.Db = "", as_: opt.As = "") -> None:
    """Say that a procedure of a client organisation applies no longer; cases opened before keep it."""
    from oncall_tui.desk.parties.procedures import end_procedure

    with desk_at(db, as_) as desk:
        output.narrate(end_procedure(desk, number).words)


@party.command("drop")
def drop(named: Named, reason: Reason = "", db: opt.Db = "", as_: opt.As = "") -> None:
    """Say that an outside party is no longer dealt with."""
    from oncall_tui.desk.parties.reading import find_party
    from oncall_tui.desk.parties.verbs import end_party

    with desk_at(db, as_) as desk:
        output.narrate(end_party(desk, find_party(desk, named).id, reason).words)


def _told(desk: Desk, saved: Saved, party_id: int, *, json: bool) -> None:
    output.narrate(saved.words)
    if json:
        from oncall_tui.cli.caseshapes import CaseShaper
        from oncall_tui.desk.parties.reading import party_view

        output.emit(CaseShaper(desk.house.zone).party(party_view(desk, party_id)))
