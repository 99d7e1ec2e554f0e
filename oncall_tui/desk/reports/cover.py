"""The cover report: who covered whom, when and why, what was left open, and who was disturbed (R-179)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.coverage.ahead import load_ahead
from oncall_tui.desk.coverage.views import CoverGap, RotaHole
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import Refused
from oncall_tui.rules.precedence import Capacity
from oncall_tui.rules.rota import RotaTrouble
from storage import reads
from storage.vocabulary import DisturbReason, HandoverState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.coverage.views import PersonAhead, Stint
    from oncall_tui.rules.calendars import BusinessCalendar

_LONGEST = timedelta(days=3 * 366)
_DECIDED = "a director's decision"


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A span in which somebody held the role of another manager's clients."""

    covered: PersonRef
    """Whose clients they are."""
    by: PersonRef | None
    """Who held the role; None where only the line stood for them."""
    capacity: Capacity
    start: datetime
    end: datetime
    why: str
    clients: int
    """For how many of them at most."""


@dataclass(frozen=True, slots=True)
class LateHandover:
    """A handover that was not accepted when it began."""

    number: str
    name: str
    giver: str
    taker: str
    starts_at: datetime
    accepted_at: datetime | None
    """None for one that is not accepted yet."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Somebody was rung although off (R-036)."""

    at: datetime
    item_id: int
    person: PersonRef
    by: str
    why: DisturbReason
    reason: str
    """In the director's words; empty for those who may not read them."""


@dataclass(frozen=True, slots=True)
class CoverMonth:
    """One month in figures."""

    month: date
    """Its first day."""
    covers: int
    """How many times somebody began to cover for another."""
    gaps: int
    """Cover gaps that began, each client's own."""
    rota_gaps: int
    late: int
    """Handovers that were not accepted in time."""
    disturbed: tuple[tuple[PersonRef, int], ...]
    """How often each manager was disturbed, most first (R-036)."""


@dataclass(frozen=True, slots=True)
class CoverReport:
    """Everything about cover over a span of time."""

    start: datetime
    end: datetime
    covers: tuple[CoverLine, ...]
    """By time."""
    gaps: tuple[CoverGap, ...]
    rota_gaps: tuple[RotaHole, ...]
    late: tuple[LateHandover, ...]
    disturbances: tuple[Disturbance, ...]
    months: tuple[CoverMonth, ...]


def cover_report(desk: Desk, start: datetime | None = None, end: datetime | None = None) -> CoverReport:
    """Return what the record says now of a span that has passed; of this month where none is given.

    Raises:
        Refused: It ends before it begins, has not come yet, or is longer than three years.
    """
    now, calendar = desk.now(), desk.house.calendar
    end = end or now
    start = start or calendar.day_start(calendar.local(end).date().replace(day=1))
    if start >= end:
        raise Refused("The report must end after it begins.", field="end")
    if end > now:
        raise Refused("That has not come yet. To look ahead: oncall coverage.", field="end")
    if end - start > _LONGEST:
        raise Refused("Ask for three years at most.", field="start")
    with desk.store.reading() as connection:
        ahead = load_ahead(desk, connection, start, end)
        late = tuple(_late(connection, start, end))
        disturbances = tuple(_disturbances(connection, start, end, discreet=ahead.discreet))
    whole = ahead.whole()
    covers = sorted(
        (line for person in whole.people for line in _covers(person)),
        key=lambda each: (each.start, each.covered.name, each.by.name if each.by else ""),
    )
    found = CoverReport(
        start,
        end,
        tuple(covers),
        whole.gaps,
        tuple(hole for hole in whole.rota if hole.trouble is RotaTrouble.GAP),
        late,
        disturbances,
        (),
    )
    return replace(found, months=tuple(_months(found, calendar)))


def _covers(person: PersonAhead) -> Iterator[CoverLine]:
    """Go through who held one manager's clients' role, each for as long as it went on for one reason."""
    going: dict[tuple[int | None, Capacity, str], CoverLine] = {}
    for stint in person.stints:
        now = {}
        for each in stint.covers:
            why = _why(stint, each.capacity)
            key = (each.person.id if each.person else None, each.capacity, why)
            line = going.pop(key, None)
            if line is None:
                line = CoverLine(
                    person.person, each.person, each.capacity, stint.start, stint.end, why, each.clients
                )
            now[key] = replace(line, end=stint.end, clients=max(line.clients, each.clients))
        yield from going.values()
        going = now
    yield from going.values()


def _why(stint: Stint, capacity: Capacity) -> str:
    """Return why it was not the manager who held the role."""
    if capacity is Capacity.DECISION:
        return _DECIDED
    return stint.kind or stint.stand.value.replace("-", " ")


def _late(connection: Connection, start: datetime, end: datetime) -> Iterator[LateHandover]:
    for row in reads.rows(connection, "late_handovers", since=start, before=end):
        name = f"{row.family_name}, {row.given_name}" if row.given_name else row.family_name
        accepted = reads.maybe_instant(row.answered_at) if row.state == HandoverState.ACCEPTED else None
        yield LateHandover(row.number, name, row.giver, row.taker, reads.instant(row.starts_at), accepted)


def _disturbances(
    connection: Connection, start: datetime, end: datetime, *, discreet: bool
) -> Iterator[Disturbance]:
    for row in reads.rows(connection, "disturbances", since=start, before=end):
        yield Disturbance(
            reads.instant(row.decided_at),
            row.item_id,
            PersonRef(row.id, row.name, row.email, row.phone),
            row.by_name,
            DisturbReason(row.disturb_reason),
            "" if discreet else row.reason,
        )


def _months(found: CoverReport, calendar: BusinessCalendar) -> Iterator[CoverMonth]:
    """Go through the months of a report, the empty ones too."""

    def month(at: datetime) -> date:
        return calendar.local(at).date().replace(day=1)

    def counted(instants: Iterable[datetime]) -> Counter[date]:
        return Counter(map(month, instants))

    covers = counted(each.start for each in found.covers if each.by is not None)
    gaps = counted(each.start for each in found.gaps)
    rota_gaps = counted(each.start for each in found.rota_gaps)
    late = counted(each.starts_at for each in found.late)
    disturbed = Counter((month(each.at), each.person) for each in found.disturbances)
    first, last = month(found.start), month(found.end - timedelta(microseconds=1))
    while first <= last:
        people = [(person, number) for (when, person), number in disturbed.items() if when == first]
        people.sort(key=lambda each: (-each[1], each[0].name))
        yield CoverMonth(first, covers[first], gaps[first], rota_gaps[first], late[first], tuple(people))
        first = (first + timedelta(days=32)).replace(day=1)
