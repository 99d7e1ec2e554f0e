"""Clients who come onto a manager's list: found anew from the record, however they came (R-120, R-132).

An import, a reassignment, one that was planned for today, a hand in the database: what is owed to a client
follows from what the record says of them, so it is looked for and never only remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.caseload import standing
from oncall_tui.desk.caseload.dates import last_talk
from oncall_tui.desk.caseload.phases import maintenance, new_client
from oncall_tui.desk.caseload.transfers import came_over, new_owners, transfer_key
from oncall_tui.desk.imports.loader import EVER
from storage import reads
from storage.models import Client
from storage.vocabulary import CareRole, Category, Phase

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.reassigning.planning import Draft

ACTION = "asks.put"
AT_ONCE = 500
"""How many clients are taken onto lists in one transaction, so that nobody waits for it."""
_PAGES = 8
"""For how many times so many clients one look goes on."""
_UNLISTED = ("unlisted_new", "unlisted_maintenance")
_BACK = timedelta(days=3)
"""For how long after it a change of manager is still found, if nothing ran then."""
_ELSEWHERE = (
    *("call.", "item.", "attempt.", "alert", "asks.", "coverage.", "handover"),
    *("caseload.", "plan.", "case.", "party.", "policy.", "consent.", "mail."),
)
"""How actions begin that bring nobody onto a list."""


def handed_over(session: Session, desk: Desk, found: Draft, now: datetime) -> None:
    """Ask what a reassignment that begins now asks of the new primary managers (R-120, R-132, R-133)."""
    start = found.plan.start
    moves = {key: move.roles.get(CareRole.PCM, ()) for key, move in found.moves.items() if not move.refused}
    transferred, listed = new_owners(moves, found.held, start)
    came_over(session, desk, transferred, start, now)
    for place in range(0, len(listed), AT_ONCE):
        wanted = select(Client).where(
            col(Client.id).in_(listed[place : place + AT_ONCE]), Client.phase == Phase.NEW
        )
        for client in session.exec(wanted).all():
            standing.begin(session, desk, new_client(client, start), now)


class ListWatch:
    """Looks for clients of whom something is to be asked, when a day has begun or the record has changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._looked: date | None = None
        self._seq = 0
        """The last entry of the record that was taken into account."""
        self._ahead: datetime | None = None
        """When the next change of manager that is on record begins."""
        self._round: _Round | None = None
        """A way through the clients that is not over: alerts never wait for a large import."""

    def look(self) -> int:
        """Ask for everybody who was not asked for; return how many those are.

        Raises:
            StoreError: the round is not complete; the next look finds the same again.
        """
        now = self._desk.now()
        today = self._desk.house.calendar.local(now).date()
        with self._desk.store.reading() as connection:
            actions = {row.action: row.last for row in reads.rows(connection, "actions_since", seq=self._seq)}
        last = max(actions.values(), default=self._seq)
        matters = any(not action.startswith(_ELSEWHERE) for action in actions)
        begins = self._ahead is not None and self._ahead <= now
        if self._round is None:
            if today == self._looked and not matters and not begins:
                self._seq = last
                return 0
            self._round = _Round(today, last)
        count = _go_on(self._desk, self._round, _PAGES)
        if self._round.over:
            with self._desk.store.reading() as connection:
                self._ahead = reads.maybe_instant(reads.scalar(connection, "next_primary", at=now))
            self._looked, self._seq = self._round.day, self._round.seq
            self._round = None
        return count


@dataclass(slots=True)
class _Round:
    """How far a way through all clients has come."""

    day: date
    seq: int
    """The last entry of the record when it began."""
    begun: bool = False
    after: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_UNLISTED, 0))
    """Up to which client each question is answered; those that are through are gone."""

    @property
    def over(self) -> bool:
        """Whether nobody is left."""
        return self.begun and not self.after


def take_onto_lists(desk: Desk) -> int:
    """Ask for everybody who came onto a list and was not asked for; return how many those are."""
    through = _Round(desk.house.calendar.local(desk.now()).date(), 0)
    count = 0
    while not through.over:
        count += _go_on(desk, through, _PAGES)
    return count


def _go_on(desk: Desk, through: _Round, pages: int) -> int:
    """Go on through the clients for so many pages; return for how many something was asked."""
    now, count = desk.now(), 0
    if not through.begun:
        while strayed := _strayed(desk):
            _end_strayed(desk, strayed, now)
        count += _transfers(desk, now)
        through.begun = True
    for name in _UNLISTED:
        while name in through.after and pages:
            pages -= 1
            part = _unlisted(desk, name, now, through.after[name])
            if part:
                count += _list(desk, name, part, now)
                through.after[name] = part[-1][0]
            else:
                del through.after[name]
    return count


def _strayed(desk: Desk) -> list[tuple[int, Category]]:
    """Return what is open for a phase that a client is not in any more, because a file said otherwise."""
    with desk.store.reading() as connection:
        rows = reads.rows(connection, "strayed", id=AT_ONCE)
        return [(row.client_id, Category(row.category)) for row in rows]


def _end_strayed(desk: Desk, strayed: Iterable[tuple[int, Category]], now: datetime) -> None:
    with desk.store.writing("system", ACTION, "clients") as unit:
        for client_id, category in strayed:
            because = "The phase was changed by an import."
            standing.finish(unit.session, desk, category, client_id, because, now)
        unit.note(words="What belonged to phases that an import has changed is over.")


def _transfers(desk: Desk, now: datetime) -> int:
    """Ask for clients whose new manager begins by now, as was planned before."""
    begun: dict[datetime, list[int]] = defaultdict(list)
    with desk.store.reading() as connection:
        for row in reads.rows(connection, "begun_primaries", since=now - _BACK, at=now):
            begun[reads.instant(row.starts_at)].append(row.client_id)
        keys = [transfer_key(key, at) for at, ids in begun.items() for key in ids]
        known: set[str] = set()
        for place in range(0, len(keys), AT_ONCE):
            known.update(
                row.key for row in reads.rows(connection, "known_keys", keys=keys[place : place + AT_ONCE])
            )
    wanted = {at: [key for key in ids if transfer_key(key, at) not in known] for at, ids in begun.items()}
    if not any(wanted.values()):
        return 0
    with desk.store.writing("system", ACTION, "clients") as unit:
        count = sum(came_over(unit.session, desk, ids, at, now) for at, ids in wanted.items() if ids)
        unit.note(words=f"{count} clients came from another manager.")
    return count


def _unlisted(desk: Desk, name: str, now: datetime, after: int) -> list[tuple[int, datetime]]:
    """Return clients beyond one who came onto a list unasked for, and since when they are there."""
    with desk.store.reading() as connection:
        rows = list(reads.rows(connection, name, at=now, after=after, id=AT_ONCE))
        since = now
        if any(reads.instant(row.starts_at) <= EVER for row in rows):
            since = reads.maybe_instant(reads.scalar(connection, "last_import")) or now
    found = ((row.id, reads.instant(row.starts_at)) for row in rows)
    return [(client_id, since if starts_at <= EVER else starts_at) for client_id, starts_at in found]


def _list(desk: Desk, name: str, part: Iterable[tuple[int, datetime]], now: datetime) -> int:
    since = dict(part)
    with desk.store.writing("system", ACTION, "clients") as unit:
        found = unit.session.exec(select(Client).where(col(Client.id).in_(since))).all()
        for client in found:
            assert client.id is not None
            if name == "unlisted_new":
                ask = new_client(client, since[client.id])
            else:
                ask = maintenance(client, last_talk(unit.session, client.id) or since[client.id])
            standing.begin(unit.session, desk, ask, now)
        unit.note(words=f"{len(found)} clients came onto a list.")
    return len(found)
