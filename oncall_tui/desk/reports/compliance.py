"""How the rules were kept: per rule, person and week, counted in the database (R-178)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import PersonRef
from oncall_tui.rules.continuity import everyone
from oncall_tui.rules.outcomes import Ending, Outcome, ending, median_of, outcome
from oncall_tui.rules.periods import weeks_of
from storage import reads
from storage.outcomes import Tally, tallies
from storage.vocabulary import ClockState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

LISTED = 50
"""Late and lapsed clocks that are listed one by one, the latest first."""
_MANY = 5_000
"""From so many clients on, the roster is read as a whole."""
_MARGINS = (Ending.MET, Ending.MET_LATE)
_WHY = re.compile(r"[:(]| of \d")
"""Where the words of a cancellation turn to what somebody typed, or to one item's number."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Clocks that started, and how they stand."""

    started: int
    met: int
    met_late: int
    lapsed: int
    running: int
    cancelled: int
    median: float | None
    """The middle margin in seconds of those met, in time or late; below zero for late."""

    @property
    def judged(self) -> int:
        """How many it is known of whether they were kept in time."""
        return self.met + self.met_late + self.lapsed


@dataclass(frozen=True, slots=True)
class Kept:
    """How one rule, person and week stand; None where it is about all of them."""

    rule: str | None
    title: str
    requirement: str
    person: PersonRef | None
    """None for the line's, or for everybody."""
    monday: date | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class OneClock:
    """One clock that was late, or has lapsed."""

    item_id: int
    rule: str
    title: str
    person: PersonRef | None
    due_at: datetime
    ended_at: datetime | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Compliance:
    """The whole report."""

    start: datetime
    end: datetime
    whole: Figures
    rules: tuple[Kept, ...]
    people: tuple[Kept, ...]
    weeks: tuple[Kept, ...]
    each: tuple[Kept, ...]
    """By rule, person and week."""
    late: tuple[OneClock, ...]
    lapsed: tuple[OneClock, ...]
    cancelled: tuple[tuple[str, str, int], ...]
    """Title of the rule, why, and how many."""


@dataclass(slots=True)
class _Sum:
    """What is being added up."""

    ends: dict[Ending, int] = field(default_factory=lambda: dict.fromkeys(Ending, 0))
    margins: list[Sequence[int]] = field(default_factory=list)

    def add(self, how: Ending, number: int, margins: Sequence[int] = ()) -> None:
        self.ends[how] += number
        if margins and how in _MARGINS:
            self.margins.append(margins)

    def figures(self) -> Figures:
        ends = self.ends
        return Figures(
            sum(ends.values()),
            ends[Ending.MET],
            ends[Ending.MET_LATE],
            ends[Ending.LAPSED],
            ends[Ending.RUNNING],
            ends[Ending.CANCELLED],
            median_of(self.margins),
        )


Key = tuple[str, int | None, date]
"""A rule, whose it was, and the Monday of its week."""


@dataclass(frozen=True, slots=True)
class _Open:
    """One clock that runs still."""

    row: reads.Found
    key: Key
    how: Ending


def compliance(desk: Desk, start: datetime, end: datetime, person_id: int | None = None) -> Compliance:
    """Return how the rules were kept whose clocks started in a span, of everybody or of one person."""
    now, calendar = desk.now(), desk.house.calendar
    weeks = tuple(weeks_of(calendar, start, end))
    with desk.store.reading() as connection:
        people = {row.id: PersonRef(*row[:4]) for row in reads.rows(connection, "people")}
        still = [
            each
            for each in _running(desk, connection, (start, end), now)
            if person_id is None or each.key[1] == person_id
        ]
        ended = (
            each
            for each in tallies(connection, weeks)
            if each.state != ClockState.RUNNING and (person_id is None or each.person_id == person_id)
        )
        sums = _add_up(ended, still)
        late = _late(desk, connection, (start, end), person_id, people)
        cancelled = _cancelled(desk, connection, (start, end), person_id)
    tell = _Teller(desk, people)
    return Compliance(
        start,
        end,
        sums.whole.figures(),
        tuple(tell.kept(rule, None, None, sums.rules[rule]) for rule in tell.in_order(sums.rules)),
        tuple(tell.kept(None, who, None, sums.people[who]) for who in tell.by_name(sums.people)),
        tuple(tell.kept(None, None, monday, sums.weeks[monday]) for monday in sorted(sums.weeks)),
        tuple(tell.each(sums.each)),
        late,
        tuple(_lapsed(desk, still, people, now)),
        cancelled,
    )


@dataclass(slots=True)
class _Sums:
    """Everything that is being added up."""

    whole: _Sum = field(default_factory=_Sum)
    rules: defaultdict[str, _Sum] = field(default_factory=lambda: defaultdict(_Sum))
    people: defaultdict[int | None, _Sum] = field(default_factory=lambda: defaultdict(_Sum))
    weeks: defaultdict[date, _Sum] = field(default_factory=lambda: defaultdict(_Sum))
    each: defaultdict[Key, _Sum] = field(default_factory=lambda: defaultdict(_Sum))

    def of(self, key: Key) -> tuple[_Sum, ...]:
        """Return every sum that a clock counts for."""
        rule, person, monday = key
        return self.whole, self.rules[rule], self.people[person], self.weeks[monday], self.each[key]


def _add_up(ended: Iterable[Tally], still: Iterable[_Open]) -> _Sums:
    sums = _Sums()
    for tally in ended:
        how = Ending(tally.state)
        for each in sums.of((tally.rule, tally.person_id, tally.monday)):
            each.add(how, tally.number, tally.margins)
    for one in still:
        for each in sums.of(one.key):
            each.add(one.how, 1)
    return sums


def _running(
    desk: Desk, connection: Connection, span: tuple[datetime, datetime], now: datetime
) -> Iterator[_Open]:
    """Go through the clocks that run still, each with whoever has it now."""
    found = list(reads.rows(connection, "clocks_running", since=span[0], before=span[1]))
    clients = {row.client_id for row in found} - {None}
    wanted = clients if len(clients) < _MANY else None
    charges = everyone(load_roster(desk, wanted, connection=connection), now) if clients else {}
    for row in found:
        charge = charges.get(row.client_id)
        holder = charge.role_holder if charge is not None else None
        day = desk.house.calendar.local(reads.instant(row.started_at)).date()
        how = ending(ClockState.RUNNING, reads.instant(row.due_at), now)
        yield _Open(row, (row.rule, row.assigned_id or holder, day - timedelta(days=day.weekday())), how)


def _late(
    desk: Desk,
    connection: Connection,
    span: tuple[datetime, datetime],
    person_id: int | None,
    people: Mapping[int, PersonRef],
) -> tuple[OneClock, ...]:
    of = {} if person_id is None else {"id": person_id}
    name = "clocks_latest_of" if of else "clocks_latest"
    found = reads.rows(connection, name, since=span[0], before=span[1], **of)
    return tuple(_one(desk, row, people.get(row.owed_by), desk.now()) for row in list(found)[:LISTED])


def _lapsed(
    desk: Desk, still: Iterable[_Open], people: Mapping[int, PersonRef], now: datetime
) -> Iterator[OneClock]:
    lapsed = [each for each in still if each.how is Ending.LAPSED]
    for each in lapsed[:LISTED]:
        person = people.get(each.key[1]) if each.key[1] is not None else None
        yield _one(desk, each.row, person, now)


def _one(desk: Desk, row: reads.Found, person: PersonRef | None, now: datetime) -> OneClock:
    due_at = reads.instant(row.due_at)
    ended_at = reads.maybe_instant(getattr(row, "ended_at", None))
    state = ClockState.RUNNING if ended_at is None else ClockState.MET_LATE
    how = outcome(state, due_at, ended_at, "", now, desk.house.calendar)
    return OneClock(row.item_id, row.rule, title_of(desk, row.rule), person, due_at, ended_at, how)


def _cancelled(
    desk: Desk, connection: Connection, span: tuple[datetime, datetime], person_id: int | None
) -> tuple[tuple[str, str, int], ...]:
    of = {} if person_id is None else {"id": person_id}
    name = "clocks_cancelled_of" if of else "clocks_cancelled"
    counts: Counter[tuple[str, str]] = Counter()
    for row in reads.rows(connection, name, since=span[0], before=span[1], **of):
        counts[title_of(desk, row.rule), _WHY.split(row.ended_by)[0].strip() or "not said"] += row.number
    return tuple((title, why, number) for (title, why), number in sorted(counts.items()))


def title_of(desk: Desk, rule: str) -> str:
    """Return a rule's name for people; its id where it is no longer in the rulebook."""
    found = desk.rulebook.find(rule)
    return found.title if found else rule


class _Teller:
    """Names what was counted, and puts it into an order that is always the same."""

    def __init__(self, desk: Desk, people: Mapping[int, PersonRef]) -> None:
        self._book, self._people = desk.rulebook, people
        self._places = {rule.id: place for place, rule in enumerate(desk.rulebook)}

    def in_order(self, rules: Iterable[str]) -> list[str]:
        """Return rules in the order of the rulebook."""
        return sorted(rules, key=lambda rule: (self._places.get(rule, len(self._places)), rule))

    def by_name(self, people: Iterable[int | None]) -> list[int | None]:
        """Return people by their names, the line last."""
        return sorted(people, key=lambda who: (who is None, self._name(who), who or 0))

    def each(self, sums: Mapping[Key, _Sum]) -> Iterator[Kept]:
        """Go through every rule, person and week."""
        places = {rule: place for place, rule in enumerate(self.in_order({key[0] for key in sums}))}
        names = {who: place for place, who in enumerate(self.by_name({key[1] for key in sums}))}
        for key in sorted(sums, key=lambda key: (places[key[0]], names[key[1]], key[2])):
            yield self.kept(*key, sums[key])

    def kept(self, rule: str | None, who: int | None, monday: date | None, total: _Sum) -> Kept:
        """Return one line of the report."""
        found = self._book.find(rule) if rule else None
        return Kept(
            rule,
            found.title if found else rule or "",
            found.requirement if found else "",
            self._people.get(who) if who is not None else None,
            monday,
            total.figures(),
        )

    def _name(self, who: int | None) -> str:
        found = self._people.get(who) if who is not None else None
        return found.name if found else ""
