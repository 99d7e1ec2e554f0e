"""Read the record of who did what, and check that nobody has tampered with it (R-173)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.errors import Refused
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

    from storage.audit import Verdict
    from storage.sessions import Store

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One action, as it was recorded."""

    seq: int
    at: datetime
    actor: str
    """E-mail address of whoever did it, or "system"."""
    on_behalf_of: str
    terminal: str
    action: str
    object: str
    """What it was done to, such as item:1042."""
    detail: str
    """JSON: what changed, before and after."""
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries somebody wants to see; what is left empty does not matter."""

    since: datetime | None = None
    actor: str = ""
    """An e-mail address, in any case."""
    object: str = ""
    """Such as item:1042, or item for every item."""
    limit: int | None = None
    """Only the newest so many."""


def entries(store: Store, wanted: Wanted | None = None) -> Iterator[Entry]:
    """Go through the record, oldest first, a page at a time.

    Raises:
        Refused: the limit is below one.
    """
    wanted = wanted or Wanted()
    if wanted.limit is not None and wanted.limit < 1:
        raise Refused("Ask for one entry at least.", field="limit")
    with store.reading() as connection:
        statement = _select(connection, wanted)
        seq = statement.selected_columns["seq"]
        after = 0
        if wanted.limit is not None:
            newest = statement.with_only_columns(seq).order_by(seq.desc())
            first = connection.scalars(newest.limit(1).offset(wanted.limit - 1)).first()
            after = first - 1 if first is not None else 0
        while page := connection.execute(statement.where(seq > after).order_by(seq).limit(_PAGE)).all():
            yield from map(_entry, page)
            after = page[-1].seq


def verify(store: Store) -> Verdict:
    """Check every entry, its place in the chain and the end of the record."""
    return store.verify_audit()


def take_new_key(store: Store, actor: str) -> int:
    """Seal the record with the store's new key from now on; return the entry that says so.

    Raises:
        StoreError: the record cannot be written.
    """
    from storage import audit

    assert store.audit_key is not None
    with store.writing(actor, "audit.key-replaced", "audit") as unit:
        first = audit.renew(unit.session.connection(), store.audit_key)
        unit.note(words="The key of the audit record was replaced.", key=store.audit_key.id, first=first)
    return first


def _select(connection: Connection, wanted: Wanted) -> Select[tuple[object, ...]]:
    """Return the statement that finds the wanted entries."""
    from sqlalchemy import column, func, or_, select, table

    names = ("seq", "at", "actor", "on_behalf_of", "terminal", "action", "object", "detail", "undoes")
    audit = table("audit", *map(column, names))
    statement = select(*audit.c)
    if wanted.since is not None:
        statement = statement.where(audit.c.at >= reads.stamp(connection, wanted.since))
    if wanted.actor:
        statement = statement.where(func.lower(audit.c.actor) == wanted.actor.strip().lower())
    if wanted.object:
        asked = wanted.object.strip()
        kind = f"{asked}:"
        of_kind = func.substr(audit.c.object, 1, len(kind)) == kind
        statement = statement.where(or_(audit.c.object == asked, of_kind))
    return statement


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        seq=row.seq,
        at=reads.instant(row.at),
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        terminal=row.terminal,
        action=row.action,
        object=row.object,
        detail=row.detail,
        undoes=row.undoes,
    )
