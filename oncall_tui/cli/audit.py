"""Commands about the audit record: read it, search it, take it out, check it, and replace its key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from oncall_tui import paths
from oncall_tui.cli import options as opt
from oncall_tui.cli import output, reports, shapes
from oncall_tui.cli.diagnostics import REFUSED
from oncall_tui.cli.record import confirm
from oncall_tui.cli.shapes import Shaper
from oncall_tui.cli.sitting import desk_at, instant, store_at
from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.record import Entry, Wanted

audit = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@audit.callback()
def list_entries(
    context: typer.Context,
    since: opt.Since = "",
    until: opt.UntilEntry = "",
    actor: opt.Actor = "",
    client: opt.AboutClient = "",
    item: opt.OfItem = None,
    action: opt.Action = "",
    object_: opt.Object = "",
    views: opt.Views = False,
    limit: opt.Limit = None,
    format_: opt.RecordAs = "",
    out: reports.Out = "",
    reason: reports.Reason = "",
    yes: opt.Yes = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print the record of who did what, oldest first.

    Or who looked at whom, or write either into a file. `oncall audit verify` checks both.
    """
    if context.invoked_subcommand is not None:
        return
    from oncall_tui.desk.record import Wanted, entries, wanted_by

    if item is not None and object_:
        raise BadSettings("--item and --object: leave one out.")
    if views and (item is not None or object_ or action):
        raise BadSettings("--views goes with --who, --client, --from and --until.")
    with desk_at(db, as_) as desk:
        wanted = Wanted(
            since=instant(desk, since, past=True),
            until=instant(desk, until, past=True),
            actor=_actor(desk, actor),
            object=object_ if item is None else f"item:{item}",
            action=action,
            client_id=_client(desk, client),
            views=views,
            limit=limit or None,
        )
        if out or format_:
            _export(desk, wanted, format_, out, reason, yes=yes)
            return
        wanted = wanted_by(desk, wanted)
        if wanted.discreet:
            output.narrate("Who went into accounts, and why somebody is away, is shown to directors alone.")
        found = entries(desk.store, wanted)
        if json:
            output.emit_list(map(Shaper(desk.house.zone).entry, found))
        else:
            _print(desk, found)


@audit.command("verify")
def verify(against: opt.Against = "", json: opt.Json = False, db: opt.Db = "") -> None:
    """Check every entry; name the first broken link.

    Exits 1 if there is one, also if a head kept in a file is not the record's.
    """
    from oncall_tui.desk.heads import compare
    from oncall_tui.desk.record import verify as check
    from oncall_tui.desk.record import verify_views

    with store_at(db) as store:
        deeds, seen = check(store), verify_views(store)
        kept = compare(store, Path(against).expanduser()) if against else None
    ok = deeds.ok and seen.ok and (kept is None or kept.ok)
    if json:
        told = {**shapes.verdict(deeds), "ok": ok, "views": shapes.verdict(seen)}
        output.emit(told if kept is None else {**told, "against": shapes.comparison(kept)})
    else:
        output.lines((f"{deeds.rows:,} entries read. {deeds.why}", f"{seen.rows:,} views read. {seen.why}"))
        if kept is not None:
            output.lines((kept.why,))
    if not ok:
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
        confirm("Make a new key for the audit record?")
    store = with_new_key(settings, output.secret_asker())
    try:
        first = take_new_key(store, desk_for(store, settings).operator.email)
    finally:
        store.close()
    output.lines(
        (f"Entries from {first} on bear the new key's seal. Keep a copy of it: {paths.key_folder()}",)
    )


def _export(desk: Desk, wanted: Wanted, format_: str, out: str, reason: str, *, yes: bool) -> None:
    from oncall_tui.desk.record_export import export_record, record_format

    if not out:
        raise BadSettings("Name a file for it: --out record.csv")
    how = record_format(format_, out)
    path = Path(out).expanduser()
    said = reports.asked_reason(reason, needed=True)
    replace = reports.may_replace(path, yes=yes)
    output.narrate(export_record(desk, wanted, path, how, reason=said, replace=replace).words)


def _actor(desk: Desk, named: str) -> str:
    """Return the address of whoever was named; an address stands for itself, known here or not."""
    if not named or "@" in named or named == "system":
        return named
    from oncall_tui.desk.people import find_person

    return find_person(desk, named).email


def _client(desk: Desk, named: str) -> int | None:
    if not named:
        return None
    from oncall_tui.desk.people import find_client

    return find_client(desk, named)


def _print(desk: Desk, found: Iterable[Entry]) -> None:
    from zoneinfo import ZoneInfo

    from oncall_tui.text import when

    zone = ZoneInfo(desk.house.zone)
    rows = (
        (
            str(each.seq),
            when(each.at, zone, year=True),
            each.actor,
            each.action,
            each.object,
            each.terminal,
        )
        for each in found
    )
    output.table(("seq", "at", "who", "did", "to", "from"), rows, right=(0,))
