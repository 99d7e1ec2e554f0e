"""Everything that happened around one client as lines in time order, each told so that it can be acted on."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from oncall_tui.desk.export.telling import TOLD, Happening
from oncall_tui.desk.history import told_words
from oncall_tui.desk.reports.paper import Note, Text, Tone
from oncall_tui.text import day as day_words
from oncall_tui.text import when
from storage import reads
from storage.folder import Row, named, points_at, rows_of_client

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

_FIRST = (
    "received_at",
    "made_at",
    "decided_at",
    "noted_at",
    "opened_at",
    "starts_at",
    "started_at",
    "at",
    "set_at",
    "sent_at",
    "used_at",
    "created_at",
    "added_at",
    "since",
    "submitted_at",
    "recorded_at",
)
"""The instant at which a row happened: the first of these that it has."""
_QUIET = frozenset(["recorded_at", "due_at", "held_until", "updated_at", "confirmed_at"])
"""Instants that are no happenings of their own."""
_UNTOLD = frozenset(["id", "version", "key", "client_id", "caller_digits", "digits", "parts"])
_BEGINNING = datetime(1970, 1, 2, tzinfo=UTC)
_PLAIN = re.compile(r"_(at|id|by|on)$")


class Teller:
    """Tells rows of any table in words: those that are read most by sentences of their own."""

    def __init__(self, desk: Desk, connection: Connection, found: Mapping[str, list[Row]]) -> None:
        self.desk, self.zone = desk, ZoneInfo(desk.house.zone)
        self._found = found
        self._people = {row.id: row.name for row in reads.rows(connection, "people")}
        self._others = _names(connection, found)

    def person(self, id_: int | None) -> str:
        """Return somebody's name."""
        return self._people.get(id_, "") if id_ is not None else ""

    def at(self, at: datetime) -> str:
        """Return an instant in words, with its year."""
        return when(reads.instant(at), self.zone, year=True)

    def happenings(self) -> Iterator[Happening]:
        """Go through everything that happened, in no order."""
        for table, rows in self._found.items():
            told = TOLD.get(table)
            for row in rows:
                yield from told(self, row) if told is not None else self._any(table, row)

    def _any(self, table: str, row: Row) -> Iterator[Happening]:
        """Tell a row by its columns: when it happened with all it says, and later what became of it."""
        first = next((name for name in _FIRST if row.get(name) is not None), None)
        if first is None:
            return
        name = table.replace("_", " ")
        number = f" {row['id']}" if isinstance(row.get("id"), int) else ""
        facts = tuple(self._facts(table, row, first))
        gone = row.get("withdrawn_at") is not None
        what = f"{name}{number}{' (taken back)' if gone else ''}"
        yield Happening(reads.instant(row[first]), what, facts, Tone.DIM if gone else Tone.PLAIN)
        began = reads.instant(row[first])
        for column, value in row.items():
            if isinstance(value, datetime) and column not in (first, *_QUIET) and column.endswith("_at"):
                later = reads.instant(value)
                if later != began and later <= self.desk.now():
                    yield Happening(later, f"{name}{number}: {_plain(column)}", ())

    def _facts(self, table: str, row: Row, first: str) -> Iterator[str]:
        for column, value in row.items():
            if column in _UNTOLD or column == first or value in (None, "", [], {}):
                continue
            said = self._said(table, column, value)
            if said:
                yield f"{_plain(column)}: {said}"

    def _said(self, table: str, column: str, value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else ""
        if isinstance(value, Enum):
            return str(value.value).replace("-", " ")
        if isinstance(value, datetime):
            return "" if column in ("recorded_at", "updated_at") else self.at(value)
        if isinstance(value, date):
            return day_words(datetime.combine(value, datetime.min.time(), self.zone), self.zone, year=True)
        if isinstance(value, list | tuple):
            return ", ".join(map(str, value))
        if isinstance(value, Mapping):
            return "; ".join(f"{name} {each}" for name, each in value.items())
        if isinstance(value, int):
            return self._number(table, column, value)
        return str(value)

    def _number(self, table: str, column: str, value: int) -> str:
        target = points_at(table, column)
        if target == "person" or (not target and column.endswith("_by")):
            return self.person(value) or str(value)
        if target:
            return self._others.get((target, value)) or f"{target.replace('_', ' ')} {value}"
        return str(value)


def timeline(desk: Desk, connection: Connection, client_id: int) -> list[Happening]:
    """Return everything that happened around a client, oldest first."""
    found = rows_of_client(connection, client_id)
    client = found.pop("client")[0]
    teller = Teller(desk, connection, found)
    made = [*teller.happenings(), *_entries(connection, client["id"], teller)]
    return sorted(made, key=lambda each: (each.at, each.what, each.facts))


def notes(happened: Iterable[Happening], zone: ZoneInfo) -> tuple[Note, ...]:
    """Return what happened as a list, each with what there is to know under it."""
    return tuple(
        Note(
            Text(f"{_when(each.at, zone)} · {each.what}", each.tone),
            tuple(Text(line) for fact in each.facts for line in _lines(fact)),
        )
        for each in happened
    )


def _when(at: datetime, zone: ZoneInfo) -> str:
    """Return when something happened; what was so before anything was noted has no date."""
    return when(at, zone, year=True) if at > _BEGINNING else "from the start of the record"


def _lines(fact: str) -> list[str]:
    return [line.strip() for line in fact.split("\n") if line.strip()]


def _entries(connection: Connection, client_id: int, teller: Teller) -> Iterator[Happening]:
    """Go through what was changed on the client's own record."""
    names = {row.email: row.name for row in reads.rows(connection, "people")}
    for row in reads.rows(connection, "item_audit", object=f"client:{client_id}"):
        if row.action.startswith("export.") or not _says_more(row.detail):
            continue
        words = told_words(row.detail, row.action)
        by = names.get(row.actor, row.actor)
        yield Happening(reads.instant(row.at), f"record: {words}", (f"by {by}",), Tone.DIM)


def _says_more(detail: str) -> bool:
    """Say whether an entry tells what no row does: the client's own record, or what a row said before."""
    changes = json.loads(detail).get("changes", [])
    told = ("item", "clock", "attempt", "triage")
    return not changes or any(
        change["table"] == "client" or (change["op"] != "insert" and change["table"] not in told)
        for change in changes
    )


def _names(connection: Connection, found: Mapping[str, list[Row]]) -> dict[tuple[str, int], str]:
    """Return what rows are called that a client's rows point at and that are not theirs."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for table, rows in found.items():
        for row in rows[:1]:
            for column in row:
                target = points_at(table, column)
                if target and target not in found and target not in ("client", "person"):
                    wanted[target] |= {each[column] for each in rows if each[column] is not None}
    return {
        (table, id_): name
        for table, ids in wanted.items()
        for id_, name in named(connection, table, ids).items()
    }


def _plain(column: str) -> str:
    return _PLAIN.sub("", column).replace("_", " ")
