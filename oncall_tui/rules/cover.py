"""Cover gaps: when neither manager of a client can hold the role, exactly, for all at once (R-033)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from oncall_tui.rules import reasons
from oncall_tui.rules.calendars import to_utc
from oncall_tui.rules.pairs import Pairs, pairs_at
from oncall_tui.rules.precedence import managers_at
from oncall_tui.rules.roster import Roster
from oncall_tui.rules.stretches import FAR, Stretches, midnight_after

_Spans = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A longest possible half-open span in which nobody but the line can hold a client's role."""

    client_id: int
    """The client."""
    start: datetime
    """First instant."""
    end: datetime
    """First instant after it, or the end of the time looked at."""
    roster: Roster = field(repr=False, compare=False)
    """What this was judged by."""

    @property
    def why(self) -> str:
        """What keeps each of the two managers from holding the role."""
        return self.told()

    def told(self, *, discreet: bool = False) -> str:
        """The same; when discreet, why somebody is away without having planned it stays unsaid (R-176)."""
        return reasons.shortfall(self.roster, self.client_id, self.start, self.end, discreet=discreet)


def cover_gaps(roster: Roster, start: datetime, end: datetime) -> tuple[Gap, ...]:
    """Every cover gap from one instant to another, by client and start.

    Each manager is judged once over the whole time; what remains for a client is where two of them meet.

    Raises:
        ValueError: An instant has no time zone, or the end is not after the start.
    """
    start, end = to_utc(start), to_utc(end)
    if end <= start:
        raise ValueError(f"the end {end.isoformat()} is not after the start {start.isoformat()}; swap them")
    pairs = pairs_at(roster, start)
    moving = _moving(roster, pairs, start, end)
    absences = _Absences(roster, start, end)
    gaps: list[Gap] = []
    for client_id, pcm, scm in zip(pairs.clients, pairs.pcm, pairs.scm, strict=True):
        spans = _piecewise(absences, client_id) if client_id in moving else absences.shared(pcm, scm)
        for begun, over in spans:
            gaps.append(Gap(client_id, begun, over, roster))
    return tuple(gaps)


def _moving(roster: Roster, pairs: Pairs, start: datetime, end: datetime) -> set[int]:
    """Clients whose managers change in that time, or who have a decision in it."""
    found = {
        client_id
        for client_id, decisions in roster.decisions.items()
        if any(each.start < end and start < (each.end or FAR) for each in decisions)
    }
    if pairs.last < end:
        turning = zip(pairs.clients, pairs.until, strict=True)
        found.update(client_id for client_id, until in turning if until < end)
    return found


def _piecewise(absences: _Absences, client_id: int) -> _Spans:
    """The gaps of a client for whom managers change or decisions count."""
    roster, start, end = absences.roster, absences.start, absences.end
    holdings = roster.holdings.get(client_id, ())
    turns = {turn for each in holdings for turn in (each.start, each.end or FAR) if start < turn < end}
    uncovered: list[tuple[datetime, datetime]] = []
    for begun, over in pairwise(sorted({start, end, *turns})):
        pcm, scm, _, _ = managers_at(holdings, begun)
        found = absences.shared(pcm, scm)
        uncovered.extend((max(begun, first), min(over, last)) for first, last in found)
    return tuple(Stretches(uncovered).without(_decided(roster, client_id)).spans())


def _decided(roster: Roster, client_id: int) -> Stretches:
    """When a director's decision names somebody who is there."""
    spans: list[tuple[datetime, datetime]] = []
    for decision in roster.decisions.get(client_id, ()):
        if roster.people[decision.person_id].active:
            whole = Stretches([(decision.start, decision.end or FAR)])
            spans.extend(whole.without(roster.index.away(decision.person_id)).spans())
    return Stretches(spans)


class _Absences:
    """When managers can hold no role within a time, each worked out once."""

    def __init__(self, roster: Roster, start: datetime, end: datetime) -> None:
        self.roster, self.start, self.end = roster, start, end
        self._day_turns: dict[str, list[datetime]] = {}
        self._of: dict[int | None, Stretches] = {None: Stretches([(start, end)])}
        self._shared: dict[tuple[int | None, int | None], _Spans] = {}

    def shared(self, pcm: int | None, scm: int | None) -> _Spans:
        """When neither of two managers can hold a role."""
        spans = self._shared.get((pcm, scm))
        if spans is None:
            spans = self._shared[pcm, scm] = self.of(pcm).shared(self.of(scm))
        return spans

    def of(self, person_id: int | None) -> Stretches:
        """When somebody can hold no role; nobody never can."""
        absent = self._of.get(person_id)
        if absent is None and person_id is not None:
            absent = self._of[person_id] = self._absent(person_id)
        return absent or self._of[None]

    def _absent(self, person_id: int) -> Stretches:
        """When somebody can hold no role: away, or from a day that is not a work day of theirs."""
        if not self.roster.people[person_id].active:
            return Stretches([(self.start, self.end)])
        spans = [*self.roster.index.away(person_id).spans(), *self._days_off(person_id)]
        return Stretches((max(begun, self.start), min(over, self.end)) for begun, over in spans)

    def _days_off(self, person_id: int) -> Iterator[tuple[datetime, datetime]]:
        """Stretches that begin in business hours of a day on which somebody does not work."""
        zones = {pattern.zone for pattern in self.roster.index.patterns(person_id)}
        turns = sorted({turn for zone in zones for turn in self._turns_in(zone)})
        for begun, over in pairwise((*turns, self.end) if turns else ()):
            if not self.roster.index.moment(begun).works(person_id):
                yield begun, over

    def _turns_in(self, zone: str) -> list[datetime]:
        """When the day that counts may turn in a zone: at each opening, and at midnight in business hours."""
        turns = self._day_turns.get(zone)
        if turns is None:
            turns = self._day_turns[zone] = [self.start]
            for opens, closes in self.roster.calendar.spans_between(self.start, self.end):
                turn = opens
                while turn < closes:
                    turns.append(turn)
                    turn = midnight_after(turn, zone)
        return turns
