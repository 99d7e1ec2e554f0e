"""Drawn rosters with every complication, around a clock change and a long weekend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from oncall_tui.rules.calendars import BusinessCalendar
from oncall_tui.rules.roster import Away, Decision, Duty, Holding, PersonFacts, Roster, WorkSpan
from storage.vocabulary import AbsenceReason, CareRole, PersonRole
from tests.rules.rosters import DAY, LINE, SYDNEY, pattern

ZONES = ("Australia/Sydney", "Australia/Perth", "Europe/London", "America/New_York")
BEGIN = datetime(2026, 9, 28, tzinfo=UTC)
"""A week before the clocks of Sydney go forward."""
WEEKS = 4
HOURS = st.integers(0, WEEKS * 7 * 24).map(lambda hours: BEGIN + timedelta(hours=hours))
MINUTES = st.integers(0, WEEKS * 7 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
MIDNIGHTS = st.builds(
    lambda day, zone: datetime(2026, 10, 1, tzinfo=ZoneInfo(zone)).replace(day=day).astimezone(UTC),
    st.integers(1, 25),
    st.sampled_from(ZONES),
)
OPENINGS = st.builds(
    lambda day, hour: datetime(2026, 10, day, hour, tzinfo=SYDNEY).astimezone(UTC),
    st.integers(1, 25),
    st.sampled_from((9, 12, 13, 17)),
)
INSTANTS = st.one_of(HOURS, MINUTES, MIDNIGHTS, OPENINGS)
DRAWN_PEOPLE = range(1, 9)
DRAWN_CLIENTS = (1, 2, 3, 4)


@st.composite
def spans(draw: st.DrawFn, *, endless: bool = True) -> tuple[datetime, datetime | None]:
    start = draw(INSTANTS)
    if endless and draw(st.integers(0, 3)) == 0:
        return start, None
    return start, start + draw(st.sampled_from((1, 8, 16, 24, 60, 72, 200, 500))) * timedelta(hours=1)


@st.composite
def _patterns(draw: st.DrawFn) -> tuple[WorkSpan, ...]:
    zone = st.sampled_from(ZONES)
    days = st.sets(st.integers(0, 6), max_size=5)
    kind = draw(st.integers(0, 4))
    if kind < 2:
        return ()
    if kind == 2:
        return (pattern(draw(days), draw(zone)),)
    turn = date(2026, 10, draw(st.integers(1, 24)))
    first = WorkSpan(None, turn, dict.fromkeys(draw(days), DAY), draw(zone))
    second = WorkSpan(turn, None, dict.fromkeys(draw(days), DAY), draw(zone))
    return (first, second) if kind == 3 else (second,)


@st.composite
def _absence(draw: st.DrawFn, key: int, at: datetime | None = None) -> Away:
    start, end = draw(spans())
    if at is not None and end is not None:
        start, end = at, at + (end - start)
    elif at is not None:
        start = at
    reason = draw(st.sampled_from(AbsenceReason))
    returned = start + timedelta(hours=draw(st.integers(1, 90))) if draw(st.integers(0, 3)) == 0 else None
    return Away(key, reason, start, end, returned, start)


@st.composite
def _holdings(draw: st.DrawFn) -> tuple[Holding, ...]:
    held = []
    for role in CareRole:
        turns = sorted(draw(st.sets(INSTANTS, max_size=2)))
        edges: list[datetime | None] = [BEGIN - timedelta(days=90), *turns, None]
        for start, end in pairwise(edges):
            if start is not None and draw(st.integers(0, 7)):
                held.append(Holding(draw(st.sampled_from(DRAWN_PEOPLE)), role, start, end))
    return tuple(held)


_SHORT = ((time(9), time(12)), (time(13), time(17)))
_Week = Mapping[int, Sequence[tuple[time, time]]]
_OFFICES: tuple[tuple[_Week, str], ...] = (
    (dict.fromkeys(range(5), DAY), "Australia/Sydney"),
    ({**dict.fromkeys(range(4), _SHORT), 4: DAY}, "Australia/Sydney"),
    (dict.fromkeys(range(7), ((time(0), time(0)),)), "Australia/Sydney"),
    (dict.fromkeys((0, 2, 5), ((time(7), time(23, 30)),)), "Australia/Perth"),
    (dict.fromkeys(range(5), DAY), "Europe/London"),
    (dict.fromkeys(range(6), ((time(0), time(2, 15)), (time(9), time(17)))), "Australia/Lord_Howe"),
)
"""Office hours, with a lunch break, around the clock, late in another zone, where clocks go back, and open
over a clock change of half an hour."""
_ROLE_SETS = st.sets(st.sampled_from((PersonRole.CARE_MANAGER, PersonRole.DIRECTOR, PersonRole.SUPERVISOR)))


@st.composite
def drawn_rosters(draw: st.DrawFn) -> Roster:
    """Rosters with every complication, around a clock change and a long weekend."""
    people = {
        key: PersonFacts(
            key,
            f"Person {key}",
            f"p{key}@care.example",
            "",
            frozenset(draw(_ROLE_SETS)),
            key == 1 or draw(st.integers(0, 5)) > 0,
            draw(_patterns()),
        )
        for key in DRAWN_PEOPLE
    }
    absences = {
        key: tuple(draw(st.lists(_absence(key), max_size=3 if key % 2 else 1))) for key in DRAWN_PEOPLE
    }
    choices = st.builds(
        lambda key, span: Decision(key, span[0], span[1], "as agreed"), st.sampled_from(DRAWN_PEOPLE), spans()
    )
    shifts = st.lists(st.tuples(st.sampled_from(DRAWN_PEOPLE), spans(endless=False)), max_size=5)
    hours, zone = draw(st.sampled_from(_OFFICES))
    return Roster(
        people=people,
        holdings={client: draw(_holdings()) for client in DRAWN_CLIENTS[:3]},
        decisions={client: tuple(draw(st.lists(choices, max_size=2))) for client in DRAWN_CLIENTS[1:]},
        away=absences,
        duty=tuple(Duty(key, start, end) for key, (start, end) in draw(shifts) if end is not None),
        default_director=draw(st.sampled_from(DRAWN_PEOPLE)),
        calendar=BusinessCalendar(zone, hours, {date(2026, 10, 5): "Labour Day"}),
        line=LINE,
        now=draw(INSTANTS),
    )


@st.composite
def circles(draw: st.DrawFn) -> tuple[Roster, tuple[int, int], tuple[datetime, ...]]:
    """Rosters in which two stand in for each other, by role and by decision, and are away at the same time.

    With them come the two, and instants at which both may be gone.
    """
    known = draw(drawn_rosters())
    one, other = draw(st.permutations(DRAWN_PEOPLE))[:2]
    first, second = DRAWN_CLIENTS[:2]
    at = draw(INSTANTS)
    away = {key: (*known.away.get(key, ()), draw(_absence(key, at))) for key in (one, other)}
    held = {
        client: (Holding(pcm, CareRole.PCM, BEGIN), Holding(scm, CareRole.SCM, BEGIN))
        for client, pcm, scm in ((first, one, other), (second, other, one))
    }
    ruled = {first: (Decision(other, BEGIN, None),), second: (Decision(one, BEGIN, None),)}
    drawn = replace(
        known,
        holdings={**known.holdings, **held},
        decisions={**known.decisions, **ruled},
        away={**known.away, **away},
    )
    hours = draw(st.lists(st.integers(0, 100), min_size=5, max_size=5))
    return drawn, (one, other), (at, *(at + timedelta(hours=each) for each in hours))
