"""Build the one-client brief from the record as it is at this instant (R-043, R-044)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.cards import client_card
from oncall_tui.desk.handover import changes
from oncall_tui.desk.handover.record import current, handovers, leave_by_id, leaves, refs
from oncall_tui.desk.handover.terms import Asked, Condition, terms_for
from oncall_tui.desk.handover.views import Brief, Contacted, HandoverView, Held, Source, Written
from oncall_tui.desk.naming import CATEGORY_WORDS, OUTCOME_WORDS
from oncall_tui.desk.queue import load_row, order
from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.continuity import responsible
from storage import reads
from storage.vocabulary import (
    CallerType,
    Category,
    Channel,
    ClientStatus,
    Direction,
    HandoverPart,
    ItemState,
    Outcome,
    Party,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.handover.views import Leave
    from oncall_tui.desk.views import ClientCard, PersonRef, QueueRow
    from oncall_tui.rules.continuity import Responsibility

CONTACTS = 10
"""How many of the last contacts a brief tells."""
_UNREACHED = frozenset({ItemState.NEW, ItemState.TRIAGE, ItemState.WAITING, ItemState.ATTEMPTED})
_WAYS = {
    Direction.IN: "call from",
    Direction.OUT: "call to",
    Direction.VOICEMAIL: "voicemail from",
    Direction.EMAIL: "e-mail from",
    Direction.IN_BASKET: "in-basket message from",
}
_BY = {Channel.PHONE: "rung", Channel.EMAIL: "written to", Channel.IN_PERSON: "visited"}


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read of a client besides the card."""

    people: Mapping[int, PersonRef]
    handovers: tuple[HandoverView, ...]
    standing: HandoverView | None
    leave: Leave | None
    items: tuple[QueueRow, ...]


def build_brief(desk: Desk, client_id: int, asked: Asked | None = None) -> Brief:
    """Return the brief of one client.

    Args:
        desk: whose record it is built from.
        client_id: the client.
        asked: to whom, from when, until when; what is left empty follows from the handover on record, or
            from the next absence of the primary care manager.

    Raises:
        Refused: There is no such client, or the span ends before it starts.
    """
    now, asked = desk.now(), asked or Asked()
    card = client_card(desk, client_id)
    with desk.store.reading() as connection:
        roster = load_roster(desk, [client_id], connection=connection)
        held = responsible(roster, client_id, now)
        pcm = held.pcm_of_record.id if held.pcm_of_record else None
        found = _read(desk, connection, client_id, pcm, now)
        condition = Condition(card.status, has_high_risk(found.items))
        terms = terms_for(roster, held, found.leave, found.standing, condition, asked)
        last = changes.last_offered(found.handovers)
        return Brief(
            client=card,
            terms=terms,
            handover=None if asked.anything else found.standing,
            severity=tuple(_severity(card, found.items)),
            grave=card.status is ClientStatus.UNSTABLE or condition.high_risk,
            items=found.items,
            contacts=_contacts(connection, client_id),
            unreturned=tuple(row for row in found.items if _unreturned(row)),
            shifts=_shifts(connection, client_id),
            held=_held(held),
            carried=_carried(found),
            since=last.offered_at if last else None,
            changed=changes.since(connection, card, found.items, last) if last else (),
            made_at=now,
            source=_source(desk, connection),
            zone=desk.house.zone,
        )


def _held(found: Responsibility) -> Held:
    return Held(
        role=person_ref(found.role_holder),
        answering=person_ref(found.answering_now),
        backup=person_ref(found.backup) if found.backup else None,
        on_line=person_ref(found.roster.people[found.line.person_id]),
    )


def _source(desk: Desk, connection: Connection) -> Source:
    newest, house = reads.one(connection, "last_entry"), desk.house
    at, seq = (reads.instant(newest.at), newest.seq) if newest else (None, 0)
    return Source(house.name, house.line, house.emergency_number, at, seq)


def _shifts(connection: Connection, client_id: int) -> tuple[tuple[int, datetime], ...]:
    found = reads.rows(connection, "client_shifts", id=client_id)
    return tuple((row.id, reads.instant(row.shift_at)) for row in found)


def has_high_risk(items: Iterable[QueueRow]) -> bool:
    """Say whether a high-risk event is open."""
    return any(row.category is Category.HIGH_RISK_EVENT for row in items)


def _read(desk: Desk, connection: Connection, client_id: int, pcm: int | None, now: datetime) -> _Found:
    people = refs(connection)
    ahead = leaves(connection, people, now)
    mine = ahead.get(pcm, ()) if pcm is not None else ()
    told = handovers(connection, client_id, people)
    standing = current(told, (each.id for known in ahead.values() for each in known), now)
    leave = next(iter(mine), None)
    if standing is not None and standing.absence_id is not None:
        leave = leave_by_id(connection, standing.absence_id, people, now)
    ids = dict.fromkeys(row.id for row in reads.rows(connection, "client_open_item_ids", id=client_id))
    rows = (load_row(desk, connection, item_id, now) for item_id in ids)
    items = sorted((row for row in rows if row is not None), key=lambda row: order(row, now))
    return _Found(people, told, standing, leave, tuple(items))


def _severity(card: ClientCard, items: Sequence[QueueRow]) -> Iterator[str]:
    yield f"{card.status.value} on record"
    for row in items:
        if row.category is Category.HIGH_RISK_EVENT:
            yield f"high-risk event {row.id} is open"
    lapsed = sum(clock.lapsed for row in items for clock in row.clocks)
    if lapsed:
        yield "1 clock has lapsed" if lapsed == 1 else f"{lapsed} clocks have lapsed"
    risky = [row for row in items if row.risk and row.category is not Category.HIGH_RISK_EVENT]
    if risky:
        yield f"risk noted on item {', '.join(str(row.id) for row in risky)}"


def _unreturned(row: QueueRow) -> bool:
    return row.state in _UNREACHED and row.attempts_allowed != 0


def _contacts(connection: Connection, client_id: int) -> tuple[Contacted, ...]:
    """Return the last contacts of either direction, newest first."""
    calls = (_call(row) for row in reads.rows(connection, "client_last_items", id=client_id))
    tries = (tried(row) for row in reads.rows(connection, "client_last_attempts", id=client_id))
    both = sorted((*calls, *tries), key=lambda each: (each.at, each.item_id), reverse=True)
    return tuple(both[:CONTACTS])


def _call(row: Any) -> Contacted:
    caller_type = CallerType(row.caller_type)
    who = row.caller or caller_type.value.replace("-", " ")
    about = CATEGORY_WORDS[Category(row.category)]
    said = f": {row.said}" if row.said else ""
    return Contacted(
        reads.instant(row.received_at), row.id, f"{_WAYS[Direction(row.direction)]} {who}, {about}{said}"
    )


def tried(row: Any) -> Contacted:
    """Return an attempt in words."""
    party = Party(row.party).value.replace("-", " ")
    note = f": {row.note}" if row.note else ""
    words = f"{party} {_BY[Channel(row.channel)]} by {row.name}, {OUTCOME_WORDS[Outcome(row.outcome)]}{note}"
    return Contacted(reads.instant(row.made_at), row.item_id, words)


def _carried(found: _Found) -> dict[HandoverPart, Written]:
    """Return what the newest earlier brief said in each part of which this one says nothing."""
    carried: dict[HandoverPart, Written] = {}
    own = found.standing.parts if found.standing is not None else {}
    for earlier in found.handovers:
        if earlier is not found.standing and earlier.offered_at is not None:
            for part, text in earlier.parts.items():
                if part not in own:
                    carried.setdefault(part, text)
    return {part: carried[part] for part in HandoverPart if part in carried}
