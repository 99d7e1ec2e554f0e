"""Policies as they leave the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oncall_tui.desk.views import Saved


@dataclass(frozen=True, slots=True)
class PolicySaved(Saved):
    """What a change to the register did."""

    policy_id: int = 0


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy, as its document control names it (R-101)."""

    id: int
    version: int
    title: str
    department: str
    """The department that owns it."""
    owner_id: int | None
    owner: str
    """Who is asked to revise it; empty for the director on the line."""
    author: str
    approver: str
    experts: tuple[str, ...]
    stakeholders: str
    place: str
    """Where the document is kept."""
    created_on: date
    valid_from: date
    revision: int
    next_revision: date
    """The last day by which it is revised."""
    next_words: str
    """As that was typed."""
    ended: bool
    overdue_days: int
    """How many days its revision is overdue; 0 for none."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One line of the change history."""

    revision: int
    changed_on: date
    approver: str
    experts: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy with its change history, the newest change first."""

    row: PolicyRow
    changes: tuple[ChangeView, ...]
