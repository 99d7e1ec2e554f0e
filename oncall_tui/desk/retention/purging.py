"""Erase what is past its time: one person asks for it with a reason, another agrees, and then it is done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from oncall_tui.desk.access.permits import access_of, require
from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.retention.finding import PastTime, past_time, retention_of
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.permissions import Capability
from oncall_tui.rules.retention import may_go
from storage import reads
from storage.erasing import erase_content
from storage.erasures import MARK, PURGED, spans
from storage.errors import WrongKey
from storage.purging import erase_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.models import PurgeRequest

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class RequestView:
    """A purge that was asked for and neither done nor rejected."""

    id: int
    reason: str
    counts: Mapping[str, Mapping[str, int]]
    """How many rows of which table, by the client's id."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge has done."""

    request_id: int
    clients: tuple[int, ...]
    rows: int
    entries: int
    """How many entries of the audit record had their content taken out."""


def clients_words(number: int) -> str:
    """Return how many clients, in words."""
    return "1 client" if number == 1 else f"{number:,} clients"


def open_requests(desk: Desk) -> tuple[RequestView, ...]:
    """Return what was asked for and waits for somebody else."""
    with desk.store.reading() as connection:
        found = reads.rows(connection, "purge_requests")
        return tuple(
            RequestView(row.id, row.reason, _counts(row.counts), row.name, reads.instant(row.proposed_at))
            for row in found
            if row.done_at is None and row.rejected_at is None
        )


def propose(desk: Desk, reason: str, client_id: int | None = None) -> Saved:
    """Ask that everything past its time be erased, or everything of one client who left.

    Raises:
        Denied: whoever asks is no director.
        Refused: they give no reason or names the client in it, there is nothing to
            erase, or something stands against it.
    """
    from storage.models import PurgeRequest

    why = clean(reason, "reason", needed="Say why with --reason: the record keeps it for good.")
    if len(why) > _LONGEST:
        raise Refused(f"Say it in at most {_LONGEST} characters.", field="reason")
    with changing(desk, "retention.proposed", "purge") as unit:
        connection = unit.session.connection()
        found = past_time(desk, connection, client_id)
        for each in found if client_id is not None else ():
            _must_not_be_held(each)
        ready = [each for each in found if not each.against]
        if not ready:
            raise Refused("Nothing is past its time. Nothing was asked for.")
        if any(each.owned.tells(why) for each in ready):
            raise Refused("The reason names a client, and it is kept for good. Say it without names.")
        request = PurgeRequest(
            reason=why,
            counts={str(each.client_id): each.counts for each in ready},
            seal=_seal(desk, ready),
            by_time=client_id is None,
            proposed_at=desk.now(),
            proposed_by=desk.operator.id,
        )
        unit.session.add(request)
        unit.session.flush()
        number = request.id or 0
        unit.object = f"purge:{number}"
    told = f"Purge {number} is asked for: {clients_words(len(ready))}."
    return Saved(number, f"{told} Another director does it: oncall purge --approve {number}")


def reject(desk: Desk, number: int) -> Saved:
    """Take a purge back that was asked for, whoever asked.

    Raises:
        Denied: whoever does is no director.
        Refused: there is no such purge that waits.
    """
    with changing(desk, "retention.rejected", f"purge:{number}") as unit:
        request = _request(unit.session, number)
        request.rejected_at, request.rejected_by = desk.now(), desk.operator.id
    return Saved(number, f"Purge {number} is rejected. Nothing was erased.")


def approve(desk: Desk, number: int) -> Purged:
    """Erase what was asked for, in one transaction: rows, words, index, drafts, and content of the record.

    Raises:
        Denied: whoever does is no director.
        Refused: they asked for it, a hold or an open item stands against it, or
            what would go is not what was shown any more; nothing was erased.
    """
    with changing(desk, PURGED, f"purge:{number}") as unit:
        connection = unit.session.connection()
        request = _request(unit.session, number)
        if request.proposed_by == desk.operator.id:
            raise Refused(f"You asked for purge {number} yourself. Another director has to agree to it.")
        if not access_of(connection, request.proposed_by).allows(Capability.RETAIN):
            raise Refused(f"Whoever asked for purge {number} may not any more. Reject it, and ask anew.")
        found = _as_asked(desk, connection, request)
        owned = [each.owned for each in found]
        entries = erase_content(connection, desk.store.audit_key, owned)
        for one in owned:
            erase_rows(connection, one)
        _forget_words(desk, unit.session)
        request.done_at, request.done_by = desk.now(), desk.operator.id
        clients = tuple(one.client_id for one in owned)
        unit.note(clients=clients, proposed_by=request.proposed_by, reason=request.reason)
        unit.note(**{MARK: spans(entries)})
    rows = sum(sum(each.counts.values()) for each in found)
    return Purged(number, clients, rows, len(entries))


def done_before(desk: Desk, number: int) -> tuple[int, ...]:
    """Return the clients of a purge that was done, for a director to clean up after; else nothing.

    Raises:
        Denied: whoever asks is no director.
    """
    with desk.store.reading() as connection:
        require(desk, connection, Capability.RETAIN)
        for row in reads.rows(connection, "purge_requests"):
            if row.id == number and row.done_at is not None:
                return tuple(map(int, _counts(row.counts)))
    return ()


def _request(session: Session, number: int) -> PurgeRequest:
    from storage.models import PurgeRequest

    request = session.get(PurgeRequest, number)
    if request is None or request.done_at is not None or request.rejected_at is not None:
        raise Refused(f"No purge {number} waits to be done. See: oncall purge")
    return request


def _as_asked(desk: Desk, connection: Connection, request: PurgeRequest) -> list[PastTime]:
    """Return what was asked for, as it still is to the last row.

    Raises:
        Refused: a hold or something open stands against it, or anything has changed since.
    """
    keep, now, changed = retention_of(desk), desk.now(), False
    found = [past_time(desk, connection, int(client_id))[0] for client_id in _counts(request.counts)]
    for each in found:
        _must_not_be_held(each)
        changed |= request.by_time and not may_go(each.owned.last, now, keep)
    if changed or _seal(desk, found) != request.seal:
        raise Refused(
            f"What would go has changed since it was asked for. Reject purge {request.id}, look again, and "
            f"ask anew. Nothing was erased."
        )
    return found


def _seal(desk: Desk, found: Sequence[PastTime]) -> str:
    """Return a seal on every row that would go, which tells nothing of them to whoever has not the key."""
    if desk.store.audit_key is None:
        raise WrongKey
    ordered = sorted(found, key=attrgetter("client_id"))
    return desk.store.audit_key.seal(" ".join(f"{each.client_id} {each.owned.digest}" for each in ordered))


def _must_not_be_held(found: PastTime) -> None:
    if found.against:
        raise Refused(f"Client {found.client_id} stays: {found.against}. Nothing was erased.")


def _forget_words(desk: Desk, session: Session) -> None:
    """Make the index of the look-up again from those who are left, so that no word of the others stays."""
    from storage.search import index_clients

    index_clients(session.connection(), now=desk.now())


def _counts(held: object) -> Mapping[str, Mapping[str, int]]:
    """Return counts as they are, however the database hands them out."""
    found = json.loads(held) if isinstance(held, str) else held
    return found if isinstance(found, dict) else {}
