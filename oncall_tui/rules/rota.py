"""The duty rota ahead: when nobody has the line who could answer it, and when two have it (R-035)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from oncall_tui.rules.alike import turns
from oncall_tui.rules.calendars import to_utc

if TYPE_CHECKING:
    from oncall_tui.rules.roster import Roster


class RotaTrouble(StrEnum):
    """What is wrong with the rota for a while."""

    GAP = "gap"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class RotaSpan:
    """A half-open span in which the rota names nobody who can answer, or two people at once."""

    trouble: RotaTrouble
    """Which of the two."""
    start: datetime
    """First instant."""
    end: datetime
    """First instant after it, or the end of the time looked at."""
    people: tuple[int, ...]
    """In a gap: who is on the rota but away. In an overlap: who has the line at once."""


def rota_troubles(roster: Roster, start: datetime, end: datetime) -> tuple[RotaSpan, ...]:
    """Every gap and overlap of the rota from one instant to another, by start.

    Somebody must have the line outside business hours; a gap goes on through business hours in which nobody
    has it either. A director who is away has not got it, whatever the rota says.

    Raises:
        ValueError: An instant has no time zone, or the end is not after the start.
    """
    start, end = to_utc(start), to_utc(end)
    if end <= start:
        raise ValueError(f"the end {end.isoformat()} is not after the start {start.isoformat()}; swap them")
    found: list[RotaSpan] = []
    within = False
    for begun, over in pairwise((*turns(roster, start, end), end)):
        span = _span(roster, begun, over)
        last = found[-1] if found else None
        if span is None:
            within = within and roster.index.moment(begun).open and not any(_there(roster, begun))
        elif last is not None and last.trouble is span.trouble and _goes_on(last, span, within=within):
            people = tuple(sorted({*last.people, *span.people}))
            found[-1] = RotaSpan(span.trouble, last.start, over, people)
            within = span.trouble is RotaTrouble.GAP
        else:
            found.append(span)
            within = span.trouble is RotaTrouble.GAP
    return tuple(found)


def _goes_on(last: RotaSpan, span: RotaSpan, *, within: bool) -> bool:
    if span.trouble is RotaTrouble.GAP:
        return within
    return last.end == span.start and last.people == span.people


def _span(roster: Roster, begun: datetime, over: datetime) -> RotaSpan | None:
    """Return what is wrong from one turn to the next."""
    moment = roster.index.moment(begun)
    there = tuple(sorted(set(_there(roster, begun))))
    if len(there) > 1:
        return RotaSpan(RotaTrouble.OVERLAP, begun, over, there)
    if there or moment.open:
        return None
    absent = sorted({shift.person_id for shift in roster.index.on_duty(begun)})
    return RotaSpan(RotaTrouble.GAP, begun, over, tuple(absent))


def _there(roster: Roster, at: datetime) -> Iterator[int]:
    """Go through those who are on the rota and can answer."""
    moment = roster.index.moment(at)
    return (shift.person_id for shift in roster.index.on_duty(at) if moment.available(shift.person_id))
