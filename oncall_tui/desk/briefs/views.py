"""What leaves the desk as a brief: for the director on the line, and for each manager afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from oncall_tui.desk.duty.views import Rota
from oncall_tui.desk.views import ClockView, PersonRef, QueueRow


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above every brief."""

    house: str
    line: str
    """Number of the escalation line (R-049)."""
    emergency: str
    """Number of the emergency services."""
    zone: str
    kind: str
    """What the span is: a weekend, overnight, a public holiday by its name."""
    start: datetime
    end: datetime
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Lapsing:
    """One clock that has lapsed, or lapses before the span is over."""

    clock: ClockView
    row: QueueRow


@dataclass(frozen=True, slots=True)
class Unstable:
    """A client in an unstable state, with who is responsible, as the resolver says."""

    client_id: int
    number: str
    name: str
    concerns: tuple[str, ...]
    role_holder: PersonRef
    answering: PersonRef
    gap: bool
    """Whether neither manager can hold the role now."""
    afterwards: PersonRef
    """Who holds the role when the next business day opens."""
    open_items: int


@dataclass(frozen=True, slots=True)
class Off:
    """Somebody who is away in the span, or does not work on the day after it."""

    person: PersonRef
    words: str
    """Why, and until when or that nobody knows."""
    until: datetime | None
    """When it ends; None for nobody knows."""
    ring: str
    """What was left word of about being rung; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Callable:
    """Somebody who may be rung in the span, and when that is right."""

    person: PersonRef
    how: str


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A client whose role nobody but the line can hold, within the span."""

    client_id: int
    number: str
    name: str
    start: datetime
    end: datetime
    why: str


@dataclass(frozen=True, slots=True)
class SignDue:
    """A sign of deterioration whose check is overdue, or due before the span is over (R-110)."""

    number: str
    name: str
    sign: str
    act: str
    """What is to be done if it is there."""
    check_on: date
    overdue_days: int
    """0 where it is due, and not over yet."""


@dataclass(frozen=True, slots=True)
class StartBrief:
    """What whoever takes the line over must know (R-047)."""

    heading: Heading
    holder: PersonRef
    """Who has the line as the span begins."""
    rota: Rota
    lapsing: tuple[Lapsing, ...]
    """Every clock that has lapsed or lapses before the next business day opens, soonest first."""
    first_after: Lapsing | None
    """The first clock that lapses once it is open."""
    items: tuple[QueueRow, ...]
    """Every open item in the queue's order."""
    unstable: tuple[Unstable, ...]
    signs: tuple[SignDue, ...]
    off: tuple[Off, ...]
    callable: tuple[Callable, ...]
    gaps: tuple[Uncovered, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what happened."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item that was touched in the span, with what happened to it there."""

    row: QueueRow
    """As it stands now; it names whoever must act when the next business day opens."""
    came_in: bool
    """Whether it was logged in the span."""
    news: tuple[Told, ...]
    asked: str
    """What is asked of whoever must act."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One open item that somebody must do something about, and what."""

    row: QueueRow
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one person is told when the next business day opens."""

    person: PersonRef
    entries: tuple[Entry, ...]
    """Calls and changes about the clients whose role they hold then."""
    changes: tuple[Told, ...]
    """What else happened to those clients."""
    must: tuple[Asked, ...]
    """Open items that they must act on: touched in the span, lapsed, or due before that day closes."""
    also_open: int
    """How many further items they must act on, later."""
    stands_in: tuple[str, ...]
    """For whom they hold clients of these then, and why."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A page with the name by which it is made once, and by when it is to be acknowledged (R-048)."""

    key: str
    """The same for the same span and person."""
    opens_at: datetime
    answer_by: datetime
    page: Page


@dataclass(frozen=True, slots=True)
class DuePack:
    """A pack that somebody must acknowledge, as far as whoever chases it needs to know."""

    key: str
    person_id: int
    words: str
    """Says how much there is, and nothing about any client."""
    opens_at: datetime
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class EndBrief:
    """What was, and what remains, at the end of a span (R-047)."""

    heading: Heading
    until: datetime
    """Up to when it tells: now, while the span still runs."""
    came_in: tuple[Entry, ...]
    asked: tuple[Entry, ...]
    """What the console itself asked in the span, such as whether somebody is back."""
    worked_on: tuple[Entry, ...]
    """Items from before the span to which something was done in it."""
    cover: tuple[Told, ...]
    """What changed about who answers."""
    calls: int
    attempts: int
    decisions: int
    resolved: int
    lapsed: tuple[Lapsing, ...]
    """Clocks that lapsed in the span, kept late or not at all."""
    running: tuple[QueueRow, ...]
    """What is still open, in the queue's order, each with whoever must act when the next day opens."""
    pages: tuple[Page, ...]
    """One for each person who has something to do or to know, by name."""
