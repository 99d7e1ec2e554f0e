"""The worklist of a care manager: every client of theirs by class, with why and what comes next (R-115)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.caseload.book import next_appointments
from oncall_tui.desk.caseload.problems import problems_of, prompts_of
from oncall_tui.desk.caseload.views import AppointmentView, TaskView, Worklist, WorkRow
from oncall_tui.desk.coverage.ahead import is_director
from oncall_tui.desk.imports.loader import EVER
from oncall_tui.desk.naming import CATEGORY_WORDS
from oncall_tui.desk.own import held_by
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.caseload import GONE, Bands, Classes, Given, Matter, Placing, Standing, Task
from storage import reads
from storage.vocabulary import Category, ClientStatus, ItemState, Phase, Priority, Urgency, Workflow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.roster import Roster

_RANK = {priority: rank for rank, priority in enumerate(Priority)}
_AT_ONCE = 1000
"""How many clients are asked for by number in one statement."""


@dataclass(slots=True)
class Known:
    """What the record says of some clients, by client."""

    clients: dict[int, Any] = field(default_factory=dict)
    items: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    """The open items, each once, with the clock that is due first."""
    undated: dict[int, list[Workflow]] = field(default_factory=lambda: defaultdict(list))
    """The courses that are open and have no next date."""
    appointments: dict[int, AppointmentView] = field(default_factory=dict)


def worklist(desk: Desk, person_id: int, at: datetime | None = None) -> Worklist:
    """Return whom somebody looks after, the most pressing first (R-115).

    They are the clients whose primary manager they are, and those whose role they hold for another; clients
    who are out of the programme are left out.

    Raises:
        Refused: There is no such person.
    """
    at = at or desk.now()
    today = desk.house.calendar.local(at).date()
    with desk.store.reading() as connection:
        ids = [row.id for row in reads.rows(connection, "clients_of_person", id=person_id, at=at)]
        roster = load_roster(desk, ids, connection=connection)
        if person_id not in roster.people:
            raise Refused("There is no such person.", field="person")
        mine = held_by(roster, person_id, at)
        known = read_known(desk, connection, roster, list(mine), at)
    judge = Judge(desk, at, today)
    rows = [
        judge.row(client_id, known, primary=primary, held=held)
        for client_id, (primary, held) in mine.items()
        if client_id in known.clients and Phase(known.clients[client_id].phase) not in GONE
    ]
    return Worklist(person_ref(roster.people[person_id]), at, today, tuple(sorted(rows, key=order)))


def read_known(desk: Desk, connection: Connection, roster: Roster, ids: Sequence[int], at: datetime) -> Known:
    """Read what decides about some clients."""
    known = Known()
    discreet = not is_director(desk, roster)
    for start in range(0, len(ids), _AT_ONCE):
        part = list(ids[start : start + _AT_ONCE])
        for row in reads.rows(connection, "work_clients", ids=part, at=at, since=EVER):
            known.clients[row.id] = row
        seen: set[int] = set()
        for row in reads.rows(connection, "work_items", ids=part):
            if row.id not in seen:
                seen.add(row.id)
                known.items[row.client_id].append(row)
        for row in reads.rows(connection, "undated_runs", ids=part):
            known.undated[row.client_id].append(Workflow(row.kind))
        known.appointments |= next_appointments(connection, roster, part, at, discreet=discreet)
    return known


def order(row: WorkRow) -> tuple[int, bool, float, str, int]:
    """Return what a worklist sorts by: its class, then what is late, then what is due soonest."""
    due = row.due_at.timestamp() if row.due_at else float("inf")
    return _RANK[row.priority], not row.late, min(due, _noon(row.next_on)), row.name.casefold(), row.client_id


def _noon(day: date | None) -> float:
    """Return a day as a number to compare an instant with, near enough to sort by."""
    return float("inf") if day is None else (day.toordinal() - date(1970, 1, 1).toordinal() + 0.5) * 86_400


class Judge:
    """Makes the rows of clients at one instant."""

    def __init__(self, desk: Desk, at: datetime, today: date) -> None:
        bands = Bands(desk.settings.lapse_first_days, desk.settings.lapse_second_days)
        self._classes = Classes(desk.rulebook, bands)
        self._requirements = {rule.id: (rule.title, rule.requirement) for rule in desk.rulebook}
        self._at, self._today = at, today
        self._letter_after = desk.settings.letter_attempts

    def row(self, client_id: int, known: Known, *, primary: bool, held: bool) -> WorkRow:
        """Return one client as the worklist shows them."""
        client, items = known.clients[client_id], known.items.get(client_id, ())
        phase = Phase(client.phase)
        given = None
        if client.priority is not None:
            given = Given(Priority(client.priority), client.reason, reads.instant(client.expires_at))
        matters = {item.id: _matter(item) for item in items}
        standing = Standing(phase, tuple(matters.values()), given, bool(client.goals_open))
        placing = self._classes.place(standing, self._at)
        tasks = self._tasks(items, matters)
        next_on = reads.maybe_day(client.next_on)
        late = (next_on is not None and next_on < self._today) or any(task.lapsed for task in tasks)
        contact = reads.maybe_instant(client.spoken_at)
        return WorkRow(
            client_id=client_id,
            number=client.number,
            name=f"{client.family_name}, {client.given_name}" if client.given_name else client.family_name,
            status=ClientStatus(client.status),
            phase=phase,
            phase_since=reads.maybe_instant(client.phase_since),
            primary=primary,
            held=held,
            priority=placing.priority,
            why=self._why(placing),
            by_hand=placing.by_hand,
            rule=placing.rule,
            item_id=placing.item_id,
            due_at=placing.due_at,
            late=late,
            next_on=next_on,
            next_because=client.next_because or "",
            appointment=known.appointments.get(client_id),
            last_contact_at=contact,
            attempts_since=client.tried,
            letter_on=reads.maybe_day(client.letter_on),
            discharge_on=reads.maybe_day(client.discharge_on),
            tasks=tasks,
            prompts=prompts_of(phase, client.tried, self._letter_after),
            problems=problems_of(phase, next_on, known.undated.get(client_id, ()), contact, client),
        )

    def _tasks(self, items: Sequence[Any], matters: Mapping[int, Matter]) -> tuple[TaskView, ...]:
        if not items:
            return ()
        by_id = {item.id: item for item in items}
        found = self._classes.tasks(matters.values(), self._at)
        return tuple(self._task(by_id[each.matter.item_id], each) for each in found)

    def _task(self, item: Any, task: Task) -> TaskView:
        category, due = task.matter.category, task.matter.due_at
        said = CATEGORY_WORDS[category]
        title, requirement = self._requirements.get(item.rule or "", (said, ""))
        return TaskView(
            item_id=item.id,
            category=category,
            title=title,
            rule=item.rule or "",
            requirement=requirement,
            priority=task.priority,
            urgency=Urgency(item.urgency),
            state=ItemState(item.state),
            due_at=due,
            lapsed=due is not None and due <= self._at,
            next_step=item.next_step,
            routine=bool(item.routine),
        )

    def _why(self, placing: Placing) -> str:
        """Return which rule put a client into a class, in words (R-115)."""
        if placing.by_hand:
            return f"by hand: {placing.because}"
        requirement = self._requirements.get(placing.rule, ("", ""))[1]
        number = f" · {requirement}" if requirement else ""
        return f"{placing.because}{number}"


def _matter(item: Any) -> Matter:
    return Matter(
        item.id,
        Category(item.category),
        item.rule or "",
        reads.maybe_instant(item.due_at),
        reads.maybe_instant(item.event_at),
    )
