"""Give a role to somebody from one instant to another, without an overlap or a hole (R-041)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from oncall_tui.rules.stretches import FAR


@dataclass(frozen=True, slots=True, order=True)
class Tenure:
    """A half-open span in which one person holds a role."""

    start: datetime
    """First instant."""
    end: datetime | None
    """First instant after it; None while it goes on."""
    person_id: int
    """Who holds it."""


def given(
    tenures: Iterable[Tenure], person_id: int, start: datetime, end: datetime | None
) -> tuple[Tenure, ...]:
    """Return who holds a role when, once somebody has been given it from `start` to `end`.

    What lies before `start` and after `end` stays as it was; spans of one person that meet are joined.
    """
    last = end or FAR
    cut: list[Tenure] = [Tenure(start, end, person_id)]
    for old in tenures:
        if old.start < start:
            cut.append(Tenure(old.start, min(old.end or FAR, start), old.person_id))
        if (old.end or FAR) > last:
            cut.append(Tenure(max(old.start, last), old.end, old.person_id))
    return tuple(_joined(sorted(cut, key=lambda each: each.start)))


def without(tenures: Iterable[Tenure], person_id: int, start: datetime) -> tuple[Tenure, ...]:
    """Return who holds a role when, once one person has given it up from `start` on; nobody follows them."""
    left: list[Tenure] = []
    for old in tenures:
        if old.person_id != person_id or (old.end or FAR) <= start:
            left.append(old)
        elif old.start < start:
            left.append(Tenure(old.start, start, person_id))
    return tuple(left)


def _joined(tenures: Iterable[Tenure]) -> list[Tenure]:
    joined: list[Tenure] = []
    for each in tenures:
        if joined and joined[-1].person_id == each.person_id and joined[-1].end == each.start:
            joined[-1] = Tenure(joined[-1].start, each.end, each.person_id)
        else:
            joined.append(each)
    return joined


def clash(one: Iterable[Tenure], other: Iterable[Tenure]) -> tuple[datetime, int] | None:
    """Return from when on one person holds both of two roles, and who; None for never (R-009)."""
    theirs = tuple(other)
    found = [
        (max(mine.start, each.start), mine.person_id)
        for mine in one
        for each in theirs
        if mine.person_id == each.person_id
        and mine.start < (each.end or FAR)
        and each.start < (mine.end or FAR)
    ]
    return min(found, default=None)
