"""Whether somebody else has changed what was shown, and who: two consoles must not overwrite each other."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import text as sql

from oncall_tui.desk.history import told_words
from oncall_tui.desk.rosters import load_roster
from oncall_tui.text import when
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.reassigning.views import ReassignmentPlan

_TABLES = ("holding", "decision")
_NUMBERS = {
    name: sql(f"SELECT id FROM {name} WHERE client_id = :id")  # noqa: S608
    for name in _TABLES
}
_NUMBER = sql("SELECT number FROM client WHERE id = :id")


def changed_since(
    desk: Desk, connection: Connection, shown: ReassignmentPlan, found: ReassignmentPlan
) -> str:
    """Return who has changed what a plan showed, and with which client; empty when nobody has."""
    return _told(desk, connection, shown, found.seen)


def moved_since(desk: Desk, connection: Connection, shown: ReassignmentPlan) -> str:
    """Return the same of the clients that a plan showed, where none can be made any more."""
    roster = load_roster(desk, shown.seen.keys(), connection=connection)
    seen = {id_: (roster.holdings.get(id_, ()), roster.decisions.get(id_, ())) for id_ in shown.seen}
    return _told(desk, connection, shown, seen)


def _told(desk: Desk, connection: Connection, shown: ReassignmentPlan, seen: Mapping[int, object]) -> str:
    ids = shown.seen.keys() | seen.keys()
    other = sorted(id_ for id_ in ids if shown.seen.get(id_) != seen.get(id_))
    if not other:
        return ""
    return f"{who_changed(desk, connection, other, shown.seen_entry)} Look at it again, then repeat."


def who_changed(desk: Desk, connection: Connection, client_ids: Collection[int], since: int) -> str:
    """Say who has changed the managers of clients since an entry of the record, and when."""
    first = min(client_ids)
    number = connection.scalar(_NUMBER, {"id": first})
    known = {name: set(connection.execute(_NUMBERS[name], {"id": first}).scalars()) for name in _TABLES}
    names = {row.email: row.name for row in reads.rows(connection, "people")}
    who, at = "Somebody", ""
    for row in reads.rows(connection, "entries_since", seq=since):
        changes = json.loads(row.detail).get("changes", ())
        if any(_concerns(change, first, known) for change in changes):
            who = names.get(row.actor, row.actor)
            at = f" ({when(reads.instant(row.at), ZoneInfo(desk.house.zone))}: {_did(row)})"
            break
    more = len(client_ids) - 1
    others = "" if not more else " and 1 other client" if more == 1 else f" and {more:,} other clients"
    return f"{who} has changed who is responsible for {number}{others}{at}. Nothing was changed now."


def _did(row: reads.Found) -> str:
    """Return what an entry tells of, without its reason where that is for directors."""
    if '"table":"absence"' in row.detail:
        return str(row.action).replace(".", " ")
    return told_words(row.detail, row.action).rstrip(".")


def _concerns(change: dict[str, Any], client_id: int, known: dict[str, set[int]]) -> bool:
    table = change["table"]
    if table not in known:
        return False
    whose = (change["before"].get("client_id"), change["after"].get("client_id"))
    return client_id in whose or change["key"].get("id") in known[table]
