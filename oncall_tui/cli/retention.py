"""Commands about what may not be erased, and about erasing what is past its time (R-177)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.output import Json
from oncall_tui.cli.sitting import desk_at
from oncall_tui.errors import BadSettings
from oncall_tui.rules.permissions import Capability
from oncall_tui.text import day

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.retention.finding import PastTime
    from oncall_tui.desk.retention.holds import HoldView
    from oncall_tui.desk.retention.purging import RequestView
    from oncall_tui.desk.retention.remains import OldCopy

Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why; the record keeps it.")]
Lift = Annotated[bool, typer.Option("--lift", help="Lift the hold that is there.")]
Propose = Annotated[bool, typer.Option("--propose", help="Ask for it; another director has to agree.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, without names.")]
Approve = Annotated[int, typer.Option("--approve", metavar="N", help="Agree to purge N, and do it.")]
Reject = Annotated[int, typer.Option("--reject", metavar="N", help="Take purge N back.")]
Backups = Annotated[
    bool, typer.Option("--backups", help="With --approve: also remove older copies that hold them.")
]


def hold(
    client: opt.Client = "",
    because: Because = "",
    lift: Lift = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Put a client under legal hold, or lift it; without a client, print the holds there are.

    Nothing of a client under hold is erased.
    """
    from oncall_tui.desk.access.permits import require_to_read
    from oncall_tui.desk.people import find_client
    from oncall_tui.desk.retention.holds import holds, lift_hold, set_hold

    with desk_at(db, as_) as desk:
        require_to_read(desk, Capability.RETAIN, "legal holds")
        if client:
            do = lift_hold if lift else set_hold
            output.narrate(do(desk, find_client(desk, client), because).words)
            return
        with desk.store.reading() as connection:
            found = tuple(holds(connection).values())
        if json:
            output.emit_list(map(_hold_shape, found))
            return
        zone = ZoneInfo(desk.house.zone)
        output.table(
            ("client", "since", "by", "because"),
            ((each.number, day(each.at, zone, year=True), each.by, each.because) for each in found),
        )


def purge(
    client: opt.Client = "",
    propose: Propose = False,
    reason: Reason = "",
    approve: Approve = 0,
    reject: Reject = 0,
    backups: Backups = False,
    yes: opt.Yes = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Show what is past its time, by table and client; erase it in two steps by two directors.

    Without an option nothing is changed. What is past its time, [retention] in the settings says; without
    it, nothing is. With a CLIENT it is about that one, who must have left.
    """
    if bool(propose) + bool(approve) + bool(reject) > 1:
        raise BadSettings("One at a time: --propose, --approve N or --reject N.")
    from oncall_tui.desk.access.permits import require_to_read
    from oncall_tui.desk.people import find_client
    from oncall_tui.desk.retention import purging

    with desk_at(db, as_) as desk:
        require_to_read(desk, Capability.RETAIN, "what is past its time")
        only = find_client(desk, client) if client else None
        if propose:
            output.narrate(purging.propose(desk, reason, only).words)
        elif reject:
            output.narrate(purging.reject(desk, reject).words)
        elif approve:
            _do(desk, approve, backups=backups, yes=yes, json=json)
        else:
            _show(desk, only, json=json)


def _show(desk: Desk, only: int | None, *, json: bool) -> None:
    from oncall_tui.desk.retention.finding import past_time, retention_of
    from oncall_tui.desk.retention.purging import clients_words, open_requests

    with desk.store.reading() as connection:
        found = past_time(desk, connection, only)
    waiting = open_requests(desk)
    if json:
        output.emit(
            {"past": [_past_shape(each) for each in found], "asked": [_asked_shape(each) for each in waiting]}
        )
        return
    zone = ZoneInfo(desk.house.zone)
    if only is None and retention_of(desk).closed_clients is None:
        output.narrate("Everything is kept: the settings have no [retention]. See: oncall purge --help")
    output.table(
        ("client", "last", "would go", "against it"),
        (
            (
                str(each.client_id),
                day(each.last, zone, year=True) if each.last else "",
                ", ".join(f"{table} {number}" for table, number in each.counts.items()),
                each.against,
            )
            for each in found
        ),
        right=(0,),
    )
    for each in waiting:
        output.narrate(
            f"Purge {each.id}, asked for by {each.by} on {day(each.at, zone, year=True)}: "
            f"{clients_words(len(each.counts))} ({', '.join(each.counts)}). {each.reason}"
        )
    output.narrate("Nothing was changed.")


def _do(desk: Desk, number: int, *, backups: bool, yes: bool, json: bool) -> None:
    from oncall_tui.cli.record import confirm
    from oncall_tui.desk.retention import purging, remains

    if not yes:
        confirm(f"Erase what purge {number} asks for? It cannot be taken back.")
    clients = purging.done_before(desk, number)
    rows = entries = 0
    if not clients:
        done = purging.approve(desk, number)
        clients, rows, entries = done.clients, done.rows, done.entries
    remains.compact(desk)
    fresh = remains.copy_anew(desk)
    old = remains.old_copies(desk, clients, fresh.path)
    removed = remains.remove(desk, number, old) if backups else 0
    if json:
        output.emit(
            {
                "purge": number,
                "clients": list(clients),
                "rows": rows,
                "entries": entries,
                "copy": str(fresh.path),
                "old_copies": [str(each.path) for each in old],
                "removed": removed,
            }
        )
        return
    whom = purging.clients_words(len(clients))
    if rows:
        output.lines((f"Erased: {whom}, {rows:,} rows, the content of {entries:,} entries.",))
    else:
        output.lines((f"Purge {number} was done before ({whom}); the file was written anew once more.",))
    output.narrate(f"A new copy was made and checked: {fresh.path}")
    _tell_copies(number, old, removed)


def _tell_copies(number: int, old: tuple[OldCopy, ...], removed: int) -> None:
    """Tell which copies still hold them, and what to do about each."""
    if removed:
        output.narrate(f"Older copies overwritten and removed: {removed}.")
    left = [each for each in old if not (removed and each.ours)]
    for each in left:
        output.narrate(f"{'cannot be opened, may hold' if each.unknown else 'still holds'} them: {each.path}")
    if any(each.ours for each in left):
        output.narrate(f"Remove those copies: oncall purge --approve {number} --backups")
    if not all(each.ours for each in left):
        output.narrate("A file that cannot be opened and is not named as a copy of this one is left to you.")


def _hold_shape(each: HoldView) -> dict[str, Json]:
    return {
        "client": each.number,
        "client_id": each.client_id,
        "since": each.at.isoformat(),
        "by": each.by,
        "because": each.because,
    }


def _past_shape(each: PastTime) -> dict[str, Json]:
    return {
        "client_id": each.client_id,
        "last": each.last.isoformat() if each.last else None,
        "rows": dict(each.counts),
        "against": each.against,
    }


def _asked_shape(each: RequestView) -> dict[str, Json]:
    return {
        "purge": each.id,
        "by": each.by,
        "at": each.at.isoformat(),
        "reason": each.reason,
        "clients": [int(client_id) for client_id in each.counts],
    }
