"""What to know about a client, and about an item, at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.history import happenings
from oncall_tui.desk.plans.contacts import last_spoken, overdue_signs
from oncall_tui.desk.queue import load_row
from oncall_tui.desk.views import AttemptView, ClientCard, ConsentView, ContactView, ItemCard, Pressure
from oncall_tui.errors import Refused
from storage import reads
from storage.vocabulary import (
    Answer,
    Category,
    Channel,
    ClientStatus,
    ConsentKind,
    Direction,
    Interest,
    Outcome,
    Phase,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk


def client_card(desk: Desk, client_id: int) -> ClientCard:
    """Return what to know about a client.

    Raises:
        Refused: There is no such client.
    """
    now = desk.now()
    with desk.store.reading() as connection:
        row = _client_row(connection, client_id)
        return ClientCard(
            id=row.id,
            number=row.number,
            family_name=row.family_name,
            given_name=row.given_name,
            preferred_name=row.preferred_name,
            dob=reads.maybe_day(row.dob),
            address=row.address,
            suburb=row.suburb,
            region=row.region,
            phones=tuple(number for (number,) in reads.rows(connection, "client_phones", id=client_id)),
            email=row.email,
            service=row.service,
            organisation=row.organisation,
            conditions=reads.listed(row.conditions),
            past_history=reads.listed(row.past_history),
            concerns=reads.listed(row.concerns),
            safe_times=row.safe_times,
            status=ClientStatus(row.status),
            phase=Phase(row.phase),
            contacts=_contacts(connection, client_id),
            consents=consents(connection, client_id, now),
            board_url=row.board_url,
            confirmed_at=(confirmed := reads.maybe_instant(row.confirmed_at)),
            stale_days=_stale(confirmed, now, desk.settings.confirmed_days),
            spoken=last_spoken(connection, client_id, now),
            overdue_signs=overdue_signs(connection, client_id, desk.house.calendar.local(now).date()),
            pressure=pressure(connection, client_id, now),
            open_items=reads.scalar(connection, "client_open_items", id=client_id),
            held=bool(reads.scalar(connection, "client_held", id=client_id)),
        )


def _client_row(connection: Connection, client_id: int) -> reads.Found:
    row = reads.one(connection, "client", id=client_id)
    if row is None:
        raise Refused("That client is no longer on record. Look them up again.")
    return row


def item_card(desk: Desk, item_id: int) -> ItemCard:
    """Return everything about an item.

    Raises:
        Refused: There is no item of that number.
    """
    with desk.store.reading() as connection:
        row = load_row(desk, connection, item_id, desk.now())
        more = reads.one(connection, "item_more", id=item_id)
        if row is None or more is None:
            raise Refused(f"There is no item {item_id}.")
        clients = reads.rows(connection, "item_clients", id=item_id)
        return ItemCard(
            row=row,
            relationship=more.relationship,
            direction=Direction(more.direction),
            dropped_phone=more.dropped_phone,
            said=more.said,
            advice=more.advice,
            emergency=bool(more.emergency),
            emergency_at=reads.maybe_instant(more.emergency_at),
            dissatisfied=bool(more.dissatisfied),
            shift_at=reads.maybe_instant(more.shift_at),
            held_because=more.held_because,
            handed_because=more.handed_because,
            ended_because=more.ended_because,
            entered_by=more.name,
            repeat_of=more.repeat_of,
            duplicate_of=more.duplicate_of,
            further_clients=tuple(f"{family}, {given} · {number}" for number, family, given in clients),
            attempts=attempt_views(reads.rows(connection, "item_attempts", id=item_id)),
            history=happenings(connection, item_id),
            interest=Interest(more.interest) if more.interest else None,
            about=more.about or "",
            mode=Channel(more.mode) if more.mode else None,
            accepted_by=more.answered_by
            if row.category is Category.CONSULTATION and more.answered_by
            else "",
        )


def attempt_views(found: Iterable[Any]) -> tuple[AttemptView, ...]:
    """Return attempts as the screens show them."""
    return tuple(
        AttemptView(
            row.id,
            row.item_id,
            reads.instant(row.made_at),
            row.name,
            Channel(row.channel),
            Outcome(row.outcome),
            row.note,
            row.message_left or "",
            row.withdrawn_at is not None,
        )
        for row in found
    )


def consents(connection: Connection, client_id: int, now: datetime) -> tuple[ConsentView, ...]:
    """Return the newest answer to every question about being contacted, the unasked ones too (R-091)."""
    newest: dict[ConsentKind, ConsentView] = {}
    for word, said, noted_at, noted_by, expires, detail in reads.rows(
        connection, "client_consents", id=client_id
    ):
        kind, lapsed = ConsentKind(word), expires is not None and reads.instant(expires) <= now
        answer = Answer.NOT_ASKED if lapsed else Answer(said)
        newest[kind] = ConsentView(
            kind, answer, reads.instant(noted_at), noted_by, "" if lapsed else detail, lapsed
        )
    return tuple(newest.get(kind, ConsentView(kind, Answer.NOT_ASKED, None, "")) for kind in ConsentKind)


def pressure(connection: Connection, client_id: int, now: datetime) -> Pressure:
    """Return how often a client was tried in the last day and week, by anybody (R-088)."""
    week = now - timedelta(days=7)
    tried = attempt_views(reads.rows(connection, "client_attempts", id=client_id, since=week))
    day = sum(1 for each in tried if each.made_at > now - timedelta(days=1))
    return Pressure(day, len(tried), tried[-1] if tried else None)


def _contacts(connection: Connection, client_id: int) -> tuple[ContactView, ...]:
    return tuple(
        ContactView(name, relationship, phone, bool(emergency))
        for name, relationship, phone, emergency in reads.rows(connection, "client_contacts", id=client_id)
    )


def _stale(confirmed: datetime | None, now: datetime, fresh_days: int) -> int | None:
    if confirmed is None:
        return None
    days = (now - confirmed).days
    return days if days > fresh_days else None
