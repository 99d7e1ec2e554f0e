"""Production: what counts as a contact and as an attempt, and how a day and a week stand (R-146 … R-156)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from storage.vocabulary import Channel, Outcome, Party, Topic

if TYPE_CHECKING:
    from oncall_tui.rules.rulebook import Rulebook
    from oncall_tui.rules.stretches import Stretches

_SPOKEN = frozenset({Channel.PHONE, Channel.IN_PERSON})

TOPIC_NEEDED = "Say what you spoke about, or tick 'none of these': then it does not count as a contact."
"""What is said where somebody spoke with a client and no topic was given (R-146)."""

DEFINITIONS = (
    (
        "contact",
        "speaking with the client, by telephone or in person, about engagement, social needs, goals or "
        "resources. A relative, a message or an e-mail is none. Two talks in a day are two contacts with one "
        "client; the goal counts talks.",
    ),
    (
        "attempt",
        "a call made to reach the client that did not: nobody there, busy, a message left, asked to ring "
        "another time, out of service.",
    ),
    (
        "call",
        "every call made to the client, whatever came of it.",
    ),
    (
        "left out",
        "what is done while one has the line.",
    ),
)
"""What is counted, as it stands beside every figure (R-146, R-147, R-156)."""


class Kind(StrEnum):
    """What one thing that was tried counts as."""

    CONTACT = "contact"
    ATTEMPT = "attempt"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Made:
    """One thing that somebody tried, as far as it can count."""

    at: datetime
    client_id: int | None
    """None while nobody knows which client it is."""
    channel: Channel
    outcome: Outcome
    party: Party
    topics: Collection[Topic] = ()

    @property
    def kind(self) -> Kind:
        """What it counts as (R-146, R-147)."""
        if self.client_id is None or self.party is not Party.CLIENT:
            return Kind.NEITHER
        if self.outcome is Outcome.REACHED:
            return Kind.CONTACT if self.channel in _SPOKEN and self.topics else Kind.NEITHER
        return Kind.ATTEMPT if self.channel is Channel.PHONE else Kind.NEITHER

    @property
    def call(self) -> bool:
        """Whether it was a call to a client, whatever came of it."""
        return self.client_id is not None and self.party is Party.CLIENT and self.channel is Channel.PHONE


def spoken_with(channel: Channel, outcome: Outcome) -> bool:
    """Whether somebody was really spoken with: an e-mail that was answered is no talk (R-146)."""
    return outcome is Outcome.REACHED and channel in _SPOKEN


def topic_needed(channel: Channel, outcome: Outcome, party: Party) -> bool:
    """Whether it must be said what was spoken about, or that it was none of the four (R-146)."""
    return party is Party.CLIENT and spoken_with(channel, outcome)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was made in a span."""

    contacts: int = 0
    """Talks with clients: the goals count these (A-35)."""
    clients: int = 0
    """How many different clients those were with."""
    attempts: int = 0
    """Calls that did not reach the client."""
    calls: int = 0
    """All calls to clients."""
    others: int = 0
    """What counts for nothing: e-mail, relatives, talks about none of the four."""
    on_line: int = 0
    """What was left out because it was done while having the line (R-156)."""


def tally(made: Iterable[Made], line: Stretches) -> Tally:
    """Count what was made, without what was done while having the line (R-156)."""
    contacts = attempts = calls = others = on_line = 0
    clients: set[int | None] = set()
    for each in made:
        if each.at in line:
            on_line += 1
            continue
        calls += each.call
        match each.kind:
            case Kind.CONTACT:
                contacts += 1
                clients.add(each.client_id)
            case Kind.ATTEMPT:
                attempts += 1
            case Kind.NEITHER:
                others += 1
    return Tally(contacts, len(clients), attempts, calls, others, on_line)


@dataclass(frozen=True, slots=True)
class Target:
    """How many contacts a span asks for, and how many tries stand in for them."""

    contacts: int
    tries: int

    def share(self, of: Fraction) -> Target:
        """Return what somebody owes who works only a part of the span: never more than the whole (A-36)."""
        part = min(Fraction(1), max(Fraction(0), of))
        return Target(ceil(self.contacts * part), ceil(self.tries * part))


@dataclass(frozen=True, slots=True)
class Targets:
    """The numbers of the rulebook (R-148 … R-151)."""

    day: Target
    week: Target

    @classmethod
    def of(cls, rulebook: Rulebook) -> Targets:
        """Return them as the rulebook, with the site's changes, has them."""
        number = {name: rulebook.get(name).amount for name in _RULES}
        return cls(
            Target(number["contacts-day"], number["attempts-day"]),
            Target(number["contacts-week"], number["calls-week"]),
        )

    @property
    def work_days(self) -> Fraction:
        """How many full days the week's number stands for: five of eight make forty."""
        return Fraction(self.week.contacts, self.day.contacts)


_RULES = ("contacts-day", "attempts-day", "contacts-week", "calls-week")


class State(StrEnum):
    """How a day or a week stands (R-152)."""

    CONTACTS = "contacts"
    """Met by contacts."""
    TRIES = "attempts"
    """Met by attempts, as the contacts were not attained."""
    SHORT = "short"
    NOT_OWED = "not-owed"
    """Nothing is owed: no work day, away, or on the line."""

    @property
    def met(self) -> bool:
        """Whether the goal was reached."""
        return self in (State.CONTACTS, State.TRIES)


@dataclass(frozen=True, slots=True)
class Goal:
    """A span's numbers against its goal, raw and as far as the person works in it (R-152, A-36)."""

    contacts: int
    tries: int
    """Attempts, or by the site's choice all calls of a week (A-31)."""
    raw: Target
    """As the document has it."""
    own: Target
    """For the part of the span in which the person works."""

    @property
    def raw_state(self) -> State:
        """How it stands against the document's numbers."""
        return _state(self.contacts, self.tries, self.raw)

    @property
    def state(self) -> State:
        """How it stands against the person's own numbers."""
        return _state(self.contacts, self.tries, self.own)

    @property
    def tries_asked(self) -> bool:
        """Whether the tries are asked for at all: only where the contacts were not attained (R-150)."""
        return self.contacts < self.own.contacts


def _state(contacts: int, tries: int, target: Target) -> State:
    """Judge without any partial credit: seven contacts and twelve attempts are short (A-32)."""
    if not target.contacts:
        return State.NOT_OWED
    if contacts >= target.contacts:
        return State.CONTACTS
    return State.TRIES if tries >= target.tries else State.SHORT


def needed_a_day(goal: Goal, days_left: int) -> int | None:
    """Return how many contacts each remaining day needs; None where no day is left for those missing."""
    missing = max(0, goal.own.contacts - goal.contacts)
    if not missing:
        return 0
    return ceil(Fraction(missing, days_left)) if days_left else None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Why it is so many a day: the document's reckoning, and the real calendar's (R-155)."""

    planned: int
    """Clients planned for one manager (R-153)."""
    workdays: int
    """Work days that the document reckons with in two months."""
    days: int
    """Days in which every client is to be spoken to once (R-154)."""
    caseload: int
    """Clients that the manager has."""
    business_days: int
    """Business days that the site really has in the days ahead."""
    own_days: int
    """Those of them on which the manager works."""

    @property
    def document(self) -> Fraction:
        """Contacts a day by the document."""
        return Fraction(self.planned, self.workdays)

    @property
    def planned_now(self) -> Fraction | None:
        """Contacts a day for as many clients as are planned, by the real calendar; None without a day."""
        return Fraction(self.planned, self.business_days) if self.business_days else None

    @property
    def calendar(self) -> Fraction | None:
        """Contacts a day for the clients there are, by the real calendar."""
        return Fraction(self.caseload, self.business_days) if self.business_days else None

    @property
    def own(self) -> Fraction | None:
        """Contacts on each day on which the manager works."""
        return Fraction(self.caseload, self.own_days) if self.own_days else None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of a manager's clients were spoken to lately (R-154)."""

    clients: int
    reached: int
    contacts: int
    """Talks with them in those days, by anybody."""
    client_days: int
    """Days in those days on which they were the manager's, all clients together."""

    @property
    def percent(self) -> int:
        """The share reached, rounded down so that 100 means everybody; 100 without clients."""
        return 100 * self.reached // self.clients if self.clients else 100

    @property
    def average_gap(self) -> Fraction | None:
        """Days between two talks with one client, on average; None where there was none."""
        return Fraction(self.client_days, self.contacts) if self.contacts else None
