"""Commands about who signs in, and the one that breaks the glass."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, secret_of_file
from oncall_tui.cli.words import word
from oncall_tui.errors import BadSettings, Refused
from storage.vocabulary import AccessRole

if TYPE_CHECKING:
    from oncall_tui.desk.access.keeping import AccessLine
    from oncall_tui.desk.context import Desk

sign_in = typer.Typer(
    help="Sign in at this terminal; set a PIN, let others in, say who may do what.",
    invoke_without_command=True,
)
Whom = Annotated[str, typer.Argument(metavar="PERSON", help="Name or e-mail address.")]
Role = Annotated[
    str,
    typer.Argument(metavar="ROLE", help="viewer, operator, manager, director, auditor or administrator."),
]
NewFile = Annotated[
    str, typer.Option("--new-file", metavar="FILE", help="A file whose first line is the new PIN.")
]
Code = Annotated[str, typer.Option("--code", metavar="CODE", help="What you were given to set a PIN.")]
Recovery = Annotated[
    str, typer.Option("--code", metavar="CODE", help="The recovery code; asked for if left out.")
]
OfClient = Annotated[
    str, typer.Argument(metavar="[CLIENT]", help="Whose record; left out for what directors decide.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it cannot wait.")]
_PAPER = "Write the recovery code down and lock it away. It lets a director in who has forgotten the PIN:"


@sign_in.callback()
def here(context: typer.Context, db: opt.Db = "", as_: opt.As = "") -> None:
    """Sign in at this terminal for a while."""
    if context.invoked_subcommand is not None:
        return
    from oncall_tui.desk.access.signing_in import sign_in_wanted

    with desk_at(db, as_) as desk:
        wanted = sign_in_wanted(desk)
        output.narrate(
            f"Signed in: {desk.operator.name}."
            if wanted
            else "Nobody has a PIN yet, so nobody is asked for one. The first one: oncall sign-in set"
        )


@sign_in.command("set")
def set_(code: Code = "", new_file: NewFile = "", db: opt.Db = "", as_: opt.As = "") -> None:
    """Set your own PIN or passphrase; the first one turns sign-in on for everybody."""
    from oncall_tui.desk.access.keeping import set_secret
    from oncall_tui.desk.access.signing_in import sign_in_wanted

    with desk_at(db, as_, proved=False) as desk:
        old = "" if code or not sign_in_wanted(desk) else _old(desk)
        done = set_secret(desk, _new(new_file), old=old, code=code)
        output.narrate(done.words)
        if done.recovery:
            output.narrate("From now on everybody signs in. Let the others in: oncall sign-in invite PERSON")
            _tell_recovery(done.recovery)


@sign_in.command("list")
def list_(json: opt.Json = False, db: opt.Db = "", as_: opt.As = "") -> None:
    """Print who may sign in, and as what."""
    from oncall_tui.desk.access.keeping import access_list

    with desk_at(db, as_) as desk:
        lines = access_list(desk)
        if json:
            output.emit([_document(line) for line in lines])
            return
        zone = ZoneInfo(desk.house.zone)
        output.table(
            ("person", "roles", "given", "PIN since", "code until"),
            (_row(line, zone) for line in lines if line.active),
        )


@sign_in.command()
def invite(person: Whom, db: opt.Db = "", as_: opt.As = "") -> None:
    """Print a code with which somebody sets their PIN within a day; tell it to them alone."""
    from oncall_tui.desk.access.keeping import invite as do
    from oncall_tui.desk.people import find_person
    from oncall_tui.text import when

    with desk_at(db, as_) as desk:
        found = find_person(desk, person)
        code, until = do(desk, found.id)
        output.lines((code,))
        output.narrate(
            f"For {found.name}, until {when(until, ZoneInfo(desk.house.zone))}: "
            f"oncall sign-in set --as {found.email} --code {code}"
        )


@sign_in.command()
def remove(person: Whom, db: opt.Db = "", as_: opt.As = "") -> None:
    """Take somebody's PIN away: they cannot sign in until they are invited again."""
    from oncall_tui.desk.access.keeping import remove as do
    from oncall_tui.desk.people import find_person

    with desk_at(db, as_) as desk:
        output.narrate(do(desk, find_person(desk, person).id).words)


@sign_in.command()
def grant(person: Whom, role: Role, db: opt.Db = "", as_: opt.As = "") -> None:
    """Give somebody a role beyond what comes with their work."""
    from oncall_tui.desk.access.keeping import grant as do
    from oncall_tui.desk.people import find_person

    given = word(AccessRole, role, "ROLE")
    with desk_at(db, as_) as desk:
        output.narrate(do(desk, find_person(desk, person).id, given).words)


@sign_in.command()
def revoke(person: Whom, role: Role, db: opt.Db = "", as_: opt.As = "") -> None:
    """Take a role away that was given."""
    from oncall_tui.desk.access.keeping import revoke as do
    from oncall_tui.desk.people import find_person

    given = word(AccessRole, role, "ROLE")
    with desk_at(db, as_) as desk:
        output.narrate(do(desk, find_person(desk, person).id, given).words)


@sign_in.command()
def recovery(db: opt.Db = "", as_: opt.As = "") -> None:
    """Print a new recovery code; the one before holds no more."""
    from oncall_tui.desk.access.keeping import renew_recovery

    with desk_at(db, as_) as desk:
        _tell_recovery(renew_recovery(desk))


@sign_in.command()
def recover(code: Recovery = "", new_file: NewFile = "", db: opt.Db = "", as_: opt.As = "") -> None:
    """Set a new PIN by the recovery code, where nobody is there who could invite you."""
    from oncall_tui.desk.access.keeping import recover as do

    with desk_at(db, as_, proved=False) as desk:
        typed = code or _ask("Recovery code")
        following = do(desk, desk.operator, typed, _new(new_file))
        output.narrate(f"{desk.operator.name} has a new PIN.")
        _tell_recovery(following)


@sign_in.command()
def out(db: opt.Db = "", as_: opt.As = "") -> None:
    """Sign out at this terminal."""
    from oncall_tui.desk.access.tickets import drop_ticket

    with desk_at(db, as_, proved=False) as desk:
        output.narrate("Signed out." if drop_ticket(desk) else "Nobody had signed in at this terminal.")


def break_glass(client: OfClient = "", reason: Reason = "", db: opt.Db = "", as_: opt.As = "") -> None:
    """In an emergency go past what you may do, for an hour; a director is told and reviews it."""
    from oncall_tui.desk.access.glass import break_glass as do
    from oncall_tui.desk.access.signing_in import sign_in_wanted
    from oncall_tui.desk.people import find_client

    with desk_at(db, as_) as desk:
        client_id = find_client(desk, client) if client else None
        output.narrate(do(desk, client_id, reason, secret=_old(desk) if sign_in_wanted(desk) else "").words)


def _old(desk: Desk) -> str:
    """Return the secret that somebody has, from its file or from whoever is at the terminal."""
    given = secret_of_file()
    return _ask(f"PIN of {desk.operator.name}") if given is None else given


def _new(named: str) -> str:
    """Return the new secret, from its file or typed twice."""
    if named:
        try:
            return Path(named).expanduser().read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as fault:
            raise BadSettings(f"{named} cannot be read: {fault}. Name another file.") from fault
    while True:
        typed = _ask("New PIN (6 digits at least) or passphrase; it is not shown")
        if _ask("The same once more") == typed:
            return typed
        output.narrate("These were not the same. Try again.")


def _ask(question: str) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise Refused("Nobody is at a terminal to type a PIN. Nothing was changed; add --new-file FILE.")
    return output.ask_secret(question)


def _tell_recovery(code: str) -> None:
    output.narrate(_PAPER)
    output.lines((code,))


def _row(line: AccessLine, zone: ZoneInfo) -> tuple[str, ...]:
    from oncall_tui.text import when

    return (
        line.person.name,
        ", ".join(role.value for role in line.roles),
        ", ".join(role.value for role in line.granted),
        when(line.secret_since, zone) if line.secret_since else "no PIN",
        when(line.code_until, zone) if line.code_until else "",
    )


def _document(line: AccessLine) -> dict[str, output.Json]:
    return {
        "person": line.person.email,
        "name": line.person.name,
        "active": line.active,
        "roles": [role.value for role in line.roles],
        "granted": [role.value for role in line.granted],
        "secret_since": line.secret_since.isoformat() if line.secret_since else None,
        "code_until": line.code_until.isoformat() if line.code_until else None,
    }
