"""Who is responsible for a client at an instant, who answers, who backs them up, why, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from oncall_tui.rules import reasons
from oncall_tui.rules.calendars import to_utc
from oncall_tui.rules.instants import Line, Moment
from oncall_tui.rules.pairs import Pairs, pairs_at
from oncall_tui.rules.precedence import Capacity, Facts, judge, steps
from oncall_tui.rules.roster import PersonFacts, Roster

__all__ = ["Capacity", "Charge", "Responsibility", "Span", "everyone", "responsible", "timeline"]

_HORIZON = timedelta(days=370)


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who is responsible for one client at one instant (R-010); reasons are worked out when asked for."""

    client_id: int
    """The client."""
    at: datetime
    """The instant, in UTC."""
    pcm_of_record: PersonFacts | None
    """Who is the primary care manager on record; None leaves the client unowned (R-008)."""
    role_holder: PersonFacts
    """Who holds that role now."""
    answering_now: PersonFacts
    """Who is to be rung now."""
    backup: PersonFacts | None
    """Who stands behind the role holder; None if nobody is left."""
    secondary: PersonFacts | None
    """Who is the secondary care manager on record."""
    capacity: Capacity
    """By what right the role holder holds it."""
    roster: Roster = field(repr=False, compare=False)
    """What this was judged by."""

    @property
    def gap(self) -> bool:
        """Whether the role fell to the line because neither manager can hold it (R-033)."""
        return self.capacity is Capacity.LINE

    @property
    def unowned(self) -> bool:
        """Whether the client has no primary care manager."""
        return self.pcm_of_record is None

    @property
    def moment(self) -> Moment:
        """The instant as it concerns everybody."""
        return self.roster.index.moment(self.at)

    @property
    def line(self) -> Line:
        """Who has the escalation line."""
        return self.moment.line

    @property
    def rota_gap(self) -> bool:
        """Whether the duty rota gives nobody who can take the line (R-035)."""
        return self.line.rota_gap

    @property
    def because(self) -> tuple[str, ...]:
        """The whole chain in order, each candidate with the reason it was taken or passed over (R-011)."""
        return reasons.chain(self)

    @property
    def answering_because(self) -> str:
        """Why it is this person who answers now."""
        return reasons.answering(self)

    @property
    def why(self) -> str:
        """One sentence for the pane (R-013)."""
        return reasons.sentence(self)

    @property
    def valid_until(self) -> datetime | None:
        """The first later instant at which one of the four facts changes; None if none does in 370 days."""
        walk = steps(self.roster, self.client_id, self.at, self.at + _HORIZON)
        _, first = next(walk)
        return next((at for at, facts in walk if facts.four != first.four), None)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span in which the facts about a client stay the same (R-014)."""

    start: datetime
    """First instant."""
    end: datetime
    """First instant after it."""
    pcm_of_record: PersonFacts | None
    """Primary care manager on record."""
    role_holder: PersonFacts
    """Who holds the role."""
    answering_now: PersonFacts
    """Who answers."""
    backup: PersonFacts | None
    """Who stands behind the role holder."""
    gap: bool
    """Whether the role fell to the line."""


@dataclass(frozen=True, slots=True)
class Charge:
    """Who has one client, as ids: what is needed when all clients are asked about at once."""

    role_holder: int
    """Who holds the role."""
    answering_now: int
    """Who answers."""
    capacity: Capacity
    """By what right the role holder holds it."""


def responsible(roster: Roster, client_id: int, at: datetime) -> Responsibility:
    """Who is responsible for a client at an instant: never nobody, never somebody who is away (R-012).

    Raises:
        ValueError: The instant has no time zone.
    """
    at = to_utc(at)
    facts = judge(roster.index.moment(at), client_id)
    return Responsibility(
        client_id=client_id,
        at=at,
        pcm_of_record=roster.person(facts.pcm),
        role_holder=roster.people[facts.holder],
        answering_now=roster.people[facts.answering],
        backup=roster.person(facts.backup),
        secondary=roster.person(facts.scm),
        capacity=facts.capacity,
        roster=roster,
    )


def timeline(roster: Roster, client_id: int, start: datetime, end: datetime) -> tuple[Span, ...]:
    """Who is responsible from one instant to another, without holes or overlaps.

    Raises:
        ValueError: An instant has no time zone, or the end is not after the start.
    """
    start, end = to_utc(start), to_utc(end)
    if end <= start:
        raise ValueError(f"the end {end.isoformat()} is not after the start {start.isoformat()}; swap them")
    turns: list[tuple[datetime, Facts]] = []
    for at, facts in steps(roster, client_id, start, end):
        if not turns or (facts.four, facts.gap) != (turns[-1][1].four, turns[-1][1].gap):
            turns.append((at, facts))
    ends = (*(at for at, _ in turns[1:]), end)
    return tuple(_span(roster, at, until, facts) for (at, facts), until in zip(turns, ends, strict=True))


def _span(roster: Roster, start: datetime, end: datetime, facts: Facts) -> Span:
    people = roster.people
    return Span(
        start=start,
        end=end,
        pcm_of_record=roster.person(facts.pcm),
        role_holder=people[facts.holder],
        answering_now=people[facts.answering],
        backup=roster.person(facts.backup),
        gap=facts.gap,
    )


def everyone(roster: Roster, at: datetime) -> Mapping[int, Charge]:
    """Who has each client at an instant, by client id in order (R-014).

    Managers are judged once each and clients only looked up, which gives what `responsible` gives.

    Raises:
        ValueError: The instant has no time zone.
    """
    at = to_utc(at)
    moment = roster.index.moment(at)
    pairs = pairs_at(roster, at)
    line = moment.line.person_id
    nobody = Charge(line, line, Capacity.LINE)
    first, second, third, fourth = _charges(moment, pairs)
    if moment.open:
        held = [first[pcm] or second[scm] or nobody for pcm, scm in zip(pairs.pcm, pairs.scm, strict=True)]
    else:
        held = [
            first[pcm] or second[scm] or third[pcm] or fourth[scm] or nobody
            for pcm, scm in zip(pairs.pcm, pairs.scm, strict=True)
        ]
    charges = dict(zip(pairs.clients, held, strict=True))
    for client_id in _exceptions(roster, moment, pairs):
        facts = judge(moment, client_id)
        charges[client_id] = Charge(facts.holder, facts.answering, facts.capacity)
    return charges


_Charges = dict[int | None, Charge | None]


def _charges(moment: Moment, pairs: Pairs) -> tuple[_Charges, _Charges, _Charges, _Charges]:
    """What each manager may be given, in the order in which it is tried for a client.

    As primary or secondary who held the role in the last business hours and still can; then as either
    who can now. In business hours the latter two say the same again.
    """
    first: _Charges = {None: None}
    second, third, fourth = first.copy(), first.copy(), first.copy()
    line = moment.line.person_id
    for person_id in set(pairs.pcm).union(pairs.scm):
        if person_id is None:
            continue
        able = moment.able(person_id)
        stays = able and moment.able_then(person_id)
        answering = person_id if moment.open else line
        primary = Charge(person_id, answering, Capacity.PRIMARY)
        secondary = Charge(person_id, answering, Capacity.SECONDARY)
        first[person_id], second[person_id] = (primary, secondary) if stays else (None, None)
        third[person_id], fourth[person_id] = (primary, secondary) if able else (None, None)
    return first, second, third, fourth


def _exceptions(roster: Roster, moment: Moment, pairs: Pairs) -> set[int]:
    """Clients with a decision in play, or whose managers changed since the last business hours."""
    found = {
        client_id
        for client_id, decisions in roster.decisions.items()
        if any(each.start <= moment.at and (each.end is None or moment.ref < each.end) for each in decisions)
    }
    if moment.ref < pairs.first:
        changed = zip(pairs.clients, pairs.since, strict=True)
        found.update(client_id for client_id, since in changed if moment.ref < since)
    return found
