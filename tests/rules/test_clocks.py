"""Due times: properties, oracles, refusals, the other kinds of clock, and warnings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import whenever
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oncall_tui.rules.calendars import BusinessCalendar, CalendarError, parse_hours
from oncall_tui.rules.clocks import (
    ClockError,
    Unit,
    Window,
    after_minutes,
    close_of_business,
    due,
    local_time_of_day,
    on_date,
)
from tests.dose import dose

ZONES = (
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Europe/London",
    "America/Los_Angeles",
    "Australia/Perth",
    "Asia/Kolkata",
    "Pacific/Apia",
)

EPOCH = datetime(2011, 1, 1, tzinfo=UTC)
YEARS = 20 * 365 * 24 * 3600
BUSINESS = (Unit.BUSINESS_HOURS, Unit.BUSINESS_DAYS)
BY_DATE = (Unit.CALENDAR_DAYS, Unit.DATE_DAYS, Unit.WEEKS, Unit.CALENDAR_MONTHS)
HOLIDAYS = {date(2026, 10, 5): "Labour Day", date(2026, 12, 25): "Christmas Day"}
SYDNEY = BusinessCalendar("Australia/Sydney", parse_hours("Mon-Fri 09:00-17:00"), HOLIDAYS)
SPLIT = {
    zone: BusinessCalendar(zone, parse_hours("Mon-Thu 09:00-12:30, 13:00-17:00; Fri 09:00-12:00"), {})
    for zone in ZONES
}

starts = st.integers(0, YEARS).map(lambda seconds: EPOCH + timedelta(seconds=seconds))
zones = st.sampled_from(ZONES)


def sydney(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Australia/Sydney"))


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    """Draw a calendar of several spans a day, clear of the hours in which clocks change, with holidays."""
    week = {}
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        marks = sorted(draw(st.sets(st.integers(20, 96), min_size=2, max_size=6)))
        pairs = zip(marks[::2], marks[1::2], strict=False)
        week[weekday] = tuple((_quarter(start), _quarter(end)) for start, end in pairs)
    days = draw(st.sets(st.integers(0, 60), max_size=8))
    names = {date(2026, 9, 15) + timedelta(days=day): "Holiday" for day in days}
    zone = draw(st.sampled_from(["Australia/Sydney", "Australia/Perth", "Asia/Kolkata"]))
    return BusinessCalendar(zone, week, names)


def _quarter(quarters: int) -> time:
    return time(quarters // 4 % 24, quarters % 4 * 15)


near = st.integers(0, 45 * 24 * 60).map(
    lambda minutes: datetime(2026, 9, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)


def minute_is_open(calendar: BusinessCalendar, at: datetime) -> bool:
    """Say whether a minute is open by reading the wall clock, without the calendar's own arithmetic."""
    local = at.astimezone(ZoneInfo(calendar.zone))
    if calendar.holiday(local.date()):
        return False
    wall = local.time()
    return any(
        start <= wall and (wall < end or end == time(0))
        for start, end in calendar.hours.get(local.weekday(), ())
    )


def walk(calendar: BusinessCalendar, start: datetime, done: Callable[[int, datetime], bool]) -> datetime:
    """Walk minute by minute, counting the open ones, until `done(open minutes, end of the minute)`."""
    at, count = start, 0
    while True:
        count += minute_is_open(calendar, at)
        at += timedelta(minutes=1)
        if done(count, at):
            return at


@given(calendars(), near, st.integers(1, 12))
@settings(max_examples=dose(15, 250), deadline=None)
def test_business_hours_agree_with_counting_minutes(
    calendar: BusinessCalendar, start: datetime, hours: int
) -> None:
    expected = walk(calendar, start, lambda count, _: count == hours * 60)
    assert due(Window(hours, Unit.BUSINESS_HOURS), start, calendar).at == expected


@given(calendars(), near, st.integers(1, 3))
@settings(max_examples=dose(15, 250), deadline=None)
def test_business_days_agree_with_counting_minutes(
    calendar: BusinessCalendar, start: datetime, days: int
) -> None:
    zone = ZoneInfo(calendar.zone)
    day = start.astimezone(zone).date()
    opened = False
    counted: list[date] = []
    while len(counted) < days:
        spans = () if calendar.holiday(day) else calendar.hours.get(day.weekday(), ())
        if spans:
            opened = day == start.astimezone(zone).date() and start.astimezone(zone).time() >= spans[0][0]
            counted += [] if opened else [day]
        day += timedelta(days=1)
    last = counted[-1]
    end = calendar.hours[last.weekday()][-1][1]
    bound = datetime.combine(last + timedelta(days=end == time(0)), end, zone)
    need = days * calendar.standard_day // timedelta(minutes=1)
    expected = walk(calendar, start, lambda count, at: count == need or at == bound)
    assert due(Window(days, Unit.BUSINESS_DAYS), start, calendar).at == expected


@pytest.mark.parametrize(
    ("unit", "argument"),
    [
        (Unit.CALENDAR_DAYS, "days"),
        (Unit.WEEKS, "weeks"),
        (Unit.CALENDAR_MONTHS, "months"),
        (Unit.ELAPSED_HOURS, "hours"),
    ],
)
@given(start=starts, zone=zones, amount=st.integers(-400, 400))
@settings(max_examples=dose(50, 1000), deadline=None)
def test_dates_agree_with_another_library(
    unit: Unit, argument: str, start: datetime, zone: str, amount: int
) -> None:
    assume(amount > 0 or (amount < 0 and unit in BY_DATE))
    moment = whenever.Instant.from_timestamp(int(start.timestamp())).to_tz(zone)
    later = moment.add(**{argument: amount}, disambiguation="compatible")
    assert due(Window(amount, unit), start, SPLIT[zone]).at.timestamp() == later.timestamp()


@given(starts, zones, st.integers(-80, 400))
@settings(max_examples=dose(50, 1000), deadline=None)
def test_days_by_date_end_with_their_day(start: datetime, zone: str, amount: int) -> None:
    assume(amount != 0)
    answer = due(Window(amount, Unit.DATE_DAYS), start, SPLIT[zone]).at
    moment = whenever.Instant.from_timestamp(int(start.timestamp())).to_tz(zone)
    next_day = moment.date().add(days=amount + 1)
    expected = next_day.at(whenever.Time(0)).assume_tz(zone, disambiguation="compatible")
    assert answer.timestamp() == expected.timestamp()


@given(starts, starts, zones, st.sampled_from([Unit.ELAPSED_HOURS, *BUSINESS]), st.integers(0, 200))
@settings(max_examples=dose(50, 1000), deadline=None)
def test_a_later_start_is_never_due_earlier(
    one: datetime, other: datetime, zone: str, unit: Unit, amount: int
) -> None:
    early, late = sorted((one, one + (other - one) / 1000))
    window = Window(amount, unit)
    assert due(window, early, SPLIT[zone]).at <= due(window, late, SPLIT[zone]).at


@given(starts, zones, st.sampled_from(Unit), st.integers(-60, 60), st.integers(0, 60))
@settings(max_examples=dose(50, 1000), deadline=None)
def test_a_longer_window_is_never_due_earlier(
    start: datetime, zone: str, unit: Unit, amount: int, more: int
) -> None:
    assume(amount >= 0 or unit in BY_DATE)
    short, long = Window(amount, unit), Window(amount + more, unit)
    assert due(short, start, SPLIT[zone]).at <= due(long, start, SPLIT[zone]).at


@given(starts, zones, st.sampled_from(Unit), st.integers(-20, 40))
@settings(max_examples=dose(50, 1000), deadline=None)
def test_every_due_time_explains_itself(start: datetime, zone: str, unit: Unit, amount: int) -> None:
    assume(amount >= 0 or unit in BY_DATE)
    answer = due(Window(amount, unit), start, SPLIT[zone])
    assert answer.at.tzinfo is UTC
    assert len(answer.steps) >= 3
    assert answer.steps[0].startswith("Starts ")
    assert answer.steps[-1].startswith("Due ")
    if amount == 0:
        assert answer.at == start
    elif amount > 0:
        assert answer.at > start or zone == "Pacific/Apia"


@given(starts, zones, st.sampled_from(BUSINESS), st.integers(1, 40))
@settings(max_examples=dose(50, 1000), deadline=None)
def test_business_time_is_due_while_open_or_at_the_close(
    start: datetime, zone: str, unit: Unit, amount: int
) -> None:
    at = due(Window(amount, unit), start, SPLIT[zone]).at
    assert SPLIT[zone].is_open(at - timedelta(microseconds=1))


@pytest.mark.parametrize("unit", list(Unit))
def test_nothing_to_wait_for_is_due_at_once(unit: Unit) -> None:
    closed = datetime(2026, 11, 14, 3, 4, 5, 6, tzinfo=UTC)
    assert due(Window(0, unit), closed, SYDNEY).at == closed


@pytest.mark.parametrize("amount", [True, False, 1.0, 1.5, "1", None])
def test_only_whole_numbers_are_amounts(amount: int) -> None:
    with pytest.raises(ClockError, match="not a whole number"):
        Window(amount, Unit.ELAPSED_HOURS)


@pytest.mark.parametrize("unit", [Unit.ELAPSED_HOURS, *BUSINESS])
def test_hours_and_business_days_do_not_count_back(unit: Unit) -> None:
    with pytest.raises(ClockError, match="Only days, weeks and months"):
        Window(-1, unit)


@pytest.mark.parametrize("unit", BY_DATE)
def test_days_weeks_and_months_count_back(unit: Unit) -> None:
    start = sydney("2026-11-13 10:00")
    assert due(Window(-1, unit), start, SYDNEY).at < start


def test_a_unit_may_be_given_by_its_name_only_if_it_is_one() -> None:
    assert Window(1, Unit("weeks")).unit is Unit.WEEKS
    with pytest.raises(ClockError, match=r"not a unit\. Use one of: elapsed-hours, business-hours"):
        Window(1, "fortnights")  # type: ignore[arg-type]
    with pytest.raises(ClockError, match="too long"):
        Window(10**9, Unit.WEEKS)


@pytest.mark.parametrize(
    ("window", "start"),
    [
        (Window(1, Unit.ELAPSED_HOURS), datetime(9999, 12, 31, 23, 30, tzinfo=UTC)),
        (Window(1, Unit.BUSINESS_DAYS), datetime(9999, 12, 31, 23, tzinfo=UTC)),
        (Window(100_000, Unit.CALENDAR_MONTHS), datetime(2026, 1, 1, tzinfo=UTC)),
        (Window(-100_000, Unit.CALENDAR_MONTHS), datetime(2026, 1, 1, tzinfo=UTC)),
        (Window(3, Unit.DATE_DAYS), datetime(9999, 12, 29, tzinfo=UTC)),
    ],
)
def test_what_no_date_can_hold_is_refused(window: Window, start: datetime) -> None:
    with pytest.raises(CalendarError, match="outside the years 1 to 9999"):
        due(window, start, SYDNEY)


def test_naive_starts_are_refused() -> None:
    naive = datetime(2026, 11, 13, 10)  # noqa: DTZ001
    calls: list[Callable[[], object]] = [
        lambda: due(Window(1, Unit.WEEKS), naive, SYDNEY),
        lambda: close_of_business(naive, SYDNEY),
        lambda: local_time_of_day(time(10), naive, SYDNEY),
        lambda: on_date(naive, SYDNEY),
        lambda: after_minutes(5, naive, SYDNEY),
    ]
    for call in calls:
        with pytest.raises(CalendarError, match="no time zone"):
            call()


def test_long_accounts_are_shortened() -> None:
    steps = due(Window(300, Unit.BUSINESS_DAYS), sydney("2026-01-05 10:00"), SYDNEY).steps
    assert len(steps) < 60
    assert any("more lines, counted the same way" in step for step in steps)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-13 08:00", "2026-11-13 17:00"),
        ("2026-11-13 16:59", "2026-11-13 17:00"),
        ("2026-11-13 17:00", "2026-11-16 17:00"),
        ("2026-10-03 12:00", "2026-10-06 17:00"),
    ],
)
def test_close_of_business_is_todays_or_the_next_one(start: str, end: str) -> None:
    assert close_of_business(sydney(start), SYDNEY).at == sydney(end)


@pytest.mark.parametrize(
    ("start", "at", "end"),
    [
        ("2026-11-14 08:00", time(10), "2026-11-14 10:00"),
        ("2026-11-14 10:00", time(10), "2026-11-15 10:00"),
        ("2026-10-03 12:00", time(2, 30), "2026-10-04 03:30"),
    ],
)
def test_a_wall_time_comes_next_today_or_tomorrow(start: str, at: time, end: str) -> None:
    assert local_time_of_day(at, sydney(start), SYDNEY).at == sydney(end)


def test_a_date_ends_with_its_day_and_an_instant_stands() -> None:
    assert on_date(date(2027, 3, 31), SYDNEY).at == sydney("2027-04-01 00:00")
    assert on_date(date(2027, 3, 31), SYDNEY).steps[-1] == "Due by the end of Wed 31 Mar 2027 (24:00 AEDT)."
    assert on_date(sydney("2027-03-31 14:00"), SYDNEY).at == sydney("2027-03-31 14:00")


def test_minutes_pass_on_any_day() -> None:
    assert after_minutes(30, sydney("2026-11-14 23:45"), SYDNEY).at == sydney("2026-11-15 00:15")
    for wrong in (-1, True, 1.5):
        with pytest.raises(ClockError, match="cannot be counted"):
            after_minutes(wrong, sydney("2026-11-14 23:45"), SYDNEY)  # type: ignore[arg-type]
