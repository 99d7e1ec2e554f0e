"""The agreed due times, cell by cell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from oncall_tui.rules.calendars import BusinessCalendar, parse_hours
from oncall_tui.rules.clocks import Deadline, Unit, Window, due

HOURS = parse_hours("Mon-Fri 09:00-17:00")
PLACES = {"Sydney": ("Australia/Sydney", "NSW"), "Perth": ("Australia/Perth", "WA")}
WINDOWS = {
    "1 bd": Window(1, Unit.BUSINESS_DAYS),
    "72 h": Window(72, Unit.ELAPSED_HOURS),
    "24 h": Window(24, Unit.ELAPSED_HOURS),
    "7 d": Window(7, Unit.CALENDAR_DAYS),
    "60 d": Window(60, Unit.DATE_DAYS),
}

# Received, place, then due by: 1 business day, 72 hours, 24 hours, 7 days, and the date of 60 days.
TABLE = """
2026-11-11 10:15 | Sydney | 2026-11-12 10:15 | 2026-11-14 10:15 | 2026-11-12 10:15 | 2026-11-18 10:15 | 2027-01-10
2026-11-13 14:00 | Sydney | 2026-11-16 14:00 | 2026-11-16 14:00 | 2026-11-14 14:00 | 2026-11-20 14:00 | 2027-01-12
2026-11-13 18:30 | Sydney | 2026-11-16 17:00 | 2026-11-16 18:30 | 2026-11-14 18:30 | 2026-11-20 18:30 | 2027-01-12
2026-11-14 11:00 | Sydney | 2026-11-16 17:00 | 2026-11-17 11:00 | 2026-11-15 11:00 | 2026-11-21 11:00 | 2027-01-13
2026-11-16 08:00 | Sydney | 2026-11-16 17:00 | 2026-11-19 08:00 | 2026-11-17 08:00 | 2026-11-23 08:00 | 2027-01-15
2026-10-02 18:30 | Sydney | 2026-10-06 17:00 | 2026-10-05 19:30 | 2026-10-03 18:30 | 2026-10-09 18:30 | 2026-12-01
2026-10-02 18:30 | Perth  | 2026-10-05 17:00 | 2026-10-05 18:30 | 2026-10-03 18:30 | 2026-10-09 18:30 | 2026-12-01
2026-12-24 16:00 | Sydney | 2026-12-29 16:00 | 2026-12-27 16:00 | 2026-12-25 16:00 | 2026-12-31 16:00 | 2027-02-22
2027-03-25 15:00 | Sydney | 2027-03-30 15:00 | 2027-03-28 15:00 | 2027-03-26 15:00 | 2027-04-01 15:00 | 2027-05-24
2027-04-03 20:00 | Sydney | 2027-04-05 17:00 | 2027-04-06 19:00 | 2027-04-04 19:00 | 2027-04-10 20:00 | 2027-06-02
"""  # noqa: E501

CELLS = [
    (received.strip(), place.strip(), column, cell.strip())
    for received, place, *cells in (row.split("|") for row in TABLE.strip().splitlines())
    for column, cell in zip(WINDOWS, cells, strict=True)
]


def calendar_of(place: str) -> BusinessCalendar:
    zone, state = PLACES[place]
    return BusinessCalendar(zone, HOURS, holidays.country_holidays("AU", subdiv=state, language="en_AU"))


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(("received", "place", "column", "expected"), CELLS)
def test_cell(received: str, place: str, column: str, expected: str) -> None:
    calendar = calendar_of(place)
    answer = due(WINDOWS[column], local(received, calendar.zone), calendar)
    if column == "60 d":
        wanted = calendar.day_start(date.fromisoformat(expected) + timedelta(days=1))
    else:
        wanted = local(expected, calendar.zone).astimezone(UTC)
    assert answer.at == wanted
    assert answer.at.tzinfo is UTC
    assert answer.steps[0].startswith("Starts ")
    assert answer.steps[-1].startswith("Due ")


def test_all_fifty_cells_are_there() -> None:
    assert len(CELLS) == 50


@pytest.mark.parametrize(
    ("leaves", "expected"),
    [("2027-04-30 00:00", "2027-02-28 00:00"), ("2027-02-28 00:00", "2026-12-28 00:00")],
)
def test_two_calendar_months_before_discharge_are_not_sixty_days(leaves: str, expected: str) -> None:
    calendar = calendar_of("Sydney")
    answer = due(Window(-2, Unit.CALENDAR_MONTHS), local(leaves, calendar.zone), calendar)
    assert answer.at == local(expected, calendar.zone)


def test_a_short_friday_ends_the_business_day_with_it() -> None:
    short = parse_hours("Mon-Thu 09:00-17:00; Fri 09:00-12:00")
    calendar = BusinessCalendar("Australia/Sydney", short, {})
    answer = due(Window(1, Unit.BUSINESS_DAYS), local("2026-11-12 15:00", calendar.zone), calendar)
    assert answer.at == local("2026-11-13 12:00", calendar.zone)
    assert answer.steps == (
        "Starts Thu 12 Nov 2026 15:00 AEDT.",
        "1 business day: 8 h of open time, but no later than the close of the 1st business day counted.",
        "Thu 12 Nov: 15:00-17:00 counts, 2 h of 8 h.",
        "Fri 13 Nov: 09:00-12:00 counts, 5 h of 8 h.",
        "Fri 13 Nov is the 1st business day counted: its close is the latest, with 5 h of 8 h used.",
        "Due Fri 13 Nov 2026 12:00 AEDT.",
    )


def steps(amount: int, unit: Unit, received: str, place: str = "Sydney") -> Deadline:
    calendar = calendar_of(place)
    return due(Window(amount, unit), local(received, calendar.zone), calendar)


def test_the_steps_name_days_holidays_and_clock_changes() -> None:
    assert steps(1, Unit.BUSINESS_DAYS, "2026-10-02 18:30").steps == (
        "Starts Fri 2 Oct 2026 18:30 AEST.",
        "1 business day: 8 h of open time, but no later than the close of the 1st business day counted.",
        "Fri 2 Oct: already closed for the day.",
        "Sat 3 Oct and Sun 4 Oct: closed.",
        "Mon 5 Oct: closed, Labour Day.",
        "Tue 6 Oct: 09:00-17:00 counts, 8 h of 8 h.",
        "The clocks go forward 1 h on Sun 4 Oct.",
        "Due Tue 6 Oct 2026 17:00 AEDT.",
    )
    assert steps(72, Unit.ELAPSED_HOURS, "2027-04-03 20:00").steps == (
        "Starts Sat 3 Apr 2027 20:00 AEDT.",
        "72 elapsed hours, nights, weekends and holidays included.",
        "The clocks go back 1 h on Sun 4 Apr.",
        "Due Tue 6 Apr 2027 19:00 AEST.",
    )
    assert steps(60, Unit.DATE_DAYS, "2026-10-02 18:30", "Perth").steps == (
        "Starts Fri 2 Oct 2026 18:30 AWST.",
        "60 days after Fri 2 Oct is Tue 1 Dec 2026; the whole of that day may be used.",
        "Due by the end of Tue 1 Dec 2026 (24:00 AWST).",
    )


def test_the_steps_tell_of_missing_and_doubled_wall_times() -> None:
    skipped = steps(1, Unit.CALENDAR_DAYS, "2026-10-03 02:30")
    assert skipped.at == datetime(2026, 10, 3, 16, 30, tzinfo=UTC)
    assert "02:30 is skipped by the clock change: 03:30 instead." in skipped.steps
    doubled = steps(1, Unit.CALENDAR_DAYS, "2027-04-03 02:30")
    assert doubled.at == datetime(2027, 4, 3, 15, 30, tzinfo=UTC)
    assert "02:30 happens twice that day: the first counts." in doubled.steps
    clamped = steps(1, Unit.CALENDAR_MONTHS, "2027-01-31 10:00")
    assert clamped.at == datetime(2027, 2, 27, 23, tzinfo=UTC)
    assert "That month has no day 31: its last day counts." in clamped.steps
