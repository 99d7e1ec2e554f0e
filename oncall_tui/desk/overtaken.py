"""Somebody was quicker: who has changed a record since it was shown, when, and from what to what (R-170).

Whoever comes second is refused once and told; what they do after they have seen that is done to the record
as it is then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from oncall_tui.desk.history import told_words
from oncall_tui.errors import Refused
from oncall_tui.text import when
from storage import reads
from storage.chain import canonical

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection, Table
    from sqlmodel import Session

    from storage.models.columns import Versioned

Record: TypeAlias = tuple[str, str]
"""A row of the record: its table, and its key as the audit record writes it."""

NOTHING = "–"
_MOST_DEEDS = 20
_LOOK_BACK = 50_000
"""Entries of the audit record that are gone through at most: a form is not open for longer than that."""
_IN_SENTENCE = 60
"""Characters of a value that a sentence holds; the sheet shows all of it."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*[+-]\d\d:\d\d")
_UNTOLD = frozenset({"version", "key", "caller_digits", "held_from", "recorded_at"})
"""Columns that tell a person nothing, or what another column tells."""
_LABELS = MappingProxyType(
    {
        "assigned_id": "handed to",
        "ended_at": "ended",
        "ended_because": "why it ended",
        "handed_because": "why it was handed on",
        "held_because": "why it is on hold",
        "held_until": "on hold until",
        "owed": "call back owed",
        "said": "what was said",
        "subject_id": "about",
    }
)
_WHO = MappingProxyType({"system": "The console itself"})

_seen: ContextVar[Mapping[Record, int]] = ContextVar("seen", default=MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is another one now."""

    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What one person did to it meanwhile."""

    who: str
    at: datetime
    words: str
    """What they did, as the record tells it."""
    differences: tuple[Difference, ...]


class Overtaken(Refused):
    """Somebody else has changed the record since it was shown; nothing was changed now."""

    def __init__(
        self, called: str, deeds: tuple[Deed, ...], zone: ZoneInfo, record: Record, version: int
    ) -> None:
        said = " ".join(f"{_sentence(deed, zone)}." for deed in deeds)
        super().__init__(
            f"{called} has been changed since you saw it. {said or 'Nobody can say by whom.'} "
            "Look at it again, then repeat."
        )
        self.called = called
        """What was changed, such as 1042 or This case."""
        self.deeds = deeds
        """What was done meanwhile, the earliest first."""
        self.zone = zone
        self.record = record
        """Which row it is, for `having_seen`."""
        self.version = version
        """Its version now."""


@contextmanager
def having_seen(seen: Mapping[Record, int]) -> Iterator[None]:
    """Let what is done inside count as done by somebody who has seen these versions of these rows.

    A verb is given the version that its form was opened with; this is how it learns that the person was told
    of a later one and goes on all the same.
    """
    before = _seen.set(MappingProxyType(dict(seen)))
    try:
        yield
    finally:
        _seen.reset(before)


def unchanged(session: Session, row: Versioned, shown: int | None, called: str) -> None:
    """Refuse to go on with a row that is not as it was shown, saying who changed what.

    Args:
        session: where the row was read.
        row: as it is now.
        shown: the version that the screen showed; None where none did, as from the shell.
        called: how the row begins a sentence.

    Raises:
        Overtaken: somebody has changed it since, and that was not seen.
    """
    if shown is None or row.version == shown:
        return
    table: Table = type(row).__table__  # type: ignore[attr-defined]
    key = {column.name: getattr(row, column.name) for column in table.primary_key}
    record = (table.name, canonical(key))
    seen = _seen.get().get(record, shown)
    if row.version != seen:
        teller = _Teller(session.connection(), table)
        deeds = tuple(teller.deeds(record, seen, row.version))
        raise Overtaken(called, deeds[::-1], teller.zone, record, row.version)


class _Teller:
    """Tells in words what the audit record keeps of a row."""

    def __init__(self, connection: Connection, table: Table) -> None:
        people = tuple(reads.rows(connection, "people"))
        organisation = reads.one(connection, "organisation")
        self._connection = connection
        self._table = table
        self._names = {row.email: row.name for row in people} | dict(_WHO)
        self._people = {row.id: row.name for row in people}
        self.zone = ZoneInfo(organisation.zone if organisation else "UTC")

    def deeds(self, record: Record, since: int, now: int) -> Iterator[Deed]:
        """Go through what was done to the row after a version of it, the latest first."""
        name, key = record
        like = f'%"key":{key},"op":"%","table":"{name}"}}%'
        most = max(1, min(now - since, _MOST_DEEDS))
        for row in reads.rows(self._connection, "row_changes", like=like, back=_LOOK_BACK, most=most):
            changes = json.loads(row.detail)["changes"]
            mine = next(each for each in changes if (each["table"], each["key"]) == (name, json.loads(key)))
            if mine["after"].get("version", now) <= since:
                return
            discreet = any(each["table"] == "absence" for each in changes)  # why is for directors
            yield Deed(
                self._names.get(row.actor, row.actor),
                reads.instant(row.at),
                row.action.replace(".", " ") if discreet else told_words(row.detail, row.action),
                tuple(self._differences(mine)),
            )

    def _differences(self, change: Mapping[str, Any]) -> Iterator[Difference]:
        before, after = change["before"], change["after"]
        for column in self._table.columns:
            name = column.name
            if name in _UNTOLD or name not in after:
                continue
            was, now = self._said(column, before.get(name)), self._said(column, after[name])
            if was != now:
                label = _LABELS.get(name, name.removesuffix("_id").removesuffix("_at").replace("_", " "))
                yield Difference(label, was, now)

    def _said(self, column: Column[Any], value: Any) -> str:
        """Return a value of the audit record as a person says it."""
        if value is None or value in ("", [], {}):
            return NOTHING
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return ", ".join(self._said(column, each) for each in value)
        if isinstance(value, int):
            return self._named(column, value)
        if not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        if hasattr(column.type, "enums"):
            return value.replace("-", " ")
        if _INSTANT.fullmatch(value):
            return when(datetime.fromisoformat(value), self.zone)
        return value

    def _named(self, column: Column[Any], number: int) -> str:
        """Return whom or what a number stands for, where it is one of ours."""
        of = {key.column.table.name for key in column.foreign_keys}
        if "person" in of:
            return str(self._people.get(number, number))
        if "client" in of:
            client = reads.one(self._connection, "client", id=number)
            return str(client.number if client else number)
        return str(number)


def _sentence(deed: Deed, zone: ZoneInfo) -> str:
    """Return what somebody did in a sentence without its full stop."""
    told = "; ".join(f"{each.field} {_cut(each.was)} → {_cut(each.now)}" for each in deed.differences)
    return f"{deed.who}, {when(deed.at, zone)}: {told or deed.words.rstrip('.')}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _IN_SENTENCE else line[: _IN_SENTENCE - 1] + "…"
