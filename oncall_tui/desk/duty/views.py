"""What leaves the desk about the duty rota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from oncall_tui.desk.views import PersonRef


@dataclass(frozen=True, slots=True)
class Shift:
    """A span in which the rota gives the line to one director."""

    id: int
    version: int
    person: PersonRef
    start: datetime
    end: datetime
    accepted_at: datetime | None
    """When the director took the line over; None while they have not."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A span in which one person has the line, as the resolver has it."""

    start: datetime
    end: datetime
    person: PersonRef
    shift: Shift | None
    """The shift that says so; None when somebody stands in because the rota gives nobody."""
    gap: bool
    """Whether the rota gives nobody outside business hours, when the line is all there is."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """A span in which the rota gives the line twice; the shift that starts later has it."""

    start: datetime
    end: datetime
    earlier: Shift
    later: Shift


@dataclass(frozen=True, slots=True)
class Rota:
    """The rota of some time: its shifts, who has the line all through, and where it does not hold."""

    start: datetime
    end: datetime
    shifts: tuple[Shift, ...]
    turns: tuple[Turn, ...]
    """Without holes or overlaps, from the start to the end."""
    overlaps: tuple[Overlap, ...]

    @property
    def gaps(self) -> tuple[Turn, ...]:
        """The turns in which the rota gives nobody outside business hours."""
        return tuple(turn for turn in self.turns if turn.gap)


@dataclass(frozen=True, slots=True)
class Unaccepted:
    """A shift that has begun although its director has not taken the line over."""

    key: str
    """The same for the same shift, however often it is found."""
    shift: Shift
    tell: tuple[PersonRef, ...]
    """Who is to be told, in order: the director of the shift, whoever had the line before, the others."""
    words: str
