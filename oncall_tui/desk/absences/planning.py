"""What an absence would change, worked out on the record as it is and changing nothing (R-030)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from oncall_tui.desk.absences.candidates import Candidates
from oncall_tui.desk.absences.views import AbsencePlan, Moved, MovedClock, NewAbsence, Uncovered
from oncall_tui.desk.acting import Acting, passed_over, person_ref
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.cover import Gap, cover_gaps
from oncall_tui.rules.phrases import absence_code
from oncall_tui.rules.precedence import managers_at
from oncall_tui.rules.roster import Away, Decision
from oncall_tui.text import when
from storage import reads
from storage.vocabulary import CareRole, PersonRole

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.calendars import BusinessCalendar
    from oncall_tui.rules.roster import Roster

_NAMED = 5
"""How many clients a refusal names."""
HORIZON = timedelta(days=28)
"""How far ahead gaps are looked for when nobody knows the end (R-033)."""


def preview(desk: Desk, new: NewAbsence) -> AbsencePlan:
    """Return everything that an absence would change.

    Raises:
        Refused: The person is unknown or gone, it ends before it starts, or they are away then already.
    """
    with desk.store.reading() as connection:
        return plan(desk, connection, new, desk.now())


def plan(desk: Desk, connection: Connection, new: NewAbsence, now: datetime) -> AbsencePlan:
    """Return the same on a connection that may see changes of its own."""
    start = new.start or now
    if new.end is not None and new.end <= start:
        raise Refused("It must end after it starts. Leave the end empty when nobody knows it.", field="end")
    since = max(start, now)
    if new.end is not None and new.end <= since:
        since = start
    clients = {row.id: row for row in reads.rows(connection, "clients_of_person", id=new.person_id, at=start)}
    clocks = list(reads.rows(connection, "clocks_of_clients"))
    wanted = clients.keys() | {row.client_id for row in clocks if row.client_id is not None}
    before = load_roster(desk, wanted, connection=connection)
    person = before.people.get(new.person_id)
    if person is None or not person.active:
        raise Refused("Nobody of that name works here now.", field="person")
    _not_away_already(before, new, start, desk.house.zone)
    _can_cover(before, new)
    after = replace(before, away=_with(before, new, start, now), decisions=_covered(before, new))
    until = new.end if new.end is not None and new.end > since else _far_enough(before.calendar, since)
    gaps = uncovered(desk, connection, before, after, clients, (since, until), new.person_id)
    return AbsencePlan(
        person=person_ref(person),
        reason=new.reason,
        start=start,
        end=new.end,
        counts_from=since,
        clients=tuple(_moved(before, after, clients, new.person_id, since)),
        gaps=gaps,
        clocks=tuple(_moved_clocks(connection, before, after, clocks, since)),
        duty=tuple(
            (each.start, each.end)
            for each in before.duty
            if each.person_id == new.person_id and each.end > since and (not new.end or each.start < new.end)
        ),
        refused="" if new.reason.unplanned else _no_secondary(before, gaps, new.person_id),
    )


def _no_secondary(roster: Roster, gaps: Sequence[Uncovered], person_id: int) -> str:
    """Say which clients must have a secondary named, or a cover chosen, before a planned leave (R-009)."""
    missing = {
        gap.number
        for gap in gaps
        if managers_at(roster.holdings.get(gap.client_id, ()), gap.start)[:2] == (person_id, None)
    }
    if not missing:
        return ""
    numbers = ", ".join(sorted(missing)[:_NAMED]) + (" and more" if len(missing) > _NAMED else "")
    has = "has" if len(missing) == 1 else "have"
    return f"{numbers} {has} no secondary care manager. Name one, or choose who covers, before this leave."


def _far_enough(calendar: BusinessCalendar, since: datetime) -> datetime:
    """Return how far ahead gaps are looked for: a day's end, so that a moment later it is still the same."""
    return calendar.day_start(calendar.local(since + HORIZON).date() + timedelta(days=1))


def _can_cover(roster: Roster, new: NewAbsence) -> None:
    """Refuse a cover by somebody who holds nothing here (R-001)."""
    for person_id in {cover.person_id for cover in new.covers}:
        person = roster.people.get(person_id)
        if person is None or not person.active or PersonRole.CARE_MANAGER not in person.roles:
            raise Refused("Only a care manager who works here can cover. Choose another one.", field="covers")
        if person_id == new.person_id:
            raise Refused(f"{person.name} is the one who is away. Choose somebody else.", field="covers")


def _covered(roster: Roster, new: NewAbsence) -> Mapping[int, tuple[Decision, ...]]:
    """Return the decisions as they would be with the covers that were chosen."""
    decisions = dict(roster.decisions)
    for cover in new.covers:
        made = Decision(cover.person_id, cover.start, cover.end)
        decisions[cover.client_id] = (*decisions.get(cover.client_id, ()), made)
    return decisions


def _not_away_already(roster: Roster, new: NewAbsence, start: datetime, zone: str) -> None:
    """Refuse a second absence at the same time (R-023).

    One that nobody knows the end of may run into leave that was planned for later: it is told at night, and
    must not wait until somebody has mended the calendar.
    """
    for other in roster.away.get(new.person_id, ()):
        until = other.until(roster.now)
        begins_before = other.start <= start if new.end is None else other.start < new.end
        if begins_before and (until is None or start < until):
            local = ZoneInfo(zone)
            over = when(until, local) if until else "nobody knows when"
            name = roster.people[new.person_id].name
            why = absence_code(other.reason, discreet=roster.discreet).replace("-", " ")
            raise Refused(
                f"{name} is away then already: {why} from "
                f"{when(other.start, local)} until {over}. End that one first, or choose other dates.",
                field="start",
            )


def _with(roster: Roster, new: NewAbsence, start: datetime, now: datetime) -> Mapping[int, tuple[Away, ...]]:
    added = Away(new.person_id, new.reason, start, new.end, None, now)
    return {**roster.away, new.person_id: (*roster.away.get(new.person_id, ()), added)}


def _moved(
    before: Roster, after: Roster, clients: Mapping[int, Any], person_id: int, at: datetime
) -> Iterator[Moved]:
    """Go through the clients whose primary manager is away, or whose role the absent person holds now."""
    for client_id, row in clients.items():
        held, holds = responsible(before, client_id, at), responsible(after, client_id, at)
        primary = held.pcm_of_record is not None and held.pcm_of_record.id == person_id
        if primary or held.role_holder.id == person_id:
            yield Moved(
                client_id,
                row.number,
                f"{row.family_name}, {row.given_name}",
                CareRole.PCM if primary else CareRole.SCM,
                person_ref(held.role_holder),
                person_ref(holds.role_holder),
                holds.gap,
            )


def uncovered(
    desk: Desk,
    connection: Connection,
    before: Roster,
    after: Roster,
    clients: Mapping[int, Any],
    span: tuple[datetime, datetime],
    absent: int | None = None,
) -> tuple[Uncovered, ...]:
    """Return the gaps of a span that were not there before, each with who could cover."""
    since, until = span
    known = {(gap.client_id, gap.start, gap.end) for gap in cover_gaps(before, since, until)}
    found = [
        gap
        for gap in cover_gaps(after, since, until)
        if gap.client_id in clients and (gap.client_id, gap.start, gap.end) not in known
    ]
    if not found:
        return ()
    affected = {gap.client_id: clients[gap.client_id] for gap in found}
    covers = Candidates(connection, after, affected, absent, ZoneInfo(desk.house.zone), since)
    return tuple(_uncovered(gap, clients[gap.client_id], covers) for gap in found)


def _uncovered(gap: Gap, row: Any, covers: Candidates) -> Uncovered:
    return Uncovered(
        gap.client_id,
        row.number,
        f"{row.family_name}, {row.given_name}",
        gap.start,
        gap.end,
        gap.why,
        covers.of(gap.client_id, gap.start, gap.end),
    )


def _moved_clocks(
    connection: Connection, before: Roster, after: Roster, clocks: list[Any], at: datetime
) -> Iterator[MovedClock]:
    """Go through the clocks that somebody else must keep."""
    passed = passed_over(connection)
    held, holds = Acting(before, at, passed), Acting(after, at, passed)
    for row in clocks:
        one = held.of(row.item_id, row.client_id, row.assigned_id)[0]
        other = holds.of(row.item_id, row.client_id, row.assigned_id)[0]
        if one.id != other.id:
            yield MovedClock(row.item_id, row.rule, reads.instant(row.due_at), one, other)
