"""Read the record of who did what, and check that nobody has tampered with it (R-173)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.access.permits import may, require_to_read
from oncall_tui.errors import Refused
from oncall_tui.rules.permissions import Capability
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row, Select

    from oncall_tui.desk.context import Desk
    from storage.chain import Verdict
    from storage.sessions import Store

_PAGE = 1000
_HIDDEN = '{"facts":{"words":"Why somebody is away is for directors."}}'


@dataclass(frozen=True, slots=True)
class Entry:
    """One action, as it was recorded; or one look at a client's record."""

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
    """JSON: what changed, before and after; of a view, the screen."""
    undoes: int | None
    previous: str = ""
    """The hash of the entry before."""
    hash: str = ""
    """The seal on this one."""


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
    until: datetime | None = None
    """Only entries before that."""
    action: str = ""
    """Such as item.resolved, or item for everything done to items."""
    client_id: int | None = None
    """Only what concerns this client: done to them, to one of their items, or with their number in it."""
    views: bool = False
    """Who looked at whom, rather than what was done."""
    discreet: bool = False
    """Without what is for directors: who went into accounts, and why somebody is away."""


def wanted_by(desk: Desk, wanted: Wanted) -> Wanted:
    """Return what somebody wants to see as far as they may: accounts and absences are for directors.

    Raises:
        Denied: whoever sits here may not read the record at all.
    """
    require_to_read(desk, Capability.READ_RECORD, "audit")
    with desk.store.reading() as connection:
        return replace(wanted, discreet=not may(desk, connection, Capability.KNOW_WHY))


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
            yield from (_entry(row, discreet=wanted.discreet) for row in page)
            after = page[-1].seq


def newest(
    store: Store, wanted: Wanted, *, before: int | None = None, most: int = _PAGE
) -> tuple[Entry, ...]:
    """Return the newest entries that are wanted, the newest first, older than an entry if one is given."""
    with store.reading() as connection:
        statement = _select(connection, wanted)
        seq = statement.selected_columns["seq"]
        if before is not None:
            statement = statement.where(seq < before)
        found = connection.execute(statement.order_by(seq.desc()).limit(most)).all()
    return tuple(_entry(row, discreet=wanted.discreet) for row in found)


def names_by_address(desk: Desk) -> dict[str, str]:
    """Return what those who act are called, by the address under which the record keeps them."""
    with desk.store.reading() as connection:
        return {row.email: row.name for row in reads.rows(connection, "people")}


def verify(store: Store) -> Verdict:
    """Check every entry, its place in the chain and the end of the record."""
    return store.verify_audit()


def verify_views(store: Store) -> Verdict:
    """Check who looked at whom in the same way."""
    return store.verify_views()


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


def _select(connection: Connection, wanted: Wanted) -> Select[Any]:
    """Return the statement that finds the wanted entries."""
    from sqlalchemy import func, or_

    statement = _views() if wanted.views else _deeds()
    found = statement.selected_columns
    if wanted.since is not None:
        statement = statement.where(found.at >= reads.stamp(connection, wanted.since))
    if wanted.until is not None:
        statement = statement.where(found.at < reads.stamp(connection, wanted.until))
    if wanted.actor:
        statement = statement.where(func.lower(found.actor) == wanted.actor.strip().lower())
    if wanted.client_id is not None:
        statement = _of_client(statement, wanted.client_id, views=wanted.views)
    if wanted.views:
        return statement
    if wanted.object:
        asked = wanted.object.strip()
        statement = statement.where(or_(found.object == asked, _begins(found.object, f"{asked}:")))
    if wanted.action:
        asked = wanted.action.strip().lower()
        statement = statement.where(or_(found.action == asked, _begins(found.action, f"{asked}.")))
    if wanted.discreet:
        statement = statement.where(~_begins(found.action, "account."))
    return statement


def _begins(column: ColumnElement[Any], how: str) -> ColumnElement[bool]:
    from sqlalchemy import func

    return func.substr(column, 1, len(how)) == how


def _deeds() -> Select[Any]:
    from sqlalchemy import column, select, table

    names = ("seq", "at", "actor", "on_behalf_of", "terminal", "action", "object", "detail", "undoes")
    return select(*table("audit", *map(column, (*names, "previous", "hash"))).c)


def _views() -> Select[Any]:
    from sqlalchemy import column, select, table

    names = ("seq", "at", "actor", "terminal", "client_id", "screen", "previous", "hash")
    return select(*table("client_view", *map(column, names)).c)


def _of_client(statement: Select[Any], client_id: int, *, views: bool) -> Select[Any]:
    """Keep what concerns a client; the number in an entry's detail is found as its JSON writes it."""
    from sqlalchemy import column, literal, or_, select, table

    found = statement.selected_columns
    if views:
        return statement.where(found.client_id == client_id)
    items = select(literal("item:").concat(_as_text(column("id")))).select_from(table("item"))
    told = [found.detail.like(f'%"client_id":{client_id}{end}%') for end in (",", "}")]
    return statement.where(
        or_(
            found.object == f"client:{client_id}",
            found.object.in_(items.where(column("client_id") == client_id)),
            *told,
        )
    )


def _as_text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a number as text, on either database."""
    from sqlalchemy import Text, cast

    return cast(column, Text)


def _entry(row: Row[Any], *, discreet: bool) -> Entry:
    if hasattr(row, "screen"):
        object_ = "clients" if row.client_id is None else f"client:{row.client_id}"
        detail = json.dumps({"facts": {"screen": row.screen}}, separators=(",", ":"))
        seen = (row.seq, reads.instant(row.at), row.actor, "", row.terminal, "client.viewed", object_)
        return Entry(*seen, detail, None, row.previous, row.hash)
    hidden = discreet and '"table":"absence"' in row.detail
    return Entry(
        seq=row.seq,
        at=reads.instant(row.at),
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        terminal=row.terminal,
        action=row.action,
        object=row.object,
        detail=_HIDDEN if hidden else row.detail,
        undoes=row.undoes,
        previous=row.previous,
        hash=row.hash,
    )
