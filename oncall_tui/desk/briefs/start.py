"""The brief for whoever takes the line over: all that is open, and who is there for it (R-047)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.acting import Acting, passed_over, person_ref
from oncall_tui.desk.briefs.gaps import gaps_within, roster_of
from oncall_tui.desk.briefs.spans import kind_of, next_opening
from oncall_tui.desk.briefs.views import (
    Callable,
    Heading,
    Lapsing,
    Off,
    SignDue,
    StartBrief,
    Uncovered,
    Unstable,
)
from oncall_tui.desk.duty.rota import read_rota
from oncall_tui.desk.queue import order, rows_of
from oncall_tui.rules.continuity import everyone, responsible
from oncall_tui.rules.phrases import Phrases
from oncall_tui.rules.plans import days_overdue
from oncall_tui.rules.stretches import FAR
from storage import reads
from storage.vocabulary import ClockState, PersonRole

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import QueueRow
    from oncall_tui.rules.roster import PersonFacts, Roster

_MANAGER = "off duty: ring in an emergency, or where only they can solve it"


def start_brief(desk: Desk, at: datetime | None = None) -> StartBrief:
    """Return what is to be known from an instant until the next business day opens."""
    at = at or desk.now()
    end = next_opening(desk.house.calendar, at)
    with desk.store.reading() as connection:
        found = list(reads.rows(connection, "open_items"))
        shaky = list(reads.rows(connection, "unstable"))
        clients = {item.client_id for item in found} - {None} | {row.id for row in shaky}
        roster = roster_of(desk, connection, clients)
        acting = Acting(roster, at, passed_over(connection))
        rows = sorted(rows_of(desk, connection, found, acting, at), key=lambda row: order(row, at))
        lapsing = _lapsing(rows)
        rota = read_rota(connection, roster, at, end)
        return StartBrief(
            heading=heading(desk, at, end),
            holder=person_ref(roster.people[roster.index.moment(at).line.person_id]),
            rota=rota,
            lapsing=tuple(each for each in lapsing if each.clock.due_at < end),
            first_after=next((each for each in lapsing if each.clock.due_at >= end), None),
            items=tuple(rows),
            unstable=tuple(_unstable(roster, shaky, rows, at, end)),
            signs=tuple(_signs(desk, connection, at, end)),
            off=tuple(_off(roster, _numbers(connection, at, end), at, end)),
            callable=tuple(_callable(roster, [turn.person.id for turn in rota.turns], at)),
            gaps=tuple(_gaps(desk, connection, at, end)),
        )


def heading(desk: Desk, start: datetime, end: datetime) -> Heading:
    """Return what stands above a brief of a span."""
    house = desk.house
    kind = kind_of(house.calendar, start, end)
    return Heading(house.name, house.line, house.emergency_number, house.zone, kind, start, end, desk.now())


def _lapsing(rows: Sequence[QueueRow]) -> list[Lapsing]:
    """Return every running clock with its item, in the order in which they are due."""
    clocks = (
        Lapsing(clock, row) for row in rows for clock in row.clocks if clock.state is ClockState.RUNNING
    )
    return sorted(clocks, key=lambda each: (each.clock.due_at, each.clock.id))


def _unstable(
    roster: Roster, found: Sequence[reads.Found], rows: Sequence[QueueRow], at: datetime, end: datetime
) -> Iterator[Unstable]:
    """Go through the unstable clients, each with who is responsible now and once the next day opens."""
    waiting = Counter(row.client_id for row in rows)
    later = everyone(roster, end)
    for row in found:
        now = responsible(roster, row.id, at)
        yield Unstable(
            row.id,
            row.number,
            f"{row.family_name}, {row.given_name}",
            reads.listed(row.concerns),
            person_ref(now.role_holder),
            person_ref(now.answering_now),
            now.gap,
            person_ref(roster.people[later[row.id].role_holder]),
            waiting[row.id],
        )


def _signs(desk: Desk, connection: Connection, at: datetime, end: datetime) -> Iterator[SignDue]:
    """Go through the signs whose check is overdue at an instant, or due by the end of a span."""
    local = desk.house.calendar.local
    today, last = local(at).date(), local(end).date()
    for row in reads.rows(connection, "signs_overdue", today=last):
        on = reads.maybe_day(row.check_on)
        assert on is not None
        name = f"{row.family_name}, {row.given_name}"
        yield SignDue(row.number, name, row.sign, row.act, on, days_overdue(on, today))


def _numbers(connection: Connection, start: datetime, end: datetime) -> Mapping[tuple[int, datetime], str]:
    """Return what was left word of about being rung, by person and start of the absence."""
    found = reads.rows(connection, "contactable", since=start, before=end)
    return {(row.person_id, reads.instant(row.starts_at)): row.contactable for row in found}


def _off(
    roster: Roster, numbers: Mapping[tuple[int, datetime], str], start: datetime, end: datetime
) -> Iterator[Off]:
    """Go through who is away at some instant of a span, or does not work on the day after it, by name."""
    for person in _by_name(roster):
        away = _away(roster, person.id, start, end)
        if away is not None:
            moment = roster.index.moment(max(start, away[0]))
            absence = moment.absence(person.id)
            ring = numbers.get((person.id, absence.start), "") if absence else ""
            words = Phrases(moment).hindrance(person.id) or "away"
            if away[0] > start:
                words = f"from {Phrases(moment).when(away[0])} on: {words}"
            yield Off(person_ref(person), words, None if away[1] >= FAR else away[1], ring)
            continue
        opening = roster.index.moment(end)
        if PersonRole.CARE_MANAGER in person.roles and not opening.able(person.id):
            yield Off(person_ref(person), Phrases(opening).hindrance(person.id) or "off", None, "")


def _away(roster: Roster, person_id: int, start: datetime, end: datetime) -> tuple[datetime, datetime] | None:
    """Return the first stretch in which somebody is away that touches a span, its last instant included."""
    spans = roster.index.away(person_id).spans()
    return next((span for span in spans if span[0] <= end and span[1] > start), None)


def _callable(roster: Roster, on_line: Sequence[int], at: datetime) -> Iterator[Callable]:
    """Go through who may be rung: whoever has the line, the other directors, then the managers."""
    moment = roster.index.moment(at)
    turns = list(dict.fromkeys(on_line))
    for person_id in turns:
        how = "has the line now" if person_id == turns[0] else "has the line later in this span"
        yield Callable(person_ref(roster.people[person_id]), how)
    rest = [each for each in _by_name(roster) if each.id not in turns and moment.available(each.id)]
    directors = [each for each in rest if PersonRole.DIRECTOR in each.roles]
    yield from (Callable(person_ref(each), "director, not on the line") for each in directors)
    for each in rest:
        if PersonRole.CARE_MANAGER in each.roles and each not in directors:
            yield Callable(person_ref(each), _MANAGER)


def _by_name(roster: Roster) -> list[PersonFacts]:
    active = (person for person in roster.people.values() if person.active)
    return sorted(active, key=lambda each: (each.name.casefold(), each.id))


def _gaps(desk: Desk, connection: Connection, start: datetime, end: datetime) -> Iterator[Uncovered]:
    found = gaps_within(desk, connection, start, end)
    ids = sorted({gap.client_id for gap in found})
    names = {row.id: row for page in pages_of(ids) for row in reads.rows(connection, "names_of", ids=page)}
    for gap in found:
        row = names[gap.client_id]
        name = f"{row.family_name}, {row.given_name}"
        yield Uncovered(gap.client_id, row.number, name, gap.start, gap.end, gap.why)


def pages_of(ids: Sequence[int], size: int = 5000) -> Iterator[list[int]]:
    """Go through numbers by pages that a statement can take."""
    yield from (list(ids[place : place + size]) for place in range(0, len(ids), size))
