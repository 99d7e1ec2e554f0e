"""Give clients to another care manager: one, some, or everybody's whose they are (R-041)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.changing import active_person, changing, clean
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say, until
from oncall_tui.errors import Refused
from oncall_tui.rules.tenure import Tenure, clash, given
from storage import reads
from storage.models import Client, Decision, Holding, PersonRoleRow
from storage.vocabulary import CareRole, PersonRole

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


class Share(StrEnum):
    """Which role is given."""

    ACTING = "acting"
    """A director's decision: they hold the primary role for a while, whoever is on record."""
    PRIMARY = "primary"
    SECONDARY = "secondary"


_ROLES = {Share.PRIMARY: CareRole.PCM, Share.SECONDARY: CareRole.SCM}
_OTHER = {CareRole.PCM: CareRole.SCM, CareRole.SCM: CareRole.PCM}


@dataclass(frozen=True, slots=True)
class Reassignment:
    """Clients for somebody else, before it is saved."""

    client_ids: tuple[int, ...]
    person_id: int
    share: Share
    reason: str
    start: datetime | None = None
    """From when; None for now."""
    end: datetime | None = None
    """Until when; None for good."""


def clients_of(desk: Desk, person_id: int, at: datetime | None = None) -> tuple[int, ...]:
    """Return the clients whose primary or secondary manager somebody is, for a whole caseload."""
    with desk.store.reading() as connection:
        found = reads.rows(connection, "clients_of_person", id=person_id, at=at or desk.now())
        return tuple(row.id for row in found)


def reassign(desk: Desk, new: Reassignment) -> Saved:
    """Give a role for some clients to one person: for all of them in one transaction, or for none.

    Raises:
        Refused: The person is gone, no care manager or away; they would be both managers of a client; or
            somebody else has just changed the same clients.
    """
    now = desk.now()
    start = new.start or now
    if not new.client_ids:
        raise Refused("Choose at least one client.", field="clients")
    if new.end is not None and new.end <= start:
        raise Refused("It must end after it starts. Leave the end empty for good.", field="end")
    reason = clean(new.reason, "reason", needed="Say why, so that the managers understand it.")
    with changing(desk, "reassigned", f"person:{new.person_id}") as unit:
        person = active_person(unit.session, new.person_id)
        _can_take(desk, unit.session, new, start)
        for client_id in sorted(set(new.client_ids)):
            client = unit.session.get(Client, client_id, with_for_update=True)
            if client is None:
                raise Refused("One of these clients is not on record.", field="clients")
            if new.share is Share.ACTING:
                _decide(desk, unit.session, client_id, new, start, reason)
            else:
                _hand_over(unit.session, client, new, start)
        count = len(set(new.client_ids))
        clients = "1 client" if count == 1 else f"{count:,} clients"
        span = f"from {say(start, desk.house.zone)}, {until(new.end, desk.house.zone)}"
        words = f"{person.name} is {new.share.value} care manager of {clients} {span}"
        unit.note(words=f"{words}: {reason}")
    return Saved(0, f"{words}.")


def _can_take(desk: Desk, session: Session, new: Reassignment, start: datetime) -> None:
    """Refuse somebody who cannot take clients, or is away when it begins."""
    role = select(PersonRoleRow).where(
        PersonRoleRow.person_id == new.person_id, col(PersonRoleRow.role) == PersonRole.CARE_MANAGER
    )
    roster = load_roster(desk, (), connection=session.connection())
    name = roster.people[new.person_id].name
    if session.exec(role).first() is None:
        raise Refused(f"{name} is no care manager. Choose somebody who is.", field="person")
    moment = roster.index.moment(max(start, desk.now()))
    if not moment.available(new.person_id):
        absence = moment.absence(new.person_id)
        why = absence.reason.value.replace("-", " ") if absence else "away"
        raise Refused(f"{name} is also away then ({why}). Choose who covers.", field="person")


def _decide(
    desk: Desk, session: Session, client_id: int, new: Reassignment, start: datetime, reason: str
) -> None:
    """Let a director's decision name who acts; one that was in force for that time ends where it begins."""
    earlier = select(Decision).where(Decision.client_id == client_id)
    for decision in session.exec(earlier.order_by(col(Decision.starts_at))):
        overlaps = decision.starts_at < (new.end or decision.starts_at.max.replace(tzinfo=start.tzinfo)) and (
            decision.ends_at is None or decision.ends_at > start
        )
        if overlaps and decision.starts_at < start:
            decision.ends_at = start
    session.add(
        Decision(
            client_id=client_id,
            person_id=new.person_id,
            starts_at=start,
            ends_at=new.end,
            reason=reason,
            decided_by=desk.operator.id,
        )
    )


def _hand_over(session: Session, client: Client, new: Reassignment, start: datetime) -> None:
    """Write who holds the role when; the other role must never be the same person's."""
    role = _ROLES[new.share]
    assert client.id is not None
    held = session.exec(
        select(Holding).where(Holding.client_id == client.id).order_by(col(Holding.starts_at))
    ).all()
    mine = [each for each in held if each.role is role]
    after = given(map(_tenure, mine), new.person_id, start, new.end)
    others = [_tenure(each) for each in held if each.role is _OTHER[role]]
    both = clash([each for each in after if each.person_id == new.person_id], others)
    if both is not None:
        other = "secondary" if role is CareRole.PCM else "primary"
        raise Refused(
            f"{client.number}: that person is the {other} care manager then. Name another {other} one first.",
            field="person",
        )
    _write(session, client, role, mine, after)


def _tenure(held: Holding) -> Tenure:
    return Tenure(held.starts_at, held.ends_at, held.person_id)


def _write(
    session: Session, client: Client, role: CareRole, before: Sequence[Holding], after: Collection[Tenure]
) -> None:
    """Bring the rows into line: those that stay are left alone, and no two ever stand open at once."""
    assert client.id is not None
    wanted = list(after)
    for held in before:
        match = next((each for each in wanted if (each.start, each.person_id) == _key(held)), None)
        if match is None:
            session.delete(held)
        else:
            wanted.remove(match)
            held.ends_at = match.end
    session.flush()
    for each in wanted:
        session.add(
            Holding(
                client_id=client.id,
                person_id=each.person_id,
                role=role,
                starts_at=each.start,
                ends_at=each.end,
            )
        )


def _key(held: Holding) -> tuple[datetime, int]:
    return held.starts_at, held.person_id
