"""Commands about what is kept: copies, and the health of it all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui import paths
from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, store_at
from oncall_tui.errors import BadSettings, OncallError, Refused

if TYPE_CHECKING:
    from storage.backup import Report


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
    ask = output.secret_asker()
    report = look_into(source, ask)
    _describe(source, report)
    if not yes:
        confirm(f"Put it in the place of {shown_address(settings.database)}?")
    done = put_back(settings, source, ask)
    if done.kept is not None:
        output.narrate(f"What was there before lies in {done.kept}.")
    output.lines((f"Restored: {done.report.rows.get('client', 0):,} clients.",))
    try:
        with desk_at(db, as_, key=done.key, proved=False) as desk:
            remember(desk, source)
    except (OncallError, StoreError) as fault:
        output.narrate(f"It could not be noted in the audit record. {fault.words}")


def shown_address(url: str) -> str:
    """Return the address of a database without a password in it."""
    scheme, found, rest = url.partition("://")
    login, at, host = rest.rpartition("@")
    return f"{scheme}{found}{login.split(':')[0]}{at}{host}" if at else url


def _describe(source: Path, report: Report) -> None:
    """Say what is in a copy, before anything is replaced by it."""
    output.narrate(f"{source}: {'whole' if report.ok else 'NOT whole: ' + '; '.join(report.problems)}")
    counts = (("client", "clients"), ("item", "items"), ("audit", "audit entries"))
    output.narrate(", ".join(f"{report.rows.get(table, 0):,} {name}" for table, name in counts))


def confirm(question: str) -> None:
    """Ask, and go on only after a yes.

    Raises:
        Refused: the answer is not yes, or there is no terminal to ask at.
    """
    if not sys.stdin.isatty():
        raise Refused("Nothing was changed. Add --yes to do it without asking.")
    if output.ask(f"{question} yes/no", "no").casefold() not in ("y", "yes"):
        raise Refused("Nothing was changed.")
