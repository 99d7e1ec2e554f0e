"""How often one person was tried lately, by anybody and for any purpose (R-088)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from oncall_tui.rules.calendars import to_utc
from oncall_tui.rules.wording import say_count


@dataclass(frozen=True, slots=True)
class Limits:
    """How many attempts at one person a site takes for too many (R-088); no document names a number."""

    day: int = 2
    """Within 24 hours."""
    week: int = 4
    """Within seven days."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """How often one person was tried lately, by anybody, for any purpose (R-088)."""

    day: int
    """Attempts in the last 24 hours."""
    week: int
    """Attempts in the last seven days."""
    warning: str | None
    """What to weigh before one more; never a bar."""


def pressure(
    times: Iterable[datetime], now: datetime, *, risk: bool = False, limits: Limits = Limits()
) -> Pressure:
    """Return how often somebody was tried lately, with a warning when one more would pass a site's limits."""
    end = to_utc(now)
    ages = [end - to_utc(at) for at in times]
    day = sum(1 for age in ages if timedelta() <= age < timedelta(days=1))
    week = sum(1 for age in ages if timedelta() <= age < timedelta(days=7))
    if day < limits.day and week < limits.week:
        return Pressure(day, week, None)
    told = f"Tried {say_count(day, 'time')} in 24 hours and {say_count(week, 'time')} in 7 days."
    advice = (
        "There is risk: go on as the clinical picture asks, and plan each attempt."
        if risk
        else f"More than {limits.day} a day or {limits.week} in 7 days may feel like harassment."
    )
    return Pressure(day, week, f"{told} {advice}")
