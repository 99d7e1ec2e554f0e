"""Commands about what is kept: the audit record, copies, and the health of it all."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from oncall_tui import paths
from oncall_tui.cli import options as opt
from oncall_tui.cli import output, shapes
from oncall_tui.cli.diagnostics import REFUSED
from oncall_tui.cli.shapes import Shaper
from oncall_tui.cli.sitting import desk_at, instant, store_at
from oncall_tui.errors import BadSettings, OncallError, Refused

if TYPE_CHECKING:
    from oncall_tui.desk.health import Finding
    from storage.backup import Report

audit = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
_MARKS = {"ok": "ok", "look": "!", "wrong": "✗"}


@audit.callback()
def list_entries(
    context: typer.Context,
    since: opt.Since = "",
    actor: opt.Actor = "",
    object_: opt.Object = "",
    limit: opt.Limit = None,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print the record of who did what, oldest first.

    `oncall audit verify` checks it.
    """
    if context.invoked_subcommand is not None:
        return
    from oncall_tui.desk.record import Wanted, entries

    with desk_at(db, as_) as desk:
        wanted = Wanted(instant(desk, since, past=True), actor, object_, limit or None)
        found = entries(desk.store, wanted)
        if json:
            output.emit_list(map(Shaper(desk.house.zone).entry, found))
            return
        from zoneinfo import ZoneInfo

        from oncall_tui.text import when

        zone = ZoneInfo(desk.house.zone)
        output.table(
            ("seq", "at", "who", "did", "to", "from"),
            (
                (
                    str(each.seq),
                    when(each.at, zone, year=True),
                    each.actor,
                    each.action,
                    each.object,
                    each.terminal,
                )
                for each in found
            ),
            right=(0,),
        )


@audit.command("verify")
def verify(json: opt.Json = False, db: opt.Db = "") -> None:
    """Check every entry; name the first broken link.

    Exits 1 if there is one.
    """
    from oncall_tui.desk.record import verify as check

    with store_at(db) as store:
        found = check(store)
    if json:
        output.emit(shapes.verdict(found))
    else:
        output.lines((f"{found.rows:,} entries read. {found.why}",))
    if not found.ok:
        raise typer.Exit(REFUSED)


@audit.command("new-key")
def new_key(yes: opt.Yes = False, db: opt.Db = "", as_: opt.As = "") -> None:
    """Replace a lost key; the record tells that it was."""
    from oncall_tui.bootstrap import desk_for, settings_for, with_new_key
    from oncall_tui.desk.record import take_new_key

    settings = settings_for(db, as_)
    output.narrate(
        "Entries made so far can then be checked for gaps and order only, unless the key is found again."
    )
    if not yes:
        _confirm("Make a new key for the audit record?")
    store = with_new_key(settings)
    try:
        first = take_new_key(store, desk_for(store, settings).operator.email)
    finally:
        store.close()
    output.lines(
        (f"Entries from {first} on bear the new key's seal. Keep a copy of it: {paths.key_folder()}",)
    )


def backup(file: opt.NewFile = "", db: opt.Db = "") -> None:
    """Copy the database while work goes on, and check the copy."""
    from oncall_tui.desk.backups import back_up

    with store_at(db) as store:
        made = back_up(store, Path(file).expanduser().absolute() if file else None)
    output.lines((str(made),))
    output.narrate(
        f"Keep the audit record's key as safe, apart from the copy: it lies in {paths.key_folder()}."
    )


def restore(
    file: opt.CopyFile = "",
    list_: opt.ListCopies = False,
    test: opt.TestCopies = False,
    json: opt.Json = False,
    yes: opt.Yes = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Put a copy back; what was there is kept beside it.

    With --list it only shows the copies there are, with --test it only tries whether they can be put back.
    """
    if list_ or test:
        from oncall_tui.cli.copies import show_copies, try_copies

        if test:
            try_copies(file, db, json=json)
        else:
            show_copies(db, json=json)
        return
    if not file:
        raise BadSettings("Say which copy: oncall restore FILE. See them: oncall restore --list")
    from oncall_tui.bootstrap import settings_for
    from oncall_tui.desk.backups import look_into, put_back, remember
    from storage.errors import StoreError

    settings = settings_for(db)
    source = Path(file).expanduser().absolute()
    report = look_into(source)
    _describe(source, report)
    if not yes:
        _confirm(f"Put it in the place of {shown_address(settings.database)}?")
    done = put_back(settings, source)
    if done.kept is not None:
        output.narrate(f"What was there before lies in {done.kept}.")
    output.lines((f"Restored: {done.report.rows.get('client', 0):,} clients.",))
    try:
        with desk_at(db, as_) as desk:
            remember(desk, source)
    except (OncallError, StoreError) as fault:
        output.narrate(f"It could not be noted in the audit record. {fault.words}")


def doctor(json: opt.Json = False, db: opt.Db = "", as_: opt.As = "") -> None:
    """Check that all is well; say what to do where it is not.

    Looks at the database, the record, the backups, the rota and the clock; exits 1 if one is wrong.
    """
    from oncall_tui.desk.health import Grade, unopened
    from storage.errors import StoreError

    try:
        found = _examined(db, as_)
    except StoreError as fault:
        found = (unopened(fault.words),)
    if json:
        output.emit([shapes.finding(each) for each in found])
    else:
        output.table(
            ("", "checked", "found", "what to do"),
            ((_MARKS[each.grade.value], each.name, each.words, each.remedy) for each in found),
        )
    if any(each.grade is Grade.WRONG for each in found):
        raise typer.Exit(REFUSED)


def shown_address(url: str) -> str:
    """Return the address of a database without a password in it."""
    scheme, found, rest = url.partition("://")
    login, at, host = rest.rpartition("@")
    return f"{scheme}{found}{login.split(':')[0]}{at}{host}" if at else url


def _examined(db: str, operator: str) -> tuple[Finding, ...]:
    from oncall_tui.bootstrap import desk_for, settings_for
    from oncall_tui.desk.health import examine

    with store_at(db) as store:
        return examine(store, partial(desk_for, store, settings_for(db), operator=operator))


def _describe(source: Path, report: Report) -> None:
    """Say what is in a copy, before anything is replaced by it."""
    output.narrate(f"{source}: {'whole' if report.ok else 'NOT whole: ' + '; '.join(report.problems)}")
    counts = (("client", "clients"), ("item", "items"), ("audit", "audit entries"))
    output.narrate(", ".join(f"{report.rows.get(table, 0):,} {name}" for table, name in counts))


def _confirm(question: str) -> None:
    """Ask, and go on only after a yes.

    Raises:
        Refused: the answer is not yes, or there is no terminal to ask at.
    """
    if not sys.stdin.isatty():
        raise Refused("Nothing was changed. Add --yes to do it without asking.")
    if output.ask(f"{question} yes/no", "no").casefold() not in ("y", "yes"):
        raise Refused("Nothing was changed.")
