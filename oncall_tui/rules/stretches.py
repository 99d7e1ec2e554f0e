"""Half-open stretches of time, and when a day turns in a zone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

FAR = datetime.max.replace(tzinfo=UTC)
"""Stands for the end of what has no end, where instants are compared."""
DAWN = datetime.min.replace(tzinfo=UTC)
"""Stands for the beginning of what has none."""


class Stretches:
    """Half-open stretches of time, merged and in order."""

    __slots__ = ("ends", "starts")

    def __init__(self, spans: Iterable[tuple[datetime, datetime]]) -> None:
        self.starts: list[datetime] = []
        self.ends: list[datetime] = []
        for start, end in sorted(spans):
            if end <= start:
                continue
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def __contains__(self, at: datetime) -> bool:
        """Whether an instant lies in one of them."""
        place = bisect_right(self.starts, at) - 1
        return place >= 0 and at < self.ends[place]

    def next_change(self, at: datetime) -> datetime:
        """The first start or end after an instant, FAR if there is none."""
        place = bisect_right(self.starts, at)
        if place and at < self.ends[place - 1]:
            return self.ends[place - 1]
        return self.starts[place] if place < len(self.starts) else FAR

    def spans(self) -> Iterable[tuple[datetime, datetime]]:
        """The stretches, one after the other."""
        return zip(self.starts, self.ends, strict=True)

    def shared(self, other: Stretches) -> tuple[tuple[datetime, datetime], ...]:
        """What lies in both; written for speed, as it is asked for every pair of managers."""
        found: list[tuple[datetime, datetime]] = []
        mine, theirs = iter(self.spans()), iter(other.spans())
        try:
            start, end = next(mine)
            begun, over = next(theirs)
            while True:
                if end < over:
                    if begun < end:
                        found.append((start if start > begun else begun, end))
                    start, end = next(mine)
                else:
                    if start < over:
                        found.append((start if start > begun else begun, over))
                    begun, over = next(theirs)
        except StopIteration:
            return tuple(found)

    def without(self, other: Stretches) -> Stretches:
        """What is left when other stretches are cut out."""
        left = []
        for start, end in self.spans():
            for begun, over in other.spans():
                if start < over and begun < end:
                    left.append((start, begun))
                    start = over
            left.append((start, end))
        return Stretches(left)


def midnight_after(at: datetime, zone: str) -> datetime:
    """The first local midnight after an instant, in UTC; of a midnight that comes twice, each counts."""
    there = ZoneInfo(zone)
    today = at.astimezone(there).date()
    midnights = (
        datetime.combine(today + timedelta(days=step), time(), there).replace(fold=fold).astimezone(UTC)
        for step in (0, 1, 2)
        for fold in (0, 1)
    )
    return min(midnight for midnight in midnights if midnight > at)
