"""One unit of work: a session that remembers what it changes, for the audit record to keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from sqlalchemy import Table, event, func, insert, inspect, select
from sqlalchemy.orm import InstanceState, ORMExecuteState, UOWTransaction, make_transient_to_detached
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm.base import LoaderCallableStatus
from sqlmodel import Session, SQLModel

from storage.inserts import insertion
from storage.models.columns import defaults

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2 as sqlite

UNRECORDED = frozenset({"draft", "preference", "lease", "notice", "sign_in_try"})
"""Tables of which no entry is made: what is its owner's own business, and how far a program has got."""
SECRET = frozenset({"secret_hash"})
"""Columns of which an entry says that they were set, never to what."""
_KEPT_SECRET = "kept secret"
_CHUNK = 2000
_AS_IT_IS = frozenset({str, int, bool, float, type(None)})

Change: TypeAlias = dict[str, Any]


class RecordedSession(Session):
    """A session whose every flush leaves word of what it changed."""

    @property
    def changes(self) -> dict[tuple[str, str], Change]:
        """What has changed so far, by table and primary key."""
        found: dict[tuple[str, str], Change] = self.info.setdefault("changes", {})
        return found

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what has changed; new rows alone, the usual case, without the mapper's bookkeeping."""
        if objects is not None or not self._insert():
            super().flush(objects)

    def _insert(self) -> bool:
        """Insert the new rows as they were added, if that is all there is to do and it is SQLite."""
        connection = self.connection()
        if connection.dialect.name != "sqlite" or not self.new or self.deleted or self.dirty:
            return False
        states = sorted((inspect(row) for row in self.new), key=lambda state: state.insert_order)
        ways = [insertion(state.class_, connection.dialect) for state in states]
        if None in ways:
            return False
        driver = cast("sqlite.Connection", connection.connection.dbapi_connection)
        for state, way in zip(states, ways, strict=True):
            assert way is not None
            way.run(driver, state.dict)
            row = state.obj()
            self.expunge(row)
            make_transient_to_detached(row)
            self.add(row)
            _merge(self, state, "insert", {}, _values(state))
        return True


class QuietSession(Session):
    """A session for what is not recorded, and for nothing else."""


class Unit:
    """What happens in one transaction; at its end it is committed together with its audit entry."""

    def __init__(self, session: RecordedSession, object_: str) -> None:
        self.session = session
        self.object = object_
        self.seq = 0
        self._facts: dict[str, Any] = {}
        self._bulk: dict[str, int] = {}

    object: str
    """What it is done to, such as item:1042; may be set once the record has its number."""
    seq: int
    """The number of the audit entry, once committed."""

    def note(self, **facts: Any) -> None:
        """Add facts to the audit entry that no table shows."""
        self._facts |= {name: plain(value) for name, value in facts.items()}

    def bulk(self, model: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert many rows at once and return how many; the audit entry tells their number only."""
        table = _table(model)
        missing = defaults(model)
        if missing.get("id", 0) is None:
            del missing["id"]
        connection = self.session.connection()
        remaining = iter(rows)
        count = 0
        while chunk := [{**missing, **row} for row in islice(remaining, _CHUNK)]:
            connection.execute(insert(table), chunk)
            count += len(chunk)
        if count and connection.dialect.name == "postgresql" and "id" in table.c:
            # Rows that bring their own numbers leave the sequence behind.
            highest = select(func.max(table.c.id)).scalar_subquery()
            connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest)))
        self._bulk[table.name] = self._bulk.get(table.name, 0) + count
        return count

    def next_id(self, model: type[SQLModel]) -> int:
        """Return the first free number of a table, free until this unit ends: writers take turns."""
        highest = self.session.connection().scalar(select(func.max(_table(model).c.id)))
        return int(highest or 0) + 1

    def detail(self) -> dict[str, Any]:
        """Return what the audit entry keeps of this unit."""
        changes = [change for change in self.session.changes.values() if change["op"] != "none"]
        told = {"changes": changes, "facts": self._facts, "bulk": self._bulk}
        return {name: value for name, value in told.items() if value}


def plain(value: object) -> Any:
    """Return a value as JSON can hold it; instants in UTC."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, Iterable):
        return [plain(part) for part in value]
    return str(value)


@event.listens_for(RecordedSession, "after_flush")
def _remember(session: OrmSession, _context: UOWTransaction) -> None:
    """Keep what a flush has written while the values before it are still known."""
    assert isinstance(session, RecordedSession)
    for instance in session.new:
        state = inspect(instance)
        _merge(session, state, "insert", {}, _values(state))
    for instance in session.dirty:
        state = inspect(instance)
        before, after = _difference(state)
        if after:
            _merge(session, state, "update", before, after)
    for instance in session.deleted:
        state = inspect(instance)
        _merge(session, state, "delete", _values(state), {})


@event.listens_for(QuietSession, "before_flush")
def _only_unrecorded(session: OrmSession, _context: UOWTransaction, _instances: object) -> None:
    """Refuse to write without an audit entry what has to have one."""
    for instance in (*session.new, *session.dirty, *session.deleted):
        if inspect(instance).mapper.local_table.name not in UNRECORDED:
            raise TypeError(f"{type(instance).__name__} is recorded: change it in writing(), not in secret")


@event.listens_for(RecordedSession, "do_orm_execute")
def _no_unseen_change(state: ORMExecuteState) -> None:
    """Refuse statements that change rows behind the back of the record."""
    if state.is_insert or state.is_update or state.is_delete:
        raise TypeError("change rows through their objects, or insert them with Unit.bulk()")


def _merge(
    session: RecordedSession, state: InstanceState[Any], op: str, before: Change, after: Change
) -> None:
    """Add a change to those before it in the same unit, so that one row has one story."""
    table = state.mapper.local_table.name  # type: ignore[attr-defined]
    if table in UNRECORDED:
        return
    key = {name: plain(state.dict.get(name)) for name in _keys(state)}
    at = (table, repr(key))
    earlier = session.changes.get(at)
    if earlier is not None:
        before = {} if earlier["op"] == "insert" else {**before, **earlier["before"]}
        after = {} if op == "delete" else {**earlier["after"], **after}
        op = _STORY.get((earlier["op"], op), op)
    session.changes[at] = {"table": table, "key": key, "op": op, "before": before, "after": after}


_STORY = {
    ("insert", "update"): "insert",
    ("insert", "delete"): "none",
    ("delete", "insert"): "update",
    ("none", "update"): "none",
}


def _keys(state: InstanceState[Any]) -> list[str]:
    """Return the names of the attributes that make the primary key."""
    mapper = state.mapper
    return [mapper.get_property_by_column(column).key for column in mapper.primary_key]


def _values(state: InstanceState[Any]) -> Change:
    """Return everything that a row holds."""
    held = state.dict
    return {
        name: _KEPT_SECRET if name in SECRET else plain(held[name])
        for name in state.mapper.column_attrs.keys()  # noqa: SIM118
        if name in held
    }


def _difference(state: InstanceState[Any]) -> tuple[Change, Change]:
    """Return what the changed columns of a row held before, and what they hold now."""
    before: Change = {}
    after: Change = {}
    columns = state.mapper.column_attrs
    for name, old in state.committed_state.items():
        if name in columns and name in state.dict:
            was = None if isinstance(old, LoaderCallableStatus) else plain(old)
            now = plain(state.dict[name])
            if was != now:
                before[name], after[name] = (_KEPT_SECRET, _KEPT_SECRET) if name in SECRET else (was, now)
    counter = state.mapper.version_id_col
    if after and counter is not None:
        after[counter.name] = state.dict.get(counter.name)
    return before, after


def _table(model: type[SQLModel]) -> Table:
    """Return the table of a model."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table
