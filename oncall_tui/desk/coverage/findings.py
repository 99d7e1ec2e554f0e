"""The forward check: what directors must be told of once, of the days ahead (R-033)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.coverage.ahead import load_ahead
from oncall_tui.desk.coverage.views import CoverageFinding
from oncall_tui.desk.words import say
from oncall_tui.rules.cover import cover_gaps
from oncall_tui.rules.precedence import managers_at
from oncall_tui.rules.rota import RotaSpan, RotaTrouble, rota_troubles

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.coverage.ahead import Ahead
    from oncall_tui.rules.calendars import BusinessCalendar
    from oncall_tui.rules.cover import Gap

FORWARD = timedelta(days=28)
"""How far ahead is checked (R-033)."""
_BACK = timedelta(days=28)
_FURTHEST_BACK = timedelta(days=4 * 366)


def coverage_findings(desk: Desk, connection: Connection | None = None) -> tuple[CoverageFinding, ...]:
    """Return every gap of the next 28 days, of cover and of the rota, by start.

    Clients of the same two managers whose gap begins at the same instant are one finding. Its key is made of
    the managers and that instant, so that it stays the same while time passes and while the gap is shortened,
    prolonged or filled for some of the clients; a gap that closes and opens anew later is another one.
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


def _cover(desk: Desk, ahead: Ahead) -> Iterator[CoverageFinding]:
    """Go through the cover gaps, those of one pair of managers and one beginning together."""
    kinds: dict[tuple[int | None, int | None, datetime | None], list[tuple[int, Gap]]] = defaultdict(list)
    begun = _begun(ahead)
    for gap in ahead.found:
        pcm, scm, _, _ = managers_at(ahead.groups.roster.holdings.get(gap.client_id, ()), gap.start)
        for client_id in ahead.groups.clients[gap.client_id]:
            start = begun[client_id] if gap.start == ahead.start else gap.start
            kinds[pcm, scm, start].append((client_id, gap))
    for (pcm, scm, start), gaps in kinds.items():
        clients = tuple(sorted(client_id for client_id, _ in gaps))
        since = "ever" if start is None else start.isoformat(timespec="minutes")
        first, end = start or ahead.start, max(gap.end for _, gap in gaps)
        count = "1 client" if len(clients) == 1 else f"{len(clients):,} clients"
        whose = f" of {ahead.roster.people[pcm].name}" if pcm is not None else ""
        span = f"from {say(first, desk.house.zone)} {_until(desk, ahead, end)}"
        words = f"Cover gap: {count}{whose}, {span}. {gaps[0][1].told(discreet=True)}."
        key = f"cover-gap:{pcm or 0}:{scm or 0}:{since}"
        yield CoverageFinding(key, "cover-gap", first, end, words, clients)


def _begun(ahead: Ahead) -> dict[int, datetime | None]:
    """Return by client when the gaps began that go on now; None for those that were always there.

    It looks back as far as it must, for what began long ago must not seem new each night.
    """
    wanted = {
        client_id
        for gap in ahead.found
        if gap.start == ahead.start
        for client_id in ahead.groups.clients[gap.client_id]
    }
    found: dict[int, datetime | None] = {}
    back = _BACK
    while wanted:
        since = ahead.start - back
        held = {client_id: ahead.roster.holdings.get(client_id, ()) for client_id in wanted}
        decided = {key: made for key, made in ahead.roster.decisions.items() if key in wanted}
        before = cover_gaps(replace(ahead.roster, holdings=held, decisions=decided), since, ahead.start)
        going_on = {gap.client_id: gap.start for gap in before if gap.end == ahead.start}
        for client_id in tuple(wanted):
            start = going_on.get(client_id, ahead.start)
            if start > since or back >= _FURTHEST_BACK:
                found[client_id] = start if start > since else None
                wanted.discard(client_id)
        back *= 4
    return found


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
