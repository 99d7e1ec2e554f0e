"""Who would hand a client to whom, from when until when, and how deep: what the record says of it itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.handover.views import HandoverView, Leave, Terms
from oncall_tui.errors import Refused
from oncall_tui.rules.continuity import Capacity, responsible
from oncall_tui.rules.handover import Choice, business_days_away, depth_of
from storage.vocabulary import ClientStatus, HandoverCapacity

if TYPE_CHECKING:
    from oncall_tui.desk.views import PersonRef
    from oncall_tui.rules.calendars import BusinessCalendar
    from oncall_tui.rules.continuity import Responsibility
    from oncall_tui.rules.roster import Roster


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants of the terms; what is left empty follows from the record."""

    receiver: PersonRef | None = None
    start: datetime | None = None
    end: datetime | None = None
    capacity: HandoverCapacity | None = None

    @property
    def anything(self) -> bool:
        """Whether anything was asked for."""
        return any(part is not None for part in (self.receiver, self.start, self.end, self.capacity))


@dataclass(frozen=True, slots=True)
class Condition:
    """What of a client decides the depth."""

    status: ClientStatus
    high_risk: bool


def depth_for(calendar: BusinessCalendar, start: datetime, end: datetime | None, client: Condition) -> Choice:
    """Return the depth for a span and a client (R-028).

    Raises:
        Refused: It ends before it starts.
    """
    if end is not None and end <= start:
        raise Refused("It must end after it starts. Leave the end empty when nobody knows it.", field="end")
    days = business_days_away(calendar, start, end)
    return depth_of(days, client.status, high_risk=client.high_risk)


def receiver_for(roster: Roster, client_id: int, start: datetime, giver: int) -> PersonRef:
    """Return who takes a client over from an instant on.

    Somebody a director named; else the secondary, also where they do not work on its first day; else whoever
    holds the role in the first business hours, and whoever has the line where that is the giver still.
    """
    opening = roster.calendar.next_open(start)
    found = responsible(roster, client_id, opening)
    second = found.secondary
    there = second is not None and found.moment.available(second.id)
    if found.capacity is not Capacity.DECISION and second is not None and there:
        return person_ref(second)
    if found.role_holder.id == giver:
        return person_ref(roster.people[found.line.person_id])
    return person_ref(found.role_holder)


def terms_for(
    roster: Roster,
    now_held: Responsibility,
    leave: Leave | None,
    standing: HandoverView | None,
    client: Condition,
    asked: Asked,
) -> Terms:
    """Return the terms: what is asked for, else what is on record, else what follows from the absence.

    Raises:
        Refused: It ends before it starts.
    """
    if standing is not None and not asked.anything:
        bound = leave if leave is not None and leave.id == standing.absence_id else None
        start, end = (bound.start, bound.end) if bound else (standing.start, standing.end)
        return Terms(
            standing.giver,
            standing.receiver,
            bound,
            start,
            end,
            standing.capacity,
            depth_for(roster.calendar, start, end, client),
        )
    giver = now_held.pcm_of_record or now_held.role_holder
    start = asked.start or (leave.start if leave is not None else roster.now)
    end = asked.end or (leave.end if leave is not None and asked.start is None else None)
    receiver = asked.receiver or receiver_for(roster, now_held.client_id, max(start, roster.now), giver.id)
    return Terms(
        person_ref(giver),
        receiver,
        leave if leave is not None and not (asked.start or asked.end) else None,
        start,
        end,
        asked.capacity or HandoverCapacity.ACTING,
        depth_for(roster.calendar, start, end, client),
    )
