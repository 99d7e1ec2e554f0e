"""What holds of every roster, however complicated, about who is responsible."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncall_tui.rules.roster import Roster
from tests.dose import dose
from tests.rules import holds
from tests.rules.drawn import DRAWN_CLIENTS, INSTANTS, MINUTES, circles, drawn_rosters

CLIENTS = st.sampled_from(DRAWN_CLIENTS)
SHARES = st.lists(st.floats(0, 0.999), min_size=10, max_size=10)
"""How far into a span to look."""
slow = settings(
    max_examples=dose(15, 150),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""Two hundred rosters in all; ten thousand in soak_rosters.py."""


@slow
@given(drawn_rosters(), CLIENTS, st.lists(INSTANTS, min_size=8, max_size=8))
def test_the_answer_is_that_of_the_rules_read_one_by_one(
    roster: Roster, client: int, instants: list[datetime]
) -> None:
    holds.answer_is_the_second_opinion(roster, client, instants)


@slow
@given(drawn_rosters(), CLIENTS, st.lists(INSTANTS, min_size=4, max_size=4))
def test_somebody_is_named_who_is_here_and_not_away(
    roster: Roster, client: int, instants: list[datetime]
) -> None:
    holds.somebody_is_named_who_is_there(roster, client, instants)


@slow
@given(drawn_rosters(), CLIENTS, INSTANTS, SHARES)
def test_an_answer_holds_until_it_says_and_no_longer(
    roster: Roster, client: int, at: datetime, shares: list[float]
) -> None:
    holds.answer_holds_until_it_says(roster, client, at, shares)


@slow
@given(drawn_rosters(), CLIENTS, MINUTES, st.integers(1, 20_000), SHARES)
def test_a_timeline_has_no_holes_and_agrees_with_every_instant(
    roster: Roster, client: int, start: datetime, minutes: int, shares: list[float]
) -> None:
    holds.timeline_is_whole(roster, client, start, start + timedelta(minutes=minutes), shares)


@slow
@given(drawn_rosters(), st.lists(INSTANTS, min_size=4, max_size=4))
def test_everyone_at_once_is_everyone_one_by_one(roster: Roster, instants: list[datetime]) -> None:
    holds.everyone_is_one_by_one(roster, instants)


@slow
@given(drawn_rosters(), MINUTES, st.integers(1, 30_000), SHARES)
def test_cover_gaps_are_the_longest_spans_with_a_gap(
    roster: Roster, start: datetime, minutes: int, shares: list[float]
) -> None:
    holds.gaps_are_the_longest(roster, start, start + timedelta(minutes=minutes), shares)


@slow
@given(circles())
def test_two_who_stand_in_for_each_other_and_are_both_gone_leave_it_to_the_line(
    drawn: tuple[Roster, tuple[int, int], tuple[datetime, ...]],
) -> None:
    roster, pair, instants = drawn
    holds.circle_ends_at_the_line(roster, pair, instants)
    for client in DRAWN_CLIENTS[:2]:
        holds.somebody_is_named_who_is_there(roster, client, instants)
        holds.answer_is_the_second_opinion(roster, client, instants)
