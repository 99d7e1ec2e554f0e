"""The day's round: a care manager's worklist from top to bottom, with what is done of it today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.cards import attempt_views, client_card
from oncall_tui.desk.caseload.dates import usual_next
from oncall_tui.desk.caseload.views import Worklist, WorkRow
from oncall_tui.desk.caseload.worklist import worklist
from oncall_tui.desk.plans.reading import plan_of
from oncall_tui.desk.plans.views import GoalView
from oncall_tui.desk.production.reading import Ledger
from oncall_tui.desk.production.views import DayView, WeekView
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import AttemptView, ClientCard, PersonRef
from oncall_tui.rules.production import Kind, Made
from oncall_tui.rules.worktime import WorkTime
from storage import reads
from storage.vocabulary import Channel, Outcome, Party, PersonRole, Topic

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

_AT_ONCE = 1000
_LOOK_BACK = timedelta(days=183)
_TRIES_SHOWN = 6
_PLACES = {Kind.CONTACT: 0, Kind.ATTEMPT: 1, Kind.NEITHER: 2}


@dataclass(frozen=True, slots=True)
class Stop:
    """One client of the round."""

    row: WorkRow
    spoken: int
    """Talks with them today that count, by anybody."""
    tried: int
    """Calls today that did not reach them, by anybody."""
    others: int = 0
    """What else was done to reach them today: an e-mail, or a talk that does not count."""

    @property
    def done(self) -> bool:
        """Whether somebody spoke with them or tried them today."""
        return bool(self.spoken or self.tried or self.others)


@dataclass(frozen=True, slots=True)
class Round:
    """A worklist with what is done of it today."""

    worklist: Worklist
    stops: tuple[Stop, ...]
    """In the order in which they are worked."""
    today: DayView
    week: WeekView

    @property
    def done(self) -> int:
        """How many clients were spoken to or tried today."""
        return sum(stop.done for stop in self.stops)


@dataclass(frozen=True, slots=True)
class StopCard:
    """What to know of one client before ringing."""

    stop: Stop
    card: ClientCard
    attempts: tuple[AttemptView, ...]
    """The last tries and talks, the newest first."""
    goals: tuple[GoalView, ...]
    """Those that are open."""
    plan_note: str
    """What else the plan says that must be known: such as a change nobody has answered."""


@dataclass(frozen=True, slots=True)
class NextDate:
    """When a client is rung next, as it stands and as is usual."""

    now_on: date | None
    """As it stands; None for none, or for one that has passed."""
    usual_on: date
    because: str
    """What the usual one follows from."""


def has_list(desk: Desk, person_id: int) -> bool:
    """Return whether somebody is a care manager, so that a list is theirs to work."""
    with desk.store.reading() as connection:
        roles = {role for key, role in reads.rows(connection, "roles") if key == person_id}
    return PersonRole.CARE_MANAGER in roles


def listed_people(desk: Desk) -> tuple[PersonRef, ...]:
    """Return the care managers whose lists there are, by name."""
    with desk.store.reading() as connection:
        people = load_roster(desk, (), connection=connection).people.values()
    found = [
        PersonRef(each.id, each.name, each.email, each.phone)
        for each in people
        if each.active and PersonRole.CARE_MANAGER in each.roles
    ]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))


def round_of(desk: Desk, person_id: int, order: Sequence[int] = ()) -> Round:
    """Return a care manager's round as it stands now.

    Args:
        desk: at which it is asked.
        person_id: whose it is.
        order: clients in the order in which they stood before; they keep it, so that nothing moves under
            the cursor, and whoever is new comes first.

    Raises:
        Refused: There is no such person.
    """
    now = desk.now()
    found = worklist(desk, person_id, now)
    with desk.store.reading() as connection:
        roster = load_roster(desk, (), connection=connection)
        work = WorkTime(roster, person_id)
        calendar = work.zone_calendar(now)
        today = calendar.local(now).date()
        monday = today - timedelta(days=today.weekday())
        (week,) = Ledger(desk, connection, roster, now).weeks(person_id, work, monday, 1)
        ids = [row.client_id for row in found.rows]
        counted = _today(connection, ids, calendar.day_start(today))
    stops = [Stop(row, *counted.get(row.client_id, (0, 0, 0))) for row in found.rows]
    places = {client_id: place for place, client_id in enumerate(order)}
    stops.sort(key=lambda stop: places.get(stop.row.client_id, -1))
    return Round(found, tuple(stops), week.days[today.weekday()], week)


def _today(connection: Connection, ids: Sequence[int], since: datetime) -> dict[int, tuple[int, int, int]]:
    """Return by client how many talks, how many calls in vain, and how much else there was."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for start in range(0, len(ids), _AT_ONCE):
        part = list(ids[start : start + _AT_ONCE])
        for row in reads.rows(connection, "made_with", ids=part, since=since):
            topics = tuple(map(Topic, reads.listed(row.topics)))
            made = Made(
                reads.instant(row.made_at),
                row.client_id,
                Channel(row.channel),
                Outcome(row.outcome),
                Party(row.party),
                topics,
            )
            if made.party is Party.CLIENT:
                counts[row.client_id][_PLACES[made.kind]] += 1
    return {client_id: (spoken, tried, others) for client_id, (spoken, tried, others) in counts.items()}


def stop_card(desk: Desk, stop: Stop) -> StopCard:
    """Return what to know of a client before ringing.

    Raises:
        Refused: There is no such client.
    """
    client_id = stop.row.client_id
    card = client_card(desk, client_id)
    plan = plan_of(desk, client_id)
    with desk.store.reading() as connection:
        since = desk.now() - _LOOK_BACK
        made = attempt_views(reads.rows(connection, "client_attempts", id=client_id, since=since))
    waiting = sum(change.unanswered for change in plan.changes)
    note = f"{waiting} questions about a change wait for an answer: P shows the plan." if waiting else ""
    goals = tuple(goal for goal in plan.goals if goal.status.open)
    return StopCard(stop, card, tuple(reversed(made))[:_TRIES_SHOWN], goals, note)


def next_date(desk: Desk, stop: Stop) -> NextDate:
    """Return when a client is rung next: tomorrow where they were tried today, else as is usual for them."""
    now, calendar = desk.now(), desk.house.calendar
    row, today = stop.row, calendar.local(now).date()
    talk = row.last_contact_at
    if stop.done and (talk is None or calendar.local(talk).date() < today):
        usual = next(calendar.business_days(today + timedelta(days=1)))
        because = "the next work day, as nobody was reached"
    else:
        usual, because = usual_next(desk, row.phase, talk or now, None)
        usual = max(usual, today)
    return NextDate(row.next_on if row.next_on and row.next_on > today else None, usual, because)
