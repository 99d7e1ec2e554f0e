"""Edits of the audit record behind its back, by somebody who has the database and not the key."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from storage import audit
from storage.sessions import Store
from tests.storage.examples import add_person, log_call

ENTRIES = 40
_TEXTS = ("actor", "on_behalf_of", "terminal", "action", "object", "detail", "previous", "hash")
_ALL = "seq, at, actor, on_behalf_of, terminal, action, object, detail, undoes, previous, hash"
Edit = Callable[[Connection, random.Random], str]


@dataclass
class Found:
    """What came of all edits."""

    tried: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    """Those that were not found."""


def record(store: Store) -> None:
    """Fill the record."""
    person = add_person(store)
    for number in range(ENTRIES - 1):
        log_call(store, f"k{number}", person)


def tamper(store: Store, edits: int, seed: int = 1) -> Found:
    """Change the record in one way after the other, verify it, and take the change back."""
    chance, seen = random.Random(seed), Found()
    for number in range(edits):
        edit = _EDITS[number % len(_EDITS)]
        with store.engine.connect() as connection, connection.begin() as transaction:
            _disarm(connection)
            what = f"{edit.__name__.strip('_')}: {edit(connection, chance)}"
            seen.tried += 1
            if audit.verify(connection, store.audit_key).ok:
                seen.missed.append(what)
            else:
                seen.found += 1
            transaction.rollback()
    return seen


def _disarm(connection: Connection) -> None:
    """Take away what the database itself refuses."""
    if connection.dialect.name == "sqlite":
        for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f"DROP TRIGGER {name[0]}")
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")


def _do(connection: Connection, statement: str) -> str:
    """Run a statement that must change something."""
    assert connection.exec_driver_sql(statement).rowcount > 0, statement
    return statement


def _edit(connection: Connection, chance: random.Random) -> str:
    """Change one text of one entry."""
    name, seq = chance.choice(_TEXTS), chance.randint(1, ENTRIES)
    change = chance.choice((f"{name} || ' '", f"'x' || {name}", f"'another {name}'"))
    return _do(connection, f"UPDATE audit SET {name} = {change} WHERE seq = {seq}")


def _postpone(connection: Connection, chance: random.Random) -> str:
    """Change when an entry was made."""
    seq, seconds = chance.randint(1, ENTRIES), chance.randint(1, 10**6)
    if connection.dialect.name == "sqlite":
        later = f"strftime('%Y-%m-%d %H:%M:%S', at, '+{seconds} seconds') || '.000000'"
    else:
        later = f"at + interval '{seconds} seconds'"
    return _do(connection, f"UPDATE audit SET at = {later} WHERE seq = {seq}")


def _undo(connection: Connection, chance: random.Random) -> str:
    """Let an entry undo another one."""
    seq = chance.randint(1, ENTRIES)
    return _do(connection, f"UPDATE audit SET undoes = {chance.randint(1, 99)} WHERE seq = {seq}")


def _delete(connection: Connection, chance: random.Random) -> str:
    """Delete some entries."""
    gone = ", ".join(str(seq) for seq in chance.sample(range(1, ENTRIES + 1), chance.randint(1, 5)))
    return _do(connection, f"DELETE FROM audit WHERE seq IN ({gone})")


def _close_up(connection: Connection, chance: random.Random) -> str:
    """Delete an entry and let those after it take its place."""
    gone = chance.randint(1, ENTRIES - 1)
    _do(connection, f"DELETE FROM audit WHERE seq = {gone}")
    _do(connection, f"UPDATE audit SET seq = -seq WHERE seq > {gone}")
    return _do(connection, "UPDATE audit SET seq = -seq - 1 WHERE seq < 0")


def _cut_off(connection: Connection, chance: random.Random) -> str:
    """Cut the record off."""
    return _do(connection, f"DELETE FROM audit WHERE seq > {chance.randint(0, ENTRIES - 1)}")


def _cut_off_and_hide(connection: Connection, chance: random.Random) -> str:
    """Cut the record off, and move the note of its end as far as that goes without the key."""
    last = chance.randint(1, ENTRIES - 1)
    seal = chance.choice(("(SELECT hash FROM audit WHERE seq = 1)", "substr(value, length(value) - 63)"))
    head = f"(SELECT '{last} ' || hash || ' ' FROM audit WHERE seq = {last}) || {seal}"
    _do(connection, f"UPDATE meta SET value = {head} WHERE name = 'audit-head'")
    return _do(connection, f"DELETE FROM audit WHERE seq > {last}")


def _swap(connection: Connection, chance: random.Random) -> str:
    """Let two entries change places."""
    one, two = chance.sample(range(1, ENTRIES + 1), 2)
    _do(connection, f"UPDATE audit SET seq = -1 WHERE seq = {one}")
    _do(connection, f"UPDATE audit SET seq = {one} WHERE seq = {two}")
    return _do(connection, f"UPDATE audit SET seq = {two} WHERE seq = -1")


def _forge(connection: Connection, chance: random.Random) -> str:
    """Add an entry at the end, made from another one."""
    seq, last = chance.randint(1, ENTRIES), f"(SELECT hash FROM audit WHERE seq = {ENTRIES})"
    told = "at, actor, on_behalf_of, terminal, action, object, detail, undoes"
    columns = f"{ENTRIES + 1}, {told}, {last}, 'f00d' || substr(hash, 5)"
    return _do(connection, f"INSERT INTO audit ({_ALL}) SELECT {columns} FROM audit WHERE seq = {seq}")


def _forget_the_end(connection: Connection, chance: random.Random) -> str:
    """Spoil or remove the note of where the record ends, with some of its entries or none."""
    if chance.random() < 0.5:
        return _do(connection, "DELETE FROM meta WHERE name = 'audit-head'")
    return _do(connection, f"UPDATE meta SET value = '{chance.randint(0, 99)} x' WHERE name = 'audit-head'")


def _empty(connection: Connection, chance: random.Random) -> str:
    """Delete everything; the note of the end may stay."""
    return _do(connection, "DELETE FROM audit")


_EDITS: tuple[Edit, ...] = (
    *(_edit, _postpone, _undo, _delete, _close_up),
    *(_cut_off, _cut_off_and_hide, _swap, _forge, _forget_the_end),
    *(_edit, _delete, _cut_off, _empty),
)
