"""Who was and will be responsible over time (R-014)."""

from __future__ import annotations

from datetime import datetime

import pytest

from oncall_tui.rules.continuity import timeline
from oncall_tui.rules.roster import Roster
from tests.rules import vectors as v
from tests.rules.rosters import CLIENT, JO, MINH, SYDNEY, away, roster, syd


def told(asked: Roster, start: str, end: str) -> list[str]:
    """Each span as its start in Sydney, then role holder, who answers, backup, and a mark for a gap."""
    return [
        " ".join(
            (
                span.start.astimezone(SYDNEY).strftime("%d %H:%M"),
                *(person.name.split()[0] for person in (span.role_holder, span.answering_now)),
                span.backup.name.split()[0] if span.backup else "-",
                "gap" if span.gap else "",
            )
        ).strip()
        for span in timeline(asked, CLIENT, syd(start), syd(end))
    ]


def test_an_ordinary_weekend() -> None:
    assert told(v.USUAL, "2026-11-13 12:00", "2026-11-16 12:00") == [
        "13 12:00 Jo Jo Minh",
        "13 17:00 Jo Dana Minh",
        "16 09:00 Jo Jo Minh",
    ]


def test_leave_that_ends_on_a_saturday_keeps_the_secondary_until_monday() -> None:
    assert told(v.ON_LEAVE, "2026-11-13 12:00", "2026-11-16 12:00") == [
        "13 12:00 Minh Minh Dana",
        "13 17:00 Minh Dana Dana",
        "16 09:00 Jo Jo Minh",
    ]


def test_an_absence_within_a_night_moves_the_role_and_gives_it_back() -> None:
    assert told(v.SATURDAY_OUT, "2026-11-14 00:00", "2026-11-16 09:00") == [
        "14 00:00 Jo Dana Minh",
        "14 10:00 Minh Dana Dana",
        "14 18:00 Jo Dana Minh",
    ]


def test_a_gap_begins_and_ends_on_its_instants() -> None:
    asked = roster(v.WEEK_OFF, away(MINH, "2026-11-12 11:15", "2026-11-12 15:45"))
    assert told(asked, "2026-11-12 09:00", "2026-11-12 17:00") == [
        "12 09:00 Minh Minh Dana",
        "12 11:15 Dana Dana Kim gap",
        "12 15:45 Minh Minh Dana",
    ]


def test_a_night_with_a_clock_change_is_one_span() -> None:
    spans = timeline(v.USUAL, CLIENT, syd("2026-10-02 17:00"), syd("2026-10-05 09:00"))
    assert len(spans) == 1
    assert (spans[0].end - spans[0].start).total_seconds() == 63 * 3600


def test_a_part_time_week() -> None:
    assert told(v.MON_TO_WED, "2026-11-11 12:00", "2026-11-13 09:00") == [
        "11 12:00 Jo Jo Minh",
        "11 17:00 Jo Dana Minh",
        "12 09:00 Minh Minh Dana",
        "12 17:00 Minh Dana Dana",
    ]


def test_a_span_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="swap"):
        timeline(v.USUAL, CLIENT, syd(v.FRIDAY), syd(v.FRIDAY))
    with pytest.raises(ValueError, match="swap"):
        timeline(v.USUAL, CLIENT, syd(v.MONDAY), syd(v.FRIDAY))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        timeline(v.USUAL, CLIENT, syd(v.FRIDAY), datetime(2026, 11, 16))  # noqa: DTZ001 - to be refused


def test_an_estimated_return_is_taken_as_given_and_a_passed_one_is_not() -> None:
    days = ("2026-11-16 08:00", "2026-11-16 12:00")
    assert told(v.EXPECTED, *days) == ["16 08:00 Minh Dana Dana", "16 09:00 Jo Jo Minh"]
    assert told(v.PASSED, *days) == ["16 08:00 Minh Dana Dana", "16 09:00 Minh Minh Dana"]
    assert JO in v.PASSED.away
