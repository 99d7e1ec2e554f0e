"""Take a reassignment back: everybody has what they had, unless somebody has changed it since (R-169)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlmodel import SQLModel, col, select

from oncall_tui.desk.reassigning.judging import both_managers
from oncall_tui.desk.reassigning.rows import AT_ONCE, R, Writing
from oncall_tui.desk.reassigning.seen import who_changed
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from storage.models import Decision, Holding
from storage.units import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

TABLES: Mapping[str, type[Holding] | type[Decision]] = MappingProxyType(
    {"holding": Holding, "decision": Decision}
)
"""What it takes back, by the names of the record."""

Change = Mapping[str, Any]
Value = Callable[[SQLModel, str, Any], Any]


def put_back(desk: Desk, session: Session, changes: Sequence[Change], since: int, value: Value) -> None:
    """Undo what an entry of the record did to roles and decisions, all of it or nothing.

    Args:
        desk: whoever takes it back.
        session: of the transaction.
        changes: what the entry tells of these tables.
        since: the entry's number.
        value: how the table keeps what the record says.

    Raises:
        Refused: Somebody has changed the same clients since, or somebody cannot have it back.
    """
    if not changes:
        return
    rows = _rows(session, changes)
    clients = {_client(change, rows) for change in changes}
    writing = Writing(session)
    for change in reversed(changes):
        row = rows.get((change["table"], change["key"]["id"]))
        if not _as_left(row, change):
            who = who_changed(desk, session.connection(), [_client(change, rows)], since)
            raise Refused(f"{who} It cannot be undone any more.")
        _plan(writing, row, change, value)
    writing.run()
    _check(desk, session, clients)


def _rows(session: Session, changes: Iterable[Change]) -> Mapping[tuple[str, int], Holding | Decision]:
    """Return the rows that the changes are about, as they are now."""
    found: dict[tuple[str, int], Holding | Decision] = {}
    found |= {("holding", each.id or 0): each for each in _numbered(session, Holding, "holding", changes)}
    found |= {("decision", each.id or 0): each for each in _numbered(session, Decision, "decision", changes)}
    return found


def _numbered(session: Session, model: type[R], table: str, changes: Iterable[Change]) -> Iterator[R]:
    ids = [change["key"]["id"] for change in changes if change["table"] == table]
    for place in range(0, len(ids), AT_ONCE):
        yield from session.exec(select(model).where(col(model.id).in_(ids[place : place + AT_ONCE])))


def _client(change: Change, rows: Mapping[tuple[str, int], Holding | Decision]) -> int:
    row = rows.get((change["table"], change["key"]["id"]))
    if row is not None:
        return row.client_id
    return int(change["before"].get("client_id") or change["after"].get("client_id") or 0)


def _as_left(row: SQLModel | None, change: Change) -> bool:
    """Say whether a row is as the entry left it."""
    if row is None or change["op"] == "delete":
        return row is None and change["op"] == "delete"
    return all(plain(getattr(row, name)) == was for name, was in change["after"].items() if name != "version")


def _plan(writing: Writing, row: Holding | Decision | None, change: Change, value: Value) -> None:
    before = change["before"]
    replaced = row is not None and "client_id" in before  # another row was given a number that was free again
    if row is not None and (replaced or change["op"] == "insert"):
        writing.remove(row)
    if row is None or replaced:
        made = TABLES[change["table"]](**before)
        for name, was in before.items():
            setattr(made, name, value(made, name, was))
        writing.add(made)
    elif "ends_at" in before:
        writing.end(row, value(row, "ends_at", before["ends_at"]))


def _check(desk: Desk, session: Session, clients: Iterable[int]) -> None:
    """Refuse what the record would not have taken either: both managers in one, or somebody who has gone."""
    roster = load_roster(desk, set(clients), connection=session.connection())
    now: datetime = desk.now()
    for held in roster.holdings.values():
        for person_id in both_managers(held, now):
            name = roster.people[person_id].name
            raise Refused(f"{name} would be both managers of a client now. It cannot be undone any more.")
        for each in held:
            person = roster.people[each.person_id]
            if not person.active and (each.end is None or each.end > now):
                raise Refused(f"{person.name} no longer works here. It cannot be undone any more.")
