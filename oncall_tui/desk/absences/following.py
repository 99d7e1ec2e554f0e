"""What an absence brings about: who covers is told and must say so, and the directors have to decide."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.asks.asking import Ask, put, settle
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.words import say, until
from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.events import Event
from storage import reads
from storage.vocabulary import AbsenceReason, Category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.roster import PersonFacts, Roster
    from storage.models import Absence


@dataclass(frozen=True, slots=True)
class Away:
    """An absence on record."""

    id: int
    person_id: int
    reason: AbsenceReason
    start: datetime
    end: datetime | None

    @property
    def prefix(self) -> str:
        """How the keys of everything begin that is asked while somebody is away."""
        return f"absence:{self.id}:"


def away_of(absence: Absence) -> Away:
    """Return an absence on record."""
    assert absence.id is not None
    return Away(absence.id, absence.person_id, absence.reason, absence.starts_at, absence.ends_at)


@dataclass(frozen=True, slots=True)
class Following:
    """What is to be asked because of an absence, and of whom."""

    away: Away
    asks: tuple[Ask, ...]
    people: Mapping[int, PersonFacts]


def following(desk: Desk, connection: Connection, away: Away, now: datetime) -> Following:
    """Return what follows from an absence that begins now, or began earlier (R-029, R-031).

    Who covers is asked once the office is open: at a weekend the line stands in for everybody.
    """
    opens = desk.house.calendar.next_open(max(now, away.start))
    roster, covers = _covers(desk, connection, away.person_id, opens)
    name = roster.people[away.person_id].name
    span = f"since {say(away.start, desk.house.zone)}, {_back(away, desk.house.zone)}"
    asks = [
        Ask(
            key=f"{away.prefix}cover:{holder}",
            category=Category.COVER,
            words=f"{name} is away {span}: you hold {_clients(count)} of theirs. Say that you know.",
            about=name,
            person_id=holder,
            counts_from=opens,
        )
        for holder, count in covers.items()
        if holder is not None
    ]
    if away.reason.unplanned:
        asks.append(_course(away, name, span, covers, now))
    return Following(away, tuple(asks), roster.people)


def begin(session: Session, desk: Desk, found: Following, now: datetime) -> None:
    """Ask it, and tell whoever covers; what was asked before is not asked again."""
    _tell(session, desk, found, put(session, desk, found.asks, now), now)


def ended(session: Session, desk: Desk, away: Away, name: str, because: str, now: datetime) -> None:
    """Settle what was asked because of an absence, and ask whoever is back to take it back (R-038)."""
    settle(session, desk, away.prefix, because, now, events=(Event.RETURNED,))
    put(session, desk, [returned(desk, away, name, now)], now)


def returned(desk: Desk, away: Away, name: str, now: datetime) -> Ask:
    """Return what is asked of somebody whose absence is over."""
    opens = desk.house.calendar.next_open(now)
    return Ask(
        key=f"back:{away.id}",
        category=Category.RETURN_BRIEF,
        words=f"You were away since {say(away.start, desk.house.zone)}. Read what happened to your "
        "clients, then say that you have them back.",
        about=name,
        person_id=away.person_id,
        counts_from=opens,
    )


def _course(away: Away, name: str, span: str, covers: Mapping[int | None, int], now: datetime) -> Ask:
    uncovered = covers.get(None, 0)
    gaps = f" {_clients(uncovered)} have neither manager and fall to the line." if uncovered else ""
    return Ask(
        key=f"{away.prefix}course",
        category=Category.ABSENCE_COURSE,
        words=f"{name} is away unplanned, {span}: {_clients(sum(covers.values()))}.{gaps} Decide "
        "what follows: leave it with the secondaries, split the clients, reassign them, or nothing.",
        about=name,
        counts_from=max(now, away.start),
    )


def _covers(
    desk: Desk, connection: Connection, person_id: int, at: datetime
) -> tuple[Roster, dict[int | None, int]]:
    """Return who holds how many clients of an absent person at an instant; None for the line."""
    own = {row.id for row in reads.rows(connection, "clients_of_person", id=person_id, at=at)}
    roster = load_roster(desk, own, connection=connection)
    found: dict[int | None, int] = defaultdict(int)
    for client_id in own:
        answer = responsible(roster, client_id, at)
        if answer.pcm_of_record is not None and answer.pcm_of_record.id == person_id:
            found[None if answer.gap else answer.role_holder.id] += 1
    found.pop(person_id, None)
    return roster, dict(found)


def _tell(session: Session, desk: Desk, found: Following, made: Mapping[str, int], now: datetime) -> None:
    """Owe each of them a notice, and the staff teams a post, that name nobody (R-029, R-185)."""
    covers = (ask for ask in found.asks if ask.category is Category.COVER and ask.key in made)
    covering = {made[ask.key]: ask for ask in covers}
    for item_id, ask in covering.items():
        assert ask.person_id is not None
        outbox.put_text(
            session,
            desk,
            alert_id=None,
            person=found.people[ask.person_id],
            text_id="cover-email",
            facts={"reference": f"#{item_id}"},
            at=now,
            round_key=f"{found.away.prefix}cover",
        )
    if covering:
        outbox.put_post(
            session,
            desk,
            text_id="basecamp-post",
            facts={"reference": f"#{min(covering)}"},
            at=now,
            round_key=f"{found.away.prefix}post",
        )


def _back(away: Away, zone: str) -> str:
    """Say until when; what is only an estimate is said to be one (R-024)."""
    if away.end is None or not away.reason.unplanned:
        return until(away.end, zone)
    return f"expected back {say(away.end, zone)}"


def _clients(count: int) -> str:
    return "1 client" if count == 1 else f"{count:,} clients"
