"""Read what care managers have done: days, weeks, and whom of their clients somebody has spoken to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.production.views import DayView, Figures, Production, Unreached, WeekView
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from oncall_tui.rules.calendars import shift
from oncall_tui.rules.production import (
    Arithmetic,
    Goal,
    Made,
    Reach,
    Target,
    Targets,
    needed_a_day,
    tally,
)
from oncall_tui.rules.worktime import WorkTime, business_days, full_day
from storage import reads
from storage.vocabulary import Channel, Outcome, Party, PersonRole, Phase, Topic

if TYPE_CHECKING:
    from fractions import Fraction

    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.calendars import BusinessCalendar
    from oncall_tui.rules.roster import PersonFacts, Roster

WEEKS = 8
"""How many weeks are shown, this one included."""
MOST_WEEKS = 60
_LOOKERS = frozenset({PersonRole.DIRECTOR, PersonRole.SUPERVISOR})
_REACH = "maintenance-contact"
"""The rule that says in how many days every client is spoken to."""
_TICK = timedelta(microseconds=1)


def production(desk: Desk, person_id: int, at: datetime | None = None, *, weeks: int = WEEKS) -> Production:
    """Return what one care manager has done (R-148 … R-155).

    Raises:
        Refused: There is no such person, or the figures are another's and whoever asks is no director.
    """
    at = at or desk.now()
    with desk.store.reading() as connection:
        roster = load_roster(desk, (), connection=connection)
        person = roster.people.get(person_id)
        if person is None:
            raise Refused("There is no such person.", field="person")
        if person_id != desk.operator.id and not may_look(desk, roster):
            raise Refused(
                f"{person.name}'s figures are for {person.name}, for directors and for supervisors.",
                field="person",
            )
        return Ledger(desk, connection, roster, at).production(person, weeks)


def figures(desk: Desk, at: datetime | None = None, *, weeks: int = 1) -> Figures:
    """Return every care manager's figures to directors and supervisors, to anybody else their own alone."""
    at = at or desk.now()
    with desk.store.reading() as connection:
        roster = load_roster(desk, (), connection=connection)
        ledger, everybody = Ledger(desk, connection, roster, at), may_look(desk, roster)
        found = [
            ledger.production(person, weeks)
            for person in roster.people.values()
            if (everybody or person.id == desk.operator.id)
            and person.active
            and PersonRole.CARE_MANAGER in person.roles
        ]
    return Figures(at, tuple(sorted(found, key=lambda each: (each.person.name.casefold(), each.person.id))))


def may_look(desk: Desk, roster: Roster) -> bool:
    """Whether whoever sits here may look at other people's figures."""
    person = roster.people.get(desk.operator.id)
    return person is not None and person.active and not _LOOKERS.isdisjoint(person.roles)


class Ledger:
    """Everybody's figures as they stand at one instant, from one reading of the roster."""

    def __init__(self, desk: Desk, connection: Connection, roster: Roster, at: datetime) -> None:
        settings = desk.settings
        self._connection, self._roster, self._at = connection, roster, at
        self._targets = Targets.of(desk.rulebook)
        self._full = full_day(roster.calendar, settings.full_day_hours)
        self._all_calls = bool(settings.count_all_calls)
        self._planned, self._workdays = settings.caseload_ceiling, settings.workdays_reckoned
        rule, site = desk.rulebook.get(_REACH), roster.calendar
        self._today = site.local(at).date()
        self._days = (site.local(rule.deadline(at, site).at - _TICK).date() - self._today).days

    def production(self, person: PersonFacts, weeks: int = WEEKS) -> Production:
        """Return one person's figures."""
        work = WorkTime(self._roster, person.id)
        calendar = work.zone_calendar(self._at)
        today = calendar.local(self._at).date()
        monday = shift(today, -today.weekday())
        shown = self.weeks(person.id, work, shift(monday, -7 * (min(weeks, MOST_WEEKS) - 1)), weeks)
        week = shown[-1]
        left = work.days(today, shift(monday, 6), since=self._at)
        reach, unreached = self._reach(person.id, calendar)
        return Production(
            person_ref(person),
            self._at,
            calendar.zone,
            week.days[today.weekday()],
            week,
            shown,
            left,
            needed_a_day(week.goal, left),
            self._planned,
            reach,
            unreached,
            self._arithmetic(reach.clients, work, today),
            self._all_calls,
        )

    # Days and weeks

    def weeks(self, person_id: int, work: WorkTime, monday: date, weeks: int) -> tuple[WeekView, ...]:
        """Return some weeks from a Monday on, as the person's own zone has them."""
        mondays = [shift(monday, 7 * step) for step in range(weeks)]
        made = self._made(person_id, work.zone_calendar(self._at), monday, shift(monday, 7 * weeks))
        return tuple(self._week(work, each, made) for each in mondays)

    def _week(self, work: WorkTime, monday: date, made: Mapping[date, Sequence[Made]]) -> WeekView:
        days = [shift(monday, step) for step in range(7)]
        found = tally((each for day in days for each in made.get(day, ())), work.line)
        share = work.share(days[0], days[-1], self._full, self._targets.work_days)
        tries = found.calls if self._all_calls else found.attempts
        goal = _goal(found.contacts, tries, self._targets.week, share)
        return WeekView(monday, found, goal, tuple(self._day(work, day, made.get(day, ())) for day in days))

    def _day(self, work: WorkTime, day: date, made: Sequence[Made]) -> DayView:
        found = tally(made, work.line)
        share = work.share(day, day, self._full)
        return DayView(day, found, _goal(found.contacts, found.attempts, self._targets.day, share))

    def _made(
        self, person_id: int, calendar: BusinessCalendar, first: date, after: date
    ) -> dict[date, list[Made]]:
        """Return by day of the person's zone what they made up to now."""
        found: dict[date, list[Made]] = defaultdict(list)
        since, before = calendar.day_start(first), min(calendar.day_start(after), self._at + _TICK)
        rows = reads.rows(self._connection, "made_by", id=person_id, since=since, before=before)
        for made_at, client_id, channel, outcome, party, topics in rows:
            at = reads.instant(made_at)
            about = tuple(map(Topic, reads.listed(topics)))
            made = Made(at, client_id, Channel(channel), Outcome(outcome), Party(party), about)
            found[calendar.local(at).date()].append(made)
        return found

    # Whom somebody has spoken to

    def _reach(self, person_id: int, calendar: BusinessCalendar) -> tuple[Reach, tuple[Unreached, ...]]:
        today = calendar.local(self._at).date()
        oldest = shift(today, -self._days)
        since = calendar.day_start(oldest)
        asked = {"id": person_id, "at": self._at}
        talks = {
            client_id: (reads.instant(last), int(lately))
            for client_id, last, lately in reads.rows(self._connection, "talks_with", since=since, **asked)
        }
        clients = client_days = contacts = 0
        missing: list[Unreached] = []
        for row in reads.rows(self._connection, "managed_clients", **asked):
            clients += 1
            came = calendar.local(reads.instant(row.starts_at)).date()
            client_days += min(self._days, (today - came).days + 1)
            last, lately = talks.get(row.id, (None, 0))
            contacts += lately
            if last is None or last < since:
                begun = calendar.local(last).date() if last else came
                name = f"{row.family_name}, {row.given_name}" if row.given_name else row.family_name
                missing.append(
                    Unreached(row.id, row.number, name, Phase(row.phase), last, begun, (today - begun).days)
                )
        missing.sort(key=lambda each: (each.last_at is not None, each.since, each.name.casefold()))
        return Reach(clients, clients - len(missing), contacts, client_days), tuple(missing)

    def _arithmetic(self, clients: int, work: WorkTime, today: date) -> Arithmetic:
        site_days = business_days(self._roster.calendar, self._today, self._days)
        own_days = work.days(today, shift(today, self._days - 1))
        return Arithmetic(self._planned, self._workdays, self._days, clients, site_days, own_days)


def _goal(contacts: int, tries: int, raw: Target, share: Fraction) -> Goal:
    return Goal(contacts, tries, raw, raw.share(share))
