"""Warnings before a due time, and the owner's last chance in working time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncall_tui.rules.calendars import BusinessCalendar, parse_hours
from oncall_tui.rules.clocks import Unit, Window, due
from oncall_tui.rules.warn import DAY, LAPSE, before, default_warnings, last_chance, warn_points
from tests.dose import dose

HOLIDAYS = {date(2026, 10, 5): "Labour Day", date(2026, 12, 25): "Christmas Day"}
SYDNEY = BusinessCalendar("Australia/Sydney", parse_hours("Mon-Fri 09:00-17:00"), HOLIDAYS)


def sydney(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Australia/Sydney"))


def points(window: Window, start: str) -> list[tuple[str, str, str]]:
    deadline = due(window, sydney(start), SYDNEY)
    found = warn_points(default_warnings(window), deadline, sydney(start), SYDNEY)
    return [(f"{SYDNEY.local(point.at):%Y-%m-%d %H:%M}", point.label, point.left) for point in found]


def test_one_business_day_warns_in_business_hours() -> None:
    assert points(Window(1, Unit.BUSINESS_DAYS), "2026-11-13 10:15") == [
        ("2026-11-13 14:15", "4-business-hours", "4 business hours left"),
        ("2026-11-16 09:15", "1-business-hours", "1 business hour left"),
        ("2026-11-16 10:15", "lapse", "lapsed"),
    ]


def test_seventy_two_hours_warn_in_elapsed_hours_across_a_clock_change() -> None:
    assert points(Window(72, Unit.ELAPSED_HOURS), "2026-10-02 18:30") == [
        ("2026-10-04 19:30", "24-elapsed-hours", "24 hours left"),
        ("2026-10-05 15:30", "4-elapsed-hours", "4 hours left"),
        ("2026-10-05 18:30", "1-elapsed-hours", "1 hour left"),
        ("2026-10-05 19:30", "lapse", "lapsed"),
    ]


def test_twenty_four_hours_and_seven_days() -> None:
    assert [label for _, label, _ in points(Window(24, Unit.ELAPSED_HOURS), "2026-11-13 10:00")] == [
        "8-elapsed-hours",
        "2-elapsed-hours",
        "lapse",
    ]
    assert points(Window(7, Unit.CALENDAR_DAYS), "2026-11-13 10:00") == [
        ("2026-11-18 10:00", "2-calendar-days", "2 days left"),
        ("2026-11-19 10:00", "1-calendar-days", "1 day left"),
        ("2026-11-20 10:00", "lapse", "lapsed"),
    ]


def test_sixty_days_warn_when_the_office_opens() -> None:
    assert points(Window(60, Unit.DATE_DAYS), "2026-11-11 10:15") == [
        ("2026-12-24 09:00", "14-date-days", "14 days left"),
        ("2027-01-01 09:00", "7-date-days", "7 days left"),
        ("2027-01-08 09:00", "day", "due Sun 10 Jan"),
        ("2027-01-11 00:00", "lapse", "lapsed"),
    ]


@pytest.mark.parametrize(
    ("window", "labels"),
    [
        (Window(21, Unit.CALENDAR_DAYS), ["3-calendar-days", "day", "lapse"]),
        (Window(2, Unit.WEEKS), ["3-calendar-days", "day", "lapse"]),
        (Window(-2, Unit.CALENDAR_MONTHS), ["7-date-days", "day", "lapse"]),
        (Window(2, Unit.BUSINESS_DAYS), ["8-business-hours", "2-business-hours", "lapse"]),
        (Window(6, Unit.ELAPSED_HOURS), ["1-elapsed-hours", "lapse"]),
    ],
)
def test_every_window_has_warnings_of_its_own(window: Window, labels: list[str]) -> None:
    assert [warning.label for warning in default_warnings(window)] == labels


def test_warnings_before_the_start_are_left_out_but_never_the_lapse() -> None:
    start = sydney("2026-11-13 15:30")
    assert points(Window(3, Unit.BUSINESS_HOURS), "2026-11-13 15:30") == [
        ("2026-11-16 09:30", "1-business-hours", "1 business hour left"),
        ("2026-11-16 10:30", "lapse", "lapsed"),
    ]
    at_once = due(Window(0, Unit.WEEKS), start, SYDNEY)
    (lapse,) = warn_points((before(1, Unit.ELAPSED_HOURS), LAPSE), at_once, start, SYDNEY)
    assert (lapse.at, lapse.label) == (start.astimezone(UTC), "lapse")


def test_of_two_warnings_at_one_instant_the_more_urgent_stays() -> None:
    start = sydney("2026-11-11 12:00")
    deadline = due(Window(7, Unit.CALENDAR_DAYS), start, SYDNEY)
    found = warn_points((before(0, Unit.DATE_DAYS), DAY, LAPSE), deadline, start, SYDNEY)
    assert [point.label for point in found] == ["day", "lapse"]


@given(
    st.integers(0, 365 * 24 * 60),
    st.sampled_from(
        [
            Window(1, Unit.BUSINESS_DAYS),
            Window(72, Unit.ELAPSED_HOURS),
            Window(24, Unit.ELAPSED_HOURS),
            Window(7, Unit.CALENDAR_DAYS),
            Window(60, Unit.DATE_DAYS),
            Window(3, Unit.WEEKS),
        ]
    ),
)
@settings(max_examples=dose(25, 500), deadline=None)
def test_warnings_lie_between_start_and_due_in_order(minutes: int, window: Window) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    deadline = due(window, start, SYDNEY)
    found = warn_points(default_warnings(window), deadline, start, SYDNEY)
    instants = [point.at for point in found]
    assert instants == sorted(set(instants))
    assert all(start < at <= deadline.at for at in instants)
    assert found[-1].label == "lapse"
    assert found[-1].at == deadline.at


@pytest.mark.parametrize(
    ("due_at", "chance"),
    [
        ("2026-11-14 18:30", "2026-11-13 15:00"),
        ("2026-11-16 18:30", "2026-11-16 15:00"),
        ("2026-11-16 09:00", "2026-11-13 15:00"),
        ("2026-11-16 17:00", None),
        ("2026-11-16 12:00", None),
        ("2026-10-05 19:30", "2026-10-02 15:00"),
    ],
)
def test_the_last_chance_is_before_the_owner_goes_off(due_at: str, chance: str | None) -> None:
    expected = None if chance is None else sydney(chance)
    assert last_chance(sydney(due_at), SYDNEY) == expected


def test_the_last_chance_knows_the_start() -> None:
    late = last_chance(sydney("2026-11-13 20:00"), SYDNEY, started_at=sydney("2026-11-13 16:00"))
    assert late == sydney("2026-11-13 16:00")
    assert last_chance(sydney("2026-11-14 20:00"), SYDNEY, started_at=sydney("2026-11-13 18:00")) is None
    part_time = BusinessCalendar("Australia/Sydney", parse_hours("Mon,Tue 09:00-10:00"), {})
    lead = timedelta(hours=1, minutes=30)
    assert last_chance(sydney("2026-11-18 12:00"), part_time, lead=lead) == sydney("2026-11-16 09:30")
