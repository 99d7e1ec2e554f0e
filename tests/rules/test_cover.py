"""Cover gaps: when a client has neither manager (R-033)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from oncall_tui.rules.cover import cover_gaps
from oncall_tui.rules.roster import Roster
from tests.rules import vectors as v
from tests.rules.rosters import BO, CLIENT, HELD, JO, MINH, OTHER, SYDNEY, away, decision, roster, staff, syd

WEEK = (syd("2026-11-09 09:00"), syd("2026-11-16 09:00"))


def told(asked: Roster) -> list[tuple[int, str, str]]:
    """Gaps of a week as client, start and end in Sydney."""
    form = "%d %H:%M"
    return [
        (
            gap.client_id,
            gap.start.astimezone(SYDNEY).strftime(form),
            gap.end.astimezone(SYDNEY).strftime(form),
        )
        for gap in cover_gaps(asked, *WEEK)
    ]


def test_no_gap_while_either_is_there() -> None:
    for asked in (v.USUAL, v.NO_JO, v.NO_MINH, v.MON_TO_WED):
        assert told(asked) == []


def test_both_away_at_once() -> None:
    asked = roster(v.WEEK_OFF, away(MINH, "2026-11-11 11:15", "2026-11-12 15:45"))
    assert told(asked) == [(CLIENT, "11 11:15", "12 15:45")]
    assert [gap.why for gap in cover_gaps(asked, *WEEK)] == [
        "Jo Lee: annual leave until Sat 14 Nov 00:00; Minh Tran: annual leave until Thu 12 Nov 15:45"
    ]


def test_a_gap_is_cut_to_the_time_asked_about() -> None:
    assert told(v.NEITHER) == [(CLIENT, "09 09:00", "16 09:00")]


def test_a_day_off_lasts_until_the_next_business_hours() -> None:
    asked = roster(*v.gone(MINH), people=staff(v.works(JO, 0, 1, 2, 4)))
    assert told(asked) == [(CLIENT, "12 09:00", "13 09:00")]
    (gap,) = cover_gaps(asked, *WEEK)
    assert gap.why == (
        "Jo Lee: not a work day (Thu 12 Nov); Minh Tran: annual leave since Sun 1 Nov 00:00, return unknown"
    )


def test_a_reason_that_follows_another_is_told_too() -> None:
    friday_on = away(JO, "2026-11-13 08:00", "2026-11-14 09:00")
    asked = roster(friday_on, *v.gone(MINH), people=staff(v.works(JO, 0, 1, 2, 4)))
    (gap,) = cover_gaps(asked, *WEEK)
    assert gap.why.startswith(
        "Jo Lee: not a work day (Thu 12 Nov), then annual leave until Sat 14 Nov 09:00;"
    )


def test_a_day_off_by_the_date_of_another_zone_begins_at_its_midnight() -> None:
    asked = roster(*v.gone(MINH), people=staff(v.works(JO, 0, 1, 2, 4, zone="Europe/London")))
    assert told(asked) == [(CLIENT, "09 09:00", "09 11:00"), (CLIENT, "12 11:00", "13 11:00")]


def test_a_decision_closes_the_gap_while_it_holds() -> None:
    until_wednesday = decision(BO, "2026-11-10 12:00", "2026-11-11 12:00")
    asked = roster(*v.gone(JO, MINH), decisions=(until_wednesday,))
    assert told(asked) == [(CLIENT, "09 09:00", "10 12:00"), (CLIENT, "11 12:00", "16 09:00")]
    away_too = roster(*v.gone(JO, MINH, BO), decisions=(until_wednesday,))
    assert told(away_too) == [(CLIENT, "09 09:00", "16 09:00")]
    left = roster(*v.gone(JO, MINH), decisions=(replace(until_wednesday, person_id=6),))
    assert told(left) == [(CLIENT, "09 09:00", "16 09:00")]


def test_a_gap_goes_on_through_a_change_of_managers() -> None:
    asked = roster(*v.gone(JO, MINH, BO), holdings={CLIENT: v.MOVED})
    assert told(asked) == [(CLIENT, "09 09:00", "16 09:00")]
    handed_to_bo = roster(*v.gone(JO, MINH), holdings={CLIENT: v.MOVED})
    assert told(handed_to_bo) == [(CLIENT, "09 09:00", "14 00:00")]


def test_clients_come_in_order_and_the_unowned_are_among_them() -> None:
    asked = roster(*v.gone(JO, MINH), holdings={OTHER: (), CLIENT: HELD})
    assert told(asked) == [(CLIENT, "09 09:00", "16 09:00"), (OTHER, "09 09:00", "16 09:00")]
    assert [gap.why for gap in cover_gaps(asked, *WEEK)][1] == (
        "no primary care manager is on record, the client is unowned; no secondary care manager is named"
    )


def test_an_unconfirmed_return_goes_on_being_a_gap() -> None:
    expected = roster(
        away(JO, "2026-11-10 09:00", "2026-11-12 09:00", v.SICK), *v.gone(MINH), now="2026-11-11 09:00"
    )
    assert told(expected) == [(CLIENT, "10 09:00", "12 09:00")]
    assert told(replace(expected, now=syd("2026-11-12 09:00"))) == [(CLIENT, "10 09:00", "16 09:00")]


def test_times_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="swap"):
        cover_gaps(v.USUAL, WEEK[1], WEEK[0])
    with pytest.raises(ValueError, match="zone"):
        cover_gaps(v.USUAL, WEEK[0], datetime(2026, 11, 16))  # noqa: DTZ001 - to be refused
