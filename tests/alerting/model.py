"""What must be told, to whom and when: worked out naively from the requirements, apart from the engine.

It knows the rules that a weekend needs by their numbers (R-157), Sydney's week, and the reading of R-158 to
R-164, R-029 and R-072; it imports nothing of what it checks but the words of the trade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.vocabulary import Category, Rung, Step

HOUR = timedelta(hours=1)
LAPSE, LAST_CHANCE = "lapse", "last-chance"
_OPENS, _CLOSES = time(9), time(17)
_LEAD = 2
"""Open hours before the owner leaves at which the last chance is told."""

ELAPSED: Mapping[str, tuple[int, tuple[int, ...]]] = {
    "return-call": (72, (24, 4, 1)),
    "email-acknowledge": (24, (8, 2)),
    "email-action": (24, (8, 2)),
    "no-contact-inform": (24, (8, 2)),
}
"""Rules counted in hours that pass: how many, and how many before the end it is warned."""
BUSINESS: Mapping[str, tuple[int, tuple[int, ...]]] = {"clinical-call-back": (8, (4, 1))}
"""Rules counted in open hours; one business day is eight of them."""
STARTED: Mapping[Category, tuple[str, ...]] = {
    Category.CALL_BACK: ("clinical-call-back", "return-call"),
    Category.EMAIL: ("email-acknowledge", "email-action", "no-contact-inform"),
}
"""The clocks that a call starts."""


@dataclass(frozen=True)
class Week:
    """When the office is open: Monday to Friday, nine to five, but for the holidays that are named."""

    zone: str = "Australia/Sydney"
    holidays: frozenset[date] = frozenset()

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at an instant."""
        local = at.astimezone(ZoneInfo(self.zone))
        return self._works(local.date()) and _OPENS <= local.time() < _CLOSES

    def days(self, at: datetime, way: int) -> Iterator[tuple[datetime, datetime]]:
        """Go through its open days from an instant on, or back from it."""
        zone = ZoneInfo(self.zone)
        day = at.astimezone(zone).date()
        while True:
            if self._works(day):
                opens, closes = (datetime.combine(day, hour, zone) for hour in (_OPENS, _CLOSES))
                yield opens.astimezone(UTC), closes.astimezone(UTC)
            day += timedelta(days=way)

    def _works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays


SYDNEY = Week()


class Message(NamedTuple):
    """One thing that an alert did by itself."""

    item: int
    rule: str
    point: str
    step: Step
    rung: Rung
    person: int | None


class Point(NamedTuple):
    """A warning that has to come."""

    at: datetime
    label: str


@dataclass
class Staff:
    """Who is who, and who is away."""

    managers: Mapping[int, tuple[int, int | None]]
    """By client: primary and secondary care manager."""
    directors: tuple[int, ...]
    """The default director first."""
    duty: tuple[tuple[int, datetime, datetime], ...]
    away: list[tuple[int, datetime, datetime]] = field(default_factory=list)
    week: Week = SYDNEY

    def off(self, person: int, at: datetime) -> bool:
        """Whether somebody is away."""
        return any(who == person and start <= at < end for who, start, end in self.away)

    def line(self, at: datetime) -> int:
        """Who has the line: the rota's director, else the first director who is there."""
        rota = [who for who, start, end in self.duty if start <= at < end]
        return next(who for who in (*rota, *self.directors) if not self.off(who, at))

    def at_work(self, person: int, at: datetime) -> bool:
        """Whether somebody may be told (R-164)."""
        return person == self.line(at) or (self.week.is_open(at) and not self.off(person, at))


@dataclass
class Unanswered:
    """An open alert."""

    point: str
    told_at: datetime
    rang_at: datetime
    rung: Rung = Rung.ACTING
    acknowledged_at: datetime | None = None
    expires_at: datetime | None = None
    wakes_at: datetime | None = None


@dataclass
class Watched:
    """A clock."""

    item: int
    rule: str
    client: int | None
    recorded_at: datetime
    due_at: datetime
    points: tuple[Point, ...]
    assigned: int | None = None
    raised: dict[str, datetime] = field(default_factory=dict)
    open: Unanswered | None = None
    ended_at: datetime | None = None
    done_at: datetime | None = None
    """When its item was last tried or decided upon."""

    @property
    def waiting(self) -> tuple[Point, ...]:
        """Warnings that have not been raised."""
        return tuple(point for point in self.points if point.label not in self.raised)


class Model:
    """Is told what people do and when the engine looked; says what that look must have told."""

    def __init__(self, staff: Staff, *, climb: timedelta, ring: timedelta, hold: timedelta) -> None:
        self.staff = staff
        self.climb, self.ring, self.hold = climb, ring, hold
        self.clocks: list[Watched] = []
        self._live: list[Watched] = []

    def called(
        self, item: int, category: Category, client: int | None, received_at: datetime, at: datetime
    ) -> None:
        """Note that a call was put on record."""
        for rule in STARTED[category]:
            week = self.staff.week
            due = due_of(rule, received_at, week)
            points = tuple(points_of(rule, received_at, due, week, owned=client is not None))
            watched = Watched(item, rule, client, at, due, points)
            self.clocks.append(watched)
            self._live.append(watched)

    def attempted(self, item: int, at: datetime) -> None:
        """Note an attempt that reached nobody: a call back is kept by it, an e-mail is not (R-074)."""
        for watched in self._of(item):
            watched.done_at = at
            if watched.rule in STARTED[Category.CALL_BACK] and watched.ended_at is None:
                watched.ended_at = at

    def resolved(self, item: int, at: datetime) -> None:
        """Note that nothing is owed any more."""
        for watched in self._of(item):
            watched.ended_at = watched.ended_at or at

    def acknowledged(self, item: int, rule: str, at: datetime) -> None:
        """Note that somebody has it."""
        alert = self.open(item, rule)
        alert.acknowledged_at, alert.expires_at, alert.wakes_at = at, at + self.hold, None

    def snoozed(self, item: int, rule: str, until: datetime) -> None:
        """Note that it was put off."""
        alert = self.open(item, rule)
        alert.acknowledged_at, alert.expires_at, alert.wakes_at = None, None, until

    def handed_on(self, item: int, rule: str, person: int, at: datetime) -> list[Message]:
        """Note that the item was given to somebody, and return what that tells at once."""
        for watched in self._of(item):
            watched.assigned = person
        watched = next(each for each in self._of(item) if each.rule == rule)
        return list(self._again(watched, Step.RANG, at))

    def open(self, item: int, rule: str) -> Unanswered:
        """Return the open alert of a clock."""
        found = next(each.open for each in self._of(item) if each.rule == rule)
        assert found is not None
        return found

    def unanswered(self) -> list[Watched]:
        """Return the clocks with an alert for which nobody has answered."""
        return [
            each
            for each in self._live
            if each.open is not None
            and each.ended_at is None
            and not (each.open.expires_at or each.open.wakes_at)
        ]

    def looked(self, at: datetime) -> list[Message]:
        """Note that the engine looked, and return what it must have told."""
        told = [message for watched in self._live for message in self._look(watched, at)]
        self._live = [each for each in self._live if each.ended_at is None or each.open is not None]
        return told

    def next_at(self) -> datetime | None:
        """Return when something is due next, if nobody does anything before."""
        return min((at for watched in self._live for at in self._times(watched)), default=None)

    def _of(self, item: int) -> list[Watched]:
        return [each for each in self.clocks if each.item == item]

    def _times(self, watched: Watched) -> Iterator[datetime]:
        if watched.ended_at is None:
            chance = watched.raised.keys() >= {LAPSE}
            yield from (point.at for point in watched.waiting if not (chance and point.label == LAST_CHANCE))
        if watched.open is not None:
            yield self._moves_at(watched, watched.open)

    def _moves_at(self, watched: Watched, alert: Unanswered) -> datetime:
        if watched.ended_at is not None:
            return watched.ended_at
        if alert.wakes_at is not None:
            return alert.wakes_at
        if alert.expires_at is not None and alert.acknowledged_at is not None:
            done = watched.done_at
            return (
                max(alert.expires_at, done + self.hold)
                if done and done > alert.acknowledged_at
                else alert.expires_at
            )
        rings = alert.rang_at + self.ring
        return rings if alert.rung is Rung.ALL_DIRECTORS else min(rings, alert.told_at + self.climb)

    def _look(self, watched: Watched, at: datetime) -> Iterator[Message]:
        due = [
            point
            for point in (watched.waiting if watched.ended_at is None else ())
            if point.at <= at and (point.label != LAST_CHANCE or at < watched.due_at)
        ]
        if watched.open is not None:
            self._forget_the_future(watched.open, at)
        if due:
            yield from self._raise(watched, due, at)
        elif watched.open is None or self._moves_at(watched, watched.open) > at:
            return
        elif watched.ended_at is not None:
            yield self._close(watched, watched.open)
        elif watched.open.wakes_at is not None:
            yield from self._again(watched, Step.WOKEN, at)
        elif watched.open.expires_at is not None:
            yield from self._again(watched, Step.EXPIRED, at)
        else:
            yield from self._press(watched, watched.open, at)

    def _forget_the_future(self, alert: Unanswered, at: datetime) -> None:
        """Take what happened at an hour that has not come yet for long ago: the clock was set back since."""
        long_ago, soonest = at - timedelta(days=1), at + timedelta(minutes=1)
        if alert.expires_at is not None and alert.acknowledged_at and alert.acknowledged_at > soonest:
            alert.expires_at = long_ago
        if alert.told_at > soonest:
            alert.told_at = long_ago
        if alert.rang_at > soonest:
            alert.rang_at = long_ago

    def _raise(self, watched: Watched, due: list[Point], at: datetime) -> Iterator[Message]:
        """Raise what is due; of several only the newest rings, and what was open makes way."""
        if watched.open is not None:
            yield self._close(watched, watched.open)
        for point in due:
            assert point.label not in watched.raised
            watched.raised[point.label] = at
            watched.open = Unanswered(point.label, at, at)
            newest = point is due[-1]
            people = self._people(watched, watched.open, at)
            for person in people if newest else people[:1]:
                yield self._message(watched, watched.open, Step.RAISED, person)
            if not newest:
                yield self._close(watched, watched.open)

    def _press(self, watched: Watched, alert: Unanswered, at: datetime) -> Iterator[Message]:
        """Climb to the next rung on which there is somebody; else ring again (R-162, R-160)."""
        step = Step.RANG
        if alert.rung is not Rung.ALL_DIRECTORS and alert.told_at + self.climb <= at:
            step, rungs = Step.CLIMBED, list(Rung)
            for rung in rungs[rungs.index(alert.rung) + 1 :]:
                alert.rung, alert.told_at = rung, at
                if self._people(watched, alert, at):
                    break
                yield self._message(watched, alert, Step.PASSED_OVER, None)
        alert.rang_at = at
        people = self._people(watched, alert, at) or [self.staff.line(at)]
        yield from (self._message(watched, alert, step, person) for person in people)

    def _again(self, watched: Watched, step: Step, at: datetime) -> Iterator[Message]:
        assert watched.open is not None
        watched.open = Unanswered(watched.open.point, at, at)
        for person in self._people(watched, watched.open, at):
            yield self._message(watched, watched.open, step, person)

    def _close(self, watched: Watched, alert: Unanswered) -> Message:
        watched.open = None
        return self._message(watched, alert, Step.CLOSED, None)

    @staticmethod
    def _message(watched: Watched, alert: Unanswered, step: Step, person: int | None) -> Message:
        return Message(watched.item, watched.rule, alert.point, step, alert.rung, person)

    def _people(self, watched: Watched, alert: Unanswered, at: datetime) -> list[int]:
        line = self.staff.line(at)
        primary, secondary = self.staff.managers[watched.client] if watched.client else (None, None)
        match alert.rung:
            case Rung.ACTING:
                wanted = (watched.assigned, primary, secondary, line)
                acting = next(each for each in wanted if each is not None and not self.staff.off(each, at))
                told = [acting if self.staff.at_work(acting, at) else line]
                return [*told, line] if alert.point == LAPSE and told != [line] else told
            case Rung.SECONDARY:
                return [secondary] if secondary is not None and self.staff.at_work(secondary, at) else []
            case Rung.DUTY_DIRECTOR:
                return [line]
            case Rung.ALL_DIRECTORS:
                there = [
                    each for each in self.staff.directors if each != line and not self.staff.off(each, at)
                ]
                return [line, *there]


def due_of(rule: str, received_at: datetime, week: Week = SYDNEY) -> datetime:
    """Return when a rule's window ends."""
    if rule in ELAPSED:
        return received_at + ELAPSED[rule][0] * HOUR
    left = BUSINESS[rule][0] * HOUR
    for opens, closes in week.days(received_at, 1):
        begin = max(opens, received_at)
        if begin < closes:
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
    raise AssertionError("there are always more days")


def points_of(
    rule: str, received_at: datetime, due: datetime, week: Week = SYDNEY, *, owned: bool
) -> Iterable[Point]:
    """Return the warnings of a window in order of time, a last chance after others of the same instant."""
    points = [point for point in _counted_back(rule, due, week) if point.at > received_at]
    points.append(Point(due, LAPSE))
    if owned and not week.is_open(due - timedelta(microseconds=1)):
        leaves = next(closes for _opens, closes in week.days(due, -1) if closes <= due)
        if leaves > received_at:
            points.append(Point(max(_open_before(leaves, _LEAD * HOUR, week), received_at), LAST_CHANCE))
    return sorted(points, key=lambda point: (point.at, point.label == LAST_CHANCE))


def _counted_back(rule: str, due: datetime, week: Week) -> Iterator[Point]:
    if rule in ELAPSED:
        yield from (Point(due - n * HOUR, f"{n}-elapsed-hours") for n in ELAPSED[rule][1])
    else:
        yield from (
            Point(_open_before(due, n * HOUR, week), f"{n}-business-hours") for n in BUSINESS[rule][1]
        )


def _open_before(end: datetime, need: timedelta, week: Week) -> datetime:
    for opens, closes in week.days(end, -1):
        stop = min(closes, end)
        if opens < stop:
            if stop - opens >= need:
                return stop - need
            need -= stop - opens
    raise AssertionError("there are always days before")
