"""One rule: a number that somebody is held to, where it comes from, and when it is due (R-063)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from itertools import chain

from oncall_tui.rules.accounts import say_window
from oncall_tui.rules.calendars import BusinessCalendar, to_utc
from oncall_tui.rules.clocks import (
    Deadline,
    Unit,
    Window,
    after_minutes,
    close_of_business,
    due,
    local_time_of_day,
    on_date,
)
from oncall_tui.rules.events import Event
from oncall_tui.rules.hours import say_time
from oncall_tui.rules.warn import Moment, Warn, WarnPoint, warn_points
from oncall_tui.rules.wording import say_count
from storage.vocabulary import Measure


class RulebookError(ValueError):
    """A rule that is not known, has no clock, or a rulebook that cannot be read."""


class Owner(StrEnum):
    """Who has to keep a rule, or hears when it is not kept."""

    ACTING = "acting"
    """Whoever answers for the client at that instant."""
    PCM = "pcm"
    SCM = "scm"
    DIRECTORS = "directors"
    DUTY_DIRECTOR = "duty-director"
    SUPERVISOR = "supervisor"
    PROVIDER = "provider"
    SPECIALIST = "specialist"
    ANY = "any"
    """Whoever becomes aware of it."""
    EACH_CARE_MANAGER = "each-care-manager"
    DOCUMENT_OWNER = "document-owner"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from."""

    document: str
    """Title of the document; “site default” for rules of our own."""
    section: str
    """Where in the document."""
    says: str
    """What it says there, in our own words."""
    changed: str = ""
    """What a site file changed about the number."""


@dataclass(frozen=True, slots=True)
class Proviso:
    """An exception to a rule, or a condition on it."""

    slug: str
    """Its name."""
    says: str
    """What it means."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the rulebook."""

    id: str
    """Its name, which clocks and commands use."""
    requirement: str
    """The number of the requirement it answers."""
    title: str
    """Its name for people."""
    source: Source
    """Where it comes from."""
    amount: int
    """How many of the unit; 0 where the unit has no number."""
    unit: Measure
    """What is counted."""
    starts_on: Event
    """The event that starts it."""
    stops_on: tuple[Event, ...]
    """The events that stop it, any of them."""
    warn: tuple[Warn, ...]
    """When to warn before it is due."""
    owner: Owner
    """Who keeps it."""
    escalate_to: Owner
    """Who hears when it lapses."""
    at: time | None = None
    """The hour of a daily rule."""
    before: bool = False
    """Whether it counts back from a date."""
    exceptions: tuple[Proviso, ...] = ()
    """Its exceptions and conditions."""
    pausable: bool = False
    """Whether a reason can stop its clock for a while (R-075)."""
    default: bool = False
    """Whether the number is ours because the document names none."""
    version: int = 1
    """Counts up when the number changes, so that a running clock can name the one it started with."""
    enabled: bool = True
    """Whether it starts clocks here."""
    site: bool = False
    """Whether a site file changed it."""

    @property
    def window(self) -> Window | None:
        """The window of a rule that is counted in one of the seven units."""
        if self.unit.value not in _UNITS:
            return None
        return Window(-self.amount if self.before else self.amount, Unit(self.unit.value))

    @property
    def count(self) -> int | None:
        """How many attempts or contacts a rule counts, if it is no clock."""
        return self.amount if self.unit is Measure.COUNT else None

    @property
    def allows(self) -> str:
        """The number in words: `1 business day`, `daily at 10:00`, `3 times`."""
        match self.unit:
            case Measure.COUNT:
                return "once" if self.amount == 1 else f"{self.amount} times"
            case Measure.MINUTES:
                return say_count(self.amount, "minute")
            case Measure.SAME_BUSINESS_DAY:
                return "the same business day"
            case Measure.DAILY_AT:
                return f"daily at {say_time(self.at)}" if self.at else "daily"
            case Measure.ON_DATE:
                return "by its date"
            case _:
                words = say_window(self.amount, Unit(self.unit.value))
                return f"{words} before" if self.before else words

    def deadline(self, started_at: datetime, calendar: BusinessCalendar) -> Deadline:
        """Return when the rule is due, counted from its start, or from the date it leads up to.

        Raises:
            RulebookError: the rule counts attempts or contacts and has no clock.
            ValueError: the start is naive, or the result is out of range.
        """
        window = self.window
        if window is not None:
            return due(window, started_at, calendar)
        match self.unit:
            case Measure.MINUTES:
                return after_minutes(self.amount, started_at, calendar)
            case Measure.SAME_BUSINESS_DAY:
                return close_of_business(started_at, calendar)
            case Measure.DAILY_AT:
                return local_time_of_day(self.at or time(10), started_at, calendar)
            case Measure.ON_DATE:
                return on_date(started_at, calendar)
            case _:
                what = "contacts" if self.owner is Owner.EACH_CARE_MANAGER else "attempts"
                raise RulebookError(f"{self.requirement} counts {what}; it has no clock.")

    def deadline_before(
        self, event_at: datetime | None, started_at: datetime, calendar: BusinessCalendar
    ) -> Deadline:
        """Return when the rule is due, or the event's own date where that is earlier and decides (R-122).

        Raises:
            RulebookError: the rule counts attempts or contacts and has no clock.
            ValueError: an instant is naive, or the result is out of range.
        """
        counted = self.deadline(started_at, calendar)
        gives_way = any(each.slug == EVENT_FIRST for each in self.exceptions)
        if event_at is None or not gives_way or counted.at <= to_utc(event_at):
            return counted
        date = on_date(event_at, calendar)
        return Deadline(date.at, lambda: chain(counted.account(), (_EARLIER,), date.account()))

    def warn_points(
        self, deadline: Deadline, started_at: datetime, calendar: BusinessCalendar
    ) -> tuple[WarnPoint, ...]:
        """Return when to warn about a clock of this rule, in order of time (R-157)."""
        return warn_points(self.warn, deadline, started_at, calendar)


_EARLIER = "The date that it is for comes first:"
EVENT_FIRST = "event-first"
"""The exception of a rule that gives way to an earlier date of the event itself."""
_UNITS = frozenset(unit.value for unit in Unit)
UNNUMBERED = frozenset({Measure.SAME_BUSINESS_DAY, Measure.DAILY_AT, Measure.ON_DATE})
"""The units that go without a number."""


def as_json(rule: Rule) -> dict[str, object]:
    """Return a rule as it is written to JSON; the amount is null where the unit has no number."""
    source = {"document": rule.source.document, "section": rule.source.section, "says": rule.source.says}
    if rule.source.changed:
        source["changed"] = rule.source.changed
    return {
        "id": rule.id,
        "requirement": rule.requirement,
        "title": rule.title,
        "source": source,
        "amount": None if rule.unit in UNNUMBERED else rule.amount,
        "unit": rule.unit.value,
        "at": say_time(rule.at) if rule.at else None,
        "before": rule.before,
        "starts_on": rule.starts_on.value,
        "stops_on": [event.value for event in rule.stops_on],
        "warn": [_warn_as_json(warning) for warning in rule.warn],
        "owner": rule.owner.value,
        "escalate_to": rule.escalate_to.value,
        "exceptions": [{"slug": each.slug, "says": each.says} for each in rule.exceptions],
        "pausable": rule.pausable,
        "default": rule.default,
        "version": rule.version,
        "enabled": rule.enabled,
        "site": rule.site,
    }


def _warn_as_json(warning: Warn) -> dict[str, object] | str:
    """Return a warning as an amount and a unit before the due time, or as a named moment."""
    if isinstance(warning.when, Moment):
        return warning.when.value
    return {"amount": warning.when.amount, "unit": warning.when.unit.value}
