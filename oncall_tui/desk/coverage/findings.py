"""The forward check: what directors must be told of once, of the days ahead (R-033)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from oncall_tui.desk.coverage.ahead import load_ahead
from oncall_tui.desk.coverage.views import CoverageFinding
from oncall_tui.desk.words import say
from oncall_tui.rules.precedence import managers_at
from oncall_tui.rules.rota import RotaSpan, RotaTrouble, rota_troubles
from oncall_tui.rules.stretches import FAR

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.coverage.ahead import Ahead
    from oncall_tui.rules.calendars import BusinessCalendar
    from oncall_tui.rules.cover import Gap

FORWARD = timedelta(days=28)
"""How far ahead is checked (R-033)."""
_NAMED = 3
"""How many managers are named in one finding."""
_BACK = timedelta(days=28)
_FURTHEST_BACK = timedelta(days=4 * 366)


def coverage_findings(desk: Desk, connection: Connection | None = None) -> tuple[CoverageFinding, ...]:
    """Return every gap of the next 28 days, of cover and of the rota, by start.

    Gaps that the same absences make are one finding, however many clients they concern and however often a
    day off makes them come again; so are those of two managers that no absence makes. Its key is made of just
    that, so that it stays the same while time passes and while gaps are shortened, prolonged or filled for
    some of the clients. Another absence, and clients who came when it was known, are told of anew.
    """
    if connection is None:
        with desk.store.reading() as own:
            return coverage_findings(desk, own)
    now = desk.now()
    ahead = load_ahead(desk, connection, now, now + FORWARD)
    found = [*_cover(desk, ahead), *_rota(desk, ahead)]
    return tuple(sorted(found, key=lambda each: (each.start, each.key)))


def new_findings(found: Iterable[CoverageFinding], known: Collection[str]) -> tuple[CoverageFinding, ...]:
    """Return what has not been told yet, by the keys of what has."""
    return tuple(each for each in found if each.key not in known)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What makes gaps one finding."""

    causes: tuple[tuple[int, datetime], ...]
    """The absences that make it, by person and start; none where only work days and the record do."""
    pair: tuple[int | None, int | None] | None
    """The two managers, where no absence makes it."""
    late: datetime | None
    """When the clients came to their managers, where the absences were known by then."""

    @property
    def key(self) -> str:
        """Return the same words whenever this is found again."""
        made_by = ",".join(f"{person}@{start:%Y%m%dT%H%M}" for person, start in self.causes)
        if self.pair is not None:
            made_by = "standing:{}:{}".format(*(person or 0 for person in self.pair))
        return f"cover-gap:{made_by}" + (f":{self.late:%Y%m%dT%H%M}" if self.late else "")


def _cover(desk: Desk, ahead: Ahead) -> Iterator[CoverageFinding]:
    """Go through the cover gaps, all of one kind together."""
    kinds: dict[_Kind, tuple[list[Gap], set[int]]] = defaultdict(lambda: ([], set()))
    for whole in ahead.found:
        for gap in _pieces(ahead, whole):
            for client_id in ahead.groups.clients[gap.client_id]:
                gaps, clients = kinds[_kind(ahead, gap, client_id)]
                clients.add(client_id)
                if not gaps or gaps[-1] is not gap:
                    gaps.append(gap)
    for kind, (gaps, clients) in kinds.items():
        first = min(gaps, key=lambda gap: gap.start)
        end = max(gap.end for gap in gaps)
        words = _words(desk, ahead, gaps, first, len(clients))
        yield CoverageFinding(kind.key, "cover-gap", first.start, end, words, tuple(sorted(clients)))


def _words(desk: Desk, ahead: Ahead, gaps: Collection[Gap], first: Gap, number: int) -> str:
    """Return what to tell of gaps of one kind."""
    clients = "1 client" if number == 1 else f"{number:,} clients"
    roster = ahead.groups.roster
    primary = {managers_at(roster.holdings.get(gap.client_id, ()), gap.start)[0] for gap in gaps}
    names = sorted(roster.people[each].name for each in primary if each is not None)
    whose = f" of {' and '.join(names)}" if 0 < len(names) <= _NAMED else ""
    if len(names) > _NAMED:
        whose = f" of {len(names)} managers"
    span = f"from {say(first.start, desk.house.zone)} {_until(desk, ahead, max(gap.end for gap in gaps))}"
    often = len({(gap.start, gap.end) for gap in gaps})
    if often > 1:
        span = (
            f"{often} times in the next {FORWARD.days} days, first from {say(first.start, desk.house.zone)}"
        )
    also = " The coverage screen shows each." if len(names) > 1 or often > 1 else ""
    return f"Cover gap: {clients}{whose}, {span}. {first.told(discreet=True)}.{also}"


def _pieces(ahead: Ahead, gap: Gap) -> Iterator[Gap]:
    """Cut a gap where its managers change or an absence of theirs begins or ends."""
    roster = ahead.groups.roster
    held = roster.holdings.get(gap.client_id, ())
    turns = {at for each in held for at in (each.start, each.end) if at is not None}
    for person_id in {each.person_id for each in held}:
        for record in roster.away.get(person_id, ()):
            turns.update(at for at in (record.start, record.until(roster.now)) if at is not None)
    inside = sorted(at for at in turns if gap.start < at < gap.end)
    for start, end in pairwise((gap.start, *inside, gap.end)):
        yield replace(gap, start=start, end=end)


def _kind(ahead: Ahead, gap: Gap, client_id: int) -> _Kind:
    """Return to what finding a piece of a gap belongs for one of its clients."""
    roster = ahead.roster
    pcm, scm, since, _ = managers_at(roster.holdings.get(client_id, ()), gap.start)
    found = [
        record
        for person_id in (pcm, scm)
        if person_id is not None
        for record in roster.away.get(person_id, ())
        if record.start <= gap.start and gap.start < (record.until(roster.now) or FAR)
    ]
    told = max((record.recorded_at or record.start for record in found), default=None)
    causes = tuple(sorted((record.person_id, record.start) for record in found))
    late = since if told is not None and since > told else None
    return _Kind(causes, None if causes else (pcm, scm), late)


def _rota(desk: Desk, ahead: Ahead) -> Iterator[CoverageFinding]:
    """Go through the holes of the rota; one that goes on now keeps the start that it had."""
    for hole, always in _holes(ahead):
        names = " and ".join(ahead.roster.people[each].name for each in hole.people)
        absent = f" {names} is on the rota but away." if names else ""
        line = ahead.roster.index.moment(max(hole.start, ahead.start)).line
        stand_in = ahead.roster.people[line.person_id].name
        span = _until(desk, ahead, hole.end)
        if not always:
            span = f"from {say(hole.start, desk.house.zone)} {span}"
        words = f"Rota gap: nobody has the line {span}.{absent} {stand_in} stands in."
        since = "ever" if always else hole.start.isoformat(timespec="minutes")
        yield CoverageFinding(f"rota-gap:{since}", "rota-gap", hole.start, hole.end, words)


def _holes(ahead: Ahead) -> Iterator[tuple[RotaSpan, bool]]:
    """Go through the holes that go on now or begin, and whether each was always there."""
    back, end, calendar = _BACK, ahead.end, ahead.roster.calendar
    end = max(end, _next_closing(calendar, end) + timedelta(minutes=1))  # by day no hole shows
    while True:
        since = ahead.start - back
        found = [
            span
            for span in rota_troubles(ahead.roster, since, end)
            if span.trouble is RotaTrouble.GAP and span.start < ahead.end and span.end > ahead.start
        ]
        # what begins with the first night that was looked at may have begun before it
        cut = bool(found) and found[0].start <= _next_closing(calendar, since)
        if not cut or back >= _FURTHEST_BACK:
            break
        back *= 4
    for place, span in enumerate(found):
        yield span, cut and not place


def _next_closing(calendar: BusinessCalendar, at: datetime) -> datetime:
    """Return the first instant from one on at which the office is closed."""
    return calendar.next_boundary(at) if calendar.is_open(at) else at


def _until(desk: Desk, ahead: Ahead, end: datetime) -> str:
    """Say until when; of what reaches beyond the days looked at, only that."""
    if end >= ahead.end:
        return f"for longer than the next {FORWARD.days} days"
    return f"until {say(end, desk.house.zone)}"
