"""Which copies of the database are kept, and when the next one is made (R-177)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_WEEK_STARTS = datetime(1970, 1, 5, tzinfo=UTC)
"""A Monday."""
_LATE = 3
"""After how many intervals without a copy somebody has to look."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many copies are kept of each kind; those of one kind may be those of another."""

    hourly: int = 24
    daily: int = 7
    weekly: int = 4


KEPT = Kept()


def keep(made: Iterable[datetime], kept: Kept = KEPT) -> frozenset[datetime]:
    """Return which of the copies stay: the last of each of the newest hours, days and weeks that have any.

    Hours without a copy do not count, so a computer that was off for a month loses none. Hours, days, weeks
    and what is returned are in UTC, in which no change of summer time makes an hour twice or not at all.
    """
    newest_first = sorted({at.astimezone(UTC) for at in made}, reverse=True)
    ways: tuple[tuple[int, Callable[[datetime], int]], ...] = (
        (kept.hourly, lambda at: (at - _WEEK_STARTS) // timedelta(hours=1)),
        (kept.daily, lambda at: (at - _WEEK_STARTS) // timedelta(days=1)),
        (kept.weekly, lambda at: (at - _WEEK_STARTS) // timedelta(weeks=1)),
    )
    stay = set(newest_first[:1])
    for most, span_of in ways:
        seen: set[int] = set()
        for at in newest_first:
            span = span_of(at)
            if span not in seen and len(seen) < most:
                seen.add(span)
                stay.add(at)
    return frozenset(stay)


def newest(made: Iterable[datetime], now: datetime) -> datetime | None:
    """Return the newest copy that is not of the future: a clock that was set back leaves such behind."""
    return max((at for at in made if at <= now), default=None)


def is_due(newest: datetime | None, now: datetime, every: timedelta) -> bool:
    """Say whether a copy is to be made."""
    return newest is None or newest + every <= now


def is_late(newest: datetime, now: datetime, every: timedelta) -> bool:
    """Say whether the copies have stopped: three were to be made since the newest one."""
    return now - newest > _LATE * every
