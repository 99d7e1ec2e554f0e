"""What leaves the desk of practice: reviews, contacts to tag, and what a quarter showed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from oncall_tui.desk.views import PersonRef


@dataclass(frozen=True, slots=True)
class ReviewText:
    """What a practice review says, part by part (R-112)."""

    issue: str = ""
    actions: str = ""
    skills: tuple[str, ...] = ()
    """By code."""
    indicators: str = ""
    traps: str = ""
    competencies: tuple[str, ...] = ()
    """By code."""
    reference: str = ""
    reflections: str = ""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A practice review."""

    id: int
    version: int
    person: PersonRef
    """Whose practice it is."""
    client_id: int | None
    client_number: str
    """Empty where it is about no one client."""
    text: ReviewText
    written_at: datetime
    written_by: str


@dataclass(frozen=True, slots=True)
class TaggedContact:
    """A contact in which somebody was reached, with what it is tagged with."""

    attempt_id: int
    at: datetime
    person: PersonRef
    client_number: str
    note: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """How often a competency was shown in a quarter."""

    contacts: int = 0
    reviews: int = 0


@dataclass(frozen=True, slots=True)
class PersonQuarter:
    """What one manager's practice showed in a quarter (R-113)."""

    person: PersonRef
    shown: Mapping[str, Shown]
    """By code."""
    tagged: int
    """Contacts that carry a tag."""
    reviews: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """What a quarter showed, manager by manager."""

    name: str
    first: date
    after: date
    """The first day of the quarter after it."""
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    people: tuple[PersonQuarter, ...]
