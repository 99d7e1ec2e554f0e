"""The order in which people come into question for a client's role (R-011), and when its outcome may turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from oncall_tui.rules.stretches import DAWN, FAR
from storage.vocabulary import CareRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oncall_tui.rules.instants import Moment
    from oncall_tui.rules.roster import Decision, Holding, Roster


class Capacity(StrEnum):
    """By what right somebody holds the role."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DECISION = "decision"
    LINE = "line"


class Facts(NamedTuple):
    """The four facts about a client at an instant, as ids, and what they follow from."""

    pcm: int | None
    """Primary care manager of record."""
    holder: int
    """Who holds the role."""
    answering: int
    """Who answers now."""
    backup: int | None
    """Who stands behind the role holder."""
    capacity: Capacity
    """By what right the role is held."""
    scm: int | None
    """Secondary care manager of record."""

    @property
    def gap(self) -> bool:
        """Whether the role fell to the line."""
        return self.capacity is Capacity.LINE

    @property
    def four(self) -> tuple[int | None, int, int, int | None]:
        """The facts that are told to people."""
        return self.pcm, self.holder, self.answering, self.backup


def managers_at(
    holdings: Sequence[Holding], at: datetime
) -> tuple[int | None, int | None, datetime, datetime]:
    """The primary and the secondary manager on record, since when and until when.

    Of several in one role the one who took over last counts. Written for speed: it is asked for every
    client of an organisation.
    """
    pcm = scm = None
    pcm_since, scm_since, since, until = DAWN, DAWN, DAWN, FAR
    for holding in holdings:
        start, end = holding.start, holding.end
        if start > at:
            until = min(until, start)
            continue
        if end is not None:
            if end <= at:
                since = max(since, end)
                continue
            until = min(until, end)
        if start > since:
            since = start
        if holding.role is CareRole.PCM:
            if start >= pcm_since:
                pcm, pcm_since = holding.person_id, start
        elif start >= scm_since:
            scm, scm_since = holding.person_id, start
    return pcm, scm, since, until


def decisions_at(roster: Roster, client_id: int, at: datetime) -> tuple[Decision, ...]:
    """Directors' decisions in force for a client, the latest first."""
    decisions = roster.decisions.get(client_id)
    if not decisions:
        return ()
    found = [each for each in decisions if each.start <= at and (each.end is None or at < each.end)]
    return tuple(sorted(found, key=lambda each: (each.start, each.person_id), reverse=True))


def judge(moment: Moment, client_id: int) -> Facts:
    """Who is responsible for a client at an instant."""
    roster = moment.index.roster
    pcm, scm, _, _ = managers_at(roster.holdings.get(client_id, ()), moment.at)
    holder, capacity = _holder(moment, client_id, pcm, scm)
    answering = holder if moment.open else moment.line.person_id
    return Facts(pcm, holder, answering, _backup(moment, holder, capacity, scm), capacity, scm)


def _holder(moment: Moment, client_id: int, pcm: int | None, scm: int | None) -> tuple[int, Capacity]:
    decided = decided_at(moment.index.roster, client_id, moment.at)
    if decided is not None:
        return decided, Capacity.DECISION
    if not moment.open:
        stays = _still_there(moment, client_id, pcm, scm)
        if stays is not None:
            return stays
    if pcm is not None and moment.able(pcm):
        return pcm, Capacity.PRIMARY
    if scm is not None and moment.able(scm):
        return scm, Capacity.SECONDARY
    return moment.line.person_id, Capacity.LINE


def decided_at(roster: Roster, client_id: int, at: datetime) -> int | None:
    """Whom a director's decision names, unless they are away."""
    for decision in decisions_at(roster, client_id, at):
        person_id = decision.person_id
        if roster.people[person_id].active and at not in roster.index.away(person_id):
            return person_id
    return None


def _still_there(
    moment: Moment, client_id: int, pcm: int | None, scm: int | None
) -> tuple[int, Capacity] | None:
    """Whoever held the role in the last business hours, if the role is still theirs and they are not away."""
    roster = moment.index.roster
    if decided_at(roster, client_id, moment.ref) is not None:
        return None
    pcm_then, scm_then, _, _ = managers_at(roster.holdings.get(client_id, ()), moment.ref)
    if pcm_then is not None and moment.able_then(pcm_then):
        return (pcm_then, Capacity.PRIMARY) if pcm_then == pcm and moment.available(pcm_then) else None
    if scm_then is not None and moment.able_then(scm_then) and scm_then == scm and moment.available(scm_then):
        return scm_then, Capacity.SECONDARY
    return None


def _backup(moment: Moment, holder: int, capacity: Capacity, scm: int | None) -> int | None:
    if capacity is Capacity.PRIMARY and scm is not None and scm != holder and moment.able(scm):
        return scm
    return moment.director_besides(holder)


def steps(roster: Roster, client_id: int, start: datetime, end: datetime) -> Iterator[tuple[datetime, Facts]]:
    """The facts at `start`, and at each later instant before `end` (both in UTC) at which they may turn."""
    at = start
    while at < end:
        moment = roster.index.moment(at)
        facts = judge(moment, client_id)
        yield at, facts
        at = _next_turn(moment, client_id, facts)


def _next_turn(moment: Moment, client_id: int, facts: Facts) -> datetime:
    """An instant after this one before which nothing that the facts rest on changes."""
    at, index = moment.at, moment.index
    _, _, _, moved = managers_at(index.roster.holdings.get(client_id, ()), at)
    turns = [moment.boundary, moved, index.next_line_change(moment.line, at)]
    for decision in index.roster.decisions.get(client_id, ()):
        turns += (decision.start, decision.end or FAR)
    concerned = {decision.person_id for decision in decisions_at(index.roster, client_id, at)}
    concerned.update(person_id for person_id in (facts.pcm, facts.scm) if person_id is not None)
    for person_id in concerned:
        turns += (index.away(person_id).next_change(at), moment.midnight_after(person_id))
    return min((turn for turn in turns if turn > at), default=FAR)
