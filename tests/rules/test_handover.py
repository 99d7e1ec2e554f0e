"""How deep a handover goes and what it must tell (R-028, R-042, R-043)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.rules.calendars import BusinessCalendar
from oncall_tui.rules.handover import (
    Matrix,
    Move,
    business_days_away,
    depth_of,
    missing,
    needed,
    why_not,
)
from storage.vocabulary import ClientStatus, HandoverDepth, HandoverPart, HandoverState
from tests.rules.rosters import syd

BRIEF, STANDARD, FULL = HandoverDepth
STABLE, WATCH, UNSTABLE = ClientStatus
ORDER = list(HandoverDepth)

WEEKDAYS = {day: [(time(9), time(17))] for day in range(5)}
CALENDAR = BusinessCalendar("Australia/Sydney", WEEKDAYS, {date(2026, 12, 25): "Christmas Day"})
KABUL = BusinessCalendar("Asia/Kabul", {5: [(time(8), time(12))], 6: [(time(8), time(12))]}, {})


@pytest.mark.parametrize(
    ("days", "status", "high_risk", "depth"),
    [
        (0, STABLE, False, BRIEF),
        (1, STABLE, False, BRIEF),
        (2, STABLE, False, BRIEF),
        (3, STABLE, False, STANDARD),
        (10, STABLE, False, STANDARD),
        (11, STABLE, False, FULL),
        (None, STABLE, False, FULL),
        (2, WATCH, False, STANDARD),
        (3, WATCH, False, FULL),
        (11, WATCH, False, FULL),
        (1, UNSTABLE, False, FULL),
        (1, STABLE, True, FULL),
        (1, WATCH, True, FULL),
        (None, UNSTABLE, True, FULL),
    ],
)
def test_the_default_matrix(
    days: int | None, status: ClientStatus, high_risk: bool, depth: HandoverDepth
) -> None:
    assert depth_of(days, status, high_risk=high_risk).depth is depth


@pytest.mark.parametrize(
    ("days", "status", "high_risk", "because"),
    [
        (1, STABLE, False, ("1 business day, so brief (up to 2)",)),
        (
            4,
            WATCH,
            False,
            (
                "4 business days, so standard (3 to 10)",
                "one level deeper because the client's status is watch",
            ),
        ),
        (
            2,
            WATCH,
            True,
            ("2 business days, so brief (up to 2)", "two levels deeper because a high-risk event is open"),
        ),
        (
            None,
            UNSTABLE,
            False,
            ("no end is set, so full", "the client's status is unstable, and it is as deep as it goes"),
        ),
    ],
)
def test_the_rule_that_gave_it_is_told(
    days: int | None, status: ClientStatus, high_risk: bool, because: tuple[str, ...]
) -> None:
    assert depth_of(days, status, high_risk=high_risk).because == because


@given(
    st.integers(0, 400),
    st.integers(0, 400),
    st.sampled_from(ClientStatus),
    st.booleans(),
    st.builds(lambda a, b: Matrix(a, a + b), st.integers(0, 30), st.integers(1, 30)),
)
def test_longer_or_less_steady_never_goes_less_deep(
    days: int, more: int, status: ClientStatus, high_risk: bool, matrix: Matrix
) -> None:
    def level(days: int | None, status: ClientStatus, high_risk: bool) -> int:
        return ORDER.index(depth_of(days, status, high_risk=high_risk, matrix=matrix).depth)

    here = level(days, status, high_risk)
    assert here <= level(days + more, status, high_risk) <= level(None, status, high_risk)
    assert level(days, STABLE, high_risk) <= here <= level(days, UNSTABLE, high_risk)
    assert here <= level(days, status, True)


@pytest.mark.parametrize(
    ("calendar", "start", "end", "days"),
    [
        (CALENDAR, "2026-11-23 09:00", "2026-11-28 00:00", 5),
        (CALENDAR, "2026-11-21 00:00", "2026-11-23 09:00", 0),
        (CALENDAR, "2026-11-20 16:59", "2026-11-23 09:01", 2),
        (CALENDAR, "2026-11-20 17:00", "2026-11-23 09:00", 0),
        (CALENDAR, "2026-12-24 00:00", "2026-12-29 00:00", 2),
        (KABUL, "2026-11-23 09:00", "2026-11-30 09:00", 2),
    ],
)
def test_days_are_counted_on_the_organisation_s_calendar(
    calendar: BusinessCalendar, start: str, end: str, days: int
) -> None:
    assert business_days_away(calendar, syd(start), syd(end)) == days


def test_no_known_end_is_no_number_and_a_wrong_span_is_refused() -> None:
    start = syd("2026-11-23 09:00")
    assert business_days_away(CALENDAR, start, None) is None
    with pytest.raises(ValueError, match="swap them"):
        business_days_away(CALENDAR, start, start)
    with pytest.raises(ValueError, match="no time zone"):
        business_days_away(CALENDAR, datetime(2026, 11, 23), None)  # noqa: DTZ001 (that is the point)
    with pytest.raises(ValueError, match="cannot be"):
        depth_of(-1, STABLE, high_risk=False)
    with pytest.raises(ValueError, match="do not fit"):
        Matrix(3, 3)


def test_what_must_be_told_grows_with_the_depth() -> None:
    assert set(needed(BRIEF)) < set(needed(STANDARD)) < set(needed(FULL))
    assert HandoverPart.CONTINGENCIES in needed(BRIEF)
    assert set(needed(FULL)) == set(HandoverPart) - {HandoverPart.OTHER}
    assert missing(BRIEF, {HandoverPart.ACTIONS}) == (HandoverPart.CONCERNS, HandoverPart.CONTINGENCIES)
    assert missing(FULL, set(HandoverPart)) == ()


def test_every_refusal_says_what_to_do() -> None:
    assert why_not(HandoverState.DRAFTED, Move.OFFER) is None
    assert why_not(HandoverState.RECEIVED, Move.ACCEPT) is None
    for state in HandoverState:
        for move in (Move.OFFER, Move.ACCEPT, Move.DECLINE):
            assert (why_not(state, move) is None) == (state in move)
    assert "Write it first" in (why_not(HandoverState.NOT_STARTED, Move.OFFER) or "")


def test_instants_of_other_zones_count_the_same() -> None:
    start, end = syd("2026-11-23 09:00"), syd("2026-11-25 12:00")
    assert business_days_away(CALENDAR, start.astimezone(UTC), end.astimezone(UTC)) == 3
