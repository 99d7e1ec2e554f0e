"""Ten thousand rosters, every tenth with two who stand in for each other: all that must hold of each."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from oncall_tui.rules.continuity import timeline
from oncall_tui.rules.cover import cover_gaps
from oncall_tui.rules.roster import Roster
from tests.processes import CONTEXT
from tests.rules import holds
from tests.rules.drawn import DRAWN_CLIENTS, INSTANTS, MINUTES, circles, drawn_rosters

ROSTERS, PARTS = 10_000, 40
_SHARES = st.lists(st.floats(0, 0.999), min_size=6, max_size=6)
_FIVE = st.lists(INSTANTS, min_size=5, max_size=5)
pytestmark = pytest.mark.soak


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def _part(number: int) -> Counter[str]:
    """Judge one part of them, and count what was met in it."""
    met: Counter[str] = Counter()
    circular = ROSTERS // PARTS // 10

    @seed(number)
    @_settings(ROSTERS // PARTS - circular)
    @given(drawn_rosters(), st.sampled_from(DRAWN_CLIENTS), _FIVE, MINUTES, st.integers(1, 25_000), _SHARES)
    def any_roster(
        roster: Roster,
        client: int,
        ats: list[datetime],
        start: datetime,
        minutes: int,
        shares: list[float],
    ) -> None:
        end = start + timedelta(minutes=minutes)
        holds.answer_is_the_second_opinion(roster, client, ats)
        holds.somebody_is_named_who_is_there(roster, client, ats)
        holds.answer_holds_until_it_says(roster, client, start, shares)
        holds.timeline_is_whole(roster, client, start, end, shares)
        holds.everyone_is_one_by_one(roster, ats[:2])
        holds.gaps_are_the_longest(roster, start, end, shares)
        met.update(
            rosters=1,
            absences=sum(len(each) for each in roster.away.values()),
            spans=len(timeline(roster, client, start, end)),
            gaps=len(cover_gaps(roster, start, end)),
            instants=len(ats) * 3 + len(shares) * (2 + len(DRAWN_CLIENTS)),
        )

    @seed(number)
    @_settings(circular)
    @given(circles())
    def circle(drawn: tuple[Roster, tuple[int, int], tuple[datetime, ...]]) -> None:
        roster, pair, instants = drawn
        holds.circle_ends_at_the_line(roster, pair, instants)
        for client in DRAWN_CLIENTS[:2]:
            holds.somebody_is_named_who_is_there(roster, client, instants)
            holds.answer_is_the_second_opinion(roster, client, instants)
        met.update(rosters=1, circles=1, instants=len(instants) * 5)

    any_roster()
    circle()
    return met


@pytest.mark.timeout(7200)
def test_what_must_hold_holds_of_ten_thousand_rosters() -> None:
    met: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=CONTEXT) as pool:
        for part in pool.map(_part, range(PARTS)):
            met += part
    print(f"\n  {', '.join(f'{count:,} {what}' for what, count in met.items())}: all of it held")  # noqa: T201
    assert met["rosters"] >= ROSTERS
