"""How a deed of the demo is told: its hour on the wall, who does it, and what it does at their desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody does."""

    at: datetime
    by: str
    """A person's name."""
    do: Callable[[Desk], object]


@dataclass(slots=True)
class Memory:
    """What the deeds know: the clients by number, and what earlier ones made by the name they gave it."""

    zone: ZoneInfo
    clients: dict[str, int]
    made: dict[str, int] = field(default_factory=dict)

    def deed(self, wall: str, by: str, do: Callable[[Desk], object]) -> Deed:
        """Return a deed at an hour of the organisation's wall clock, such as 2026-11-12 10:00."""
        at = datetime.fromisoformat(wall).replace(tzinfo=self.zone).astimezone(UTC)
        return Deed(at, by, do)

    def keep(self, name: str, number: int) -> None:
        """Remember the number of what was made."""
        self.made[name] = number


def day(text: str) -> date:
    """Return a date."""
    return date.fromisoformat(text)
