"""Business calendars and the text form of their hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncall_tui.rules.calendars import BusinessCalendar, CalendarError, format_hours, parse_hours, to_utc
from tests.dose import dose

SYDNEY = ZoneInfo("Australia/Sydney")
NINE_TO_FIVE = parse_hours("Mon-Fri 09:00-17:00")


class Lazy(Mapping[date, str]):
    """Holidays that are worked out when asked for, and can neither be counted nor listed."""

    def __getitem__(self, day: date) -> str:
        if (day.month, day.day) == (12, 25):
            return "Christmas Day"
        raise KeyError(day)

    def __iter__(self) -> Iterator[date]:
        raise AssertionError("holidays were listed")

    def __len__(self) -> int:
        raise AssertionError("holidays were counted")


def sydney(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SYDNEY)


@pytest.fixture
def calendar() -> BusinessCalendar:
    return BusinessCalendar("Australia/Sydney", NINE_TO_FIVE, {date(2026, 10, 5): "Labour Day"})


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-13 08:59:59", False),
        ("2026-11-13 09:00", True),
        ("2026-11-13 16:59:59", True),
        ("2026-11-13 17:00", False),
        ("2026-11-14 12:00", False),
        ("2026-10-05 12:00", False),
    ],
)
def test_open_is_half_open(calendar: BusinessCalendar, at: str, is_open: bool) -> None:
    assert calendar.is_open(sydney(at)) is is_open


@pytest.mark.parametrize(
    ("at", "opens", "boundary", "closed"),
    [
        ("2026-11-13 10:00", "2026-11-13 10:00", "2026-11-13 17:00", "2026-11-12 17:00"),
        ("2026-11-13 09:00", "2026-11-13 09:00", "2026-11-13 17:00", "2026-11-12 17:00"),
        ("2026-11-13 17:00", "2026-11-16 09:00", "2026-11-16 09:00", "2026-11-13 17:00"),
        ("2026-10-02 18:30", "2026-10-06 09:00", "2026-10-06 09:00", "2026-10-02 17:00"),
        ("2026-10-05 12:00", "2026-10-06 09:00", "2026-10-06 09:00", "2026-10-02 17:00"),
    ],
)
def test_next_and_last(calendar: BusinessCalendar, at: str, opens: str, boundary: str, closed: str) -> None:
    assert calendar.next_open(sydney(at)) == to_utc(sydney(opens))
    assert calendar.next_boundary(sydney(at)) == to_utc(sydney(boundary))
    assert calendar.last_open_before(sydney(at)) == to_utc(sydney(closed))


def test_close_holiday_and_standard_day(calendar: BusinessCalendar) -> None:
    assert calendar.close_of(date(2026, 10, 2)) == to_utc(sydney("2026-10-02 17:00"))
    assert calendar.holiday(date(2026, 10, 5)) == "Labour Day"
    assert calendar.holiday(date(2026, 10, 6)) is None
    assert not calendar.is_business_day(date(2026, 10, 5))
    assert calendar.standard_day == timedelta(hours=8)
    with pytest.raises(CalendarError, match="2026-10-05 is not a business day"):
        calendar.close_of(date(2026, 10, 5))


def test_the_longest_weekday_is_the_standard_day() -> None:
    hours = parse_hours("Mon-Thu 09:00-17:00; Fri 09:00-12:00, 13:00-20:00")
    assert BusinessCalendar("UTC", hours, {}).standard_day == timedelta(hours=10)


def test_lazy_holidays_are_asked_date_by_date() -> None:
    calendar = BusinessCalendar("Australia/Sydney", NINE_TO_FIVE, Lazy())
    assert calendar.next_open(sydney("2026-12-24 18:00")) == to_utc(sydney("2026-12-28 09:00"))


def test_part_days_stand_before_holidays_and_weekly_hours() -> None:
    calendar = BusinessCalendar(
        "Australia/Sydney",
        NINE_TO_FIVE,
        Lazy(),
        part_days={
            date(2026, 12, 24): ((time(9), time(12)),),
            date(2026, 12, 25): ((time(10), time(11)),),
            date(2026, 12, 28): (),
        },
    )
    assert calendar.close_of(date(2026, 12, 24)) == to_utc(sydney("2026-12-24 12:00"))
    assert calendar.is_open(sydney("2026-12-25 10:30"))
    assert calendar.holiday(date(2026, 12, 25)) is None
    assert calendar.next_open(sydney("2026-12-25 11:00")) == to_utc(sydney("2026-12-29 09:00"))


def test_a_span_to_midnight_ends_with_the_day() -> None:
    calendar = BusinessCalendar("Australia/Sydney", parse_hours("Mon-Sun 00:00-24:00"), {})
    (span,) = calendar.open_spans(date(2026, 10, 4))
    assert span == (to_utc(sydney("2026-10-04 00:00")), to_utc(sydney("2026-10-05 00:00")))
    assert span[1] - span[0] == timedelta(hours=23)
    assert calendar.is_open(sydney("2026-10-04 23:59:59"))
    assert calendar.next_boundary(sydney("2026-10-04 12:00")) == span[1]


def test_a_skipped_hour_moves_forward_and_a_repeated_one_is_the_first() -> None:
    hours = {6: ((time(1), time(2, 30)), (time(3), time(4)))}
    calendar = BusinessCalendar("Australia/Sydney", hours, {})
    forward = calendar.open_spans(date(2026, 10, 4))
    assert forward == (
        (datetime(2026, 10, 3, 15, tzinfo=UTC), datetime(2026, 10, 3, 16, 30, tzinfo=UTC)),
        (datetime(2026, 10, 3, 16, 30, tzinfo=UTC), datetime(2026, 10, 3, 17, tzinfo=UTC)),
    )
    back = calendar.open_spans(date(2027, 4, 4))
    assert back[0] == (datetime(2027, 4, 3, 14, tzinfo=UTC), datetime(2027, 4, 3, 15, 30, tzinfo=UTC))


def test_a_date_that_the_zone_skipped_is_never_open() -> None:
    calendar = BusinessCalendar("Pacific/Apia", parse_hours("Mon-Sun 09:00-17:00"), {})
    assert calendar.open_spans(date(2011, 12, 30)) == ()
    assert len(calendar.open_spans(date(2011, 12, 31))) == 1


def test_naive_instants_are_refused(calendar: BusinessCalendar) -> None:
    naive = datetime(2026, 11, 13, 10)  # noqa: DTZ001
    for ask in (calendar.is_open, calendar.next_open, calendar.next_boundary, calendar.last_open_before):
        with pytest.raises(CalendarError, match="no time zone"):
            ask(naive)


@pytest.mark.parametrize(
    ("zone", "hours", "match"),
    [
        ("Australia/Atlantis", NINE_TO_FIVE, "no time zone"),
        ("../../etc/passwd", NINE_TO_FIVE, "no time zone"),
        ("", NINE_TO_FIVE, "no time zone"),
        ("UTC", {}, "never open"),
        ("UTC", {0: ()}, "never open"),
        ("UTC", {7: ((time(9), time(17)),)}, "Weekday 7"),
        ("UTC", {-1: ((time(9), time(17)),)}, "Weekday -1"),
        ("UTC", {True: ((time(9), time(17)),)}, "Weekday True"),
        ("UTC", {0: ((time(17), time(9)),)}, "Mon: 17:00-09:00 ends before it begins"),
        ("UTC", {1: ((time(9), time(9)),)}, "Tue: 09:00-09:00 ends before it begins"),
        ("UTC", {2: ((time(9), time(13)), (time(12), time(17)))}, "begins before 09:00-13:00 has ended"),
        ("UTC", {2: ((time(13), time(17)), (time(9), time(12)))}, "begins before"),
        ("UTC", {0: ((time(0), time(0)), (time(9), time(12)))}, "begins before 00:00-24:00"),
        ("UTC", {0: ((time(9, tzinfo=UTC), time(12)),)}, "without a zone"),
    ],
)
def test_impossible_calendars_are_refused(
    zone: str, hours: dict[int, tuple[tuple[time, time], ...]], match: str
) -> None:
    with pytest.raises(CalendarError, match=match):
        BusinessCalendar(zone, hours, {})


def test_a_search_that_finds_nothing_says_so() -> None:
    class Always(Lazy):
        def __getitem__(self, day: date) -> str:
            return "Closed"

    calendar = BusinessCalendar("UTC", NINE_TO_FIVE, Always())
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for ask in (calendar.next_open, calendar.next_boundary, calendar.last_open_before):
        with pytest.raises(CalendarError, match="Nothing is open for 400 days"):
            ask(at)
    with pytest.raises(CalendarError, match="years 1 to 9999"):
        calendar.next_open(datetime(9999, 12, 30, tzinfo=UTC))


def test_spans_between_are_cut_to_their_ends(calendar: BusinessCalendar) -> None:
    spans = list(calendar.spans_between(sydney("2026-11-13 16:00"), sydney("2026-11-16 10:00")))
    assert spans == [
        (to_utc(sydney("2026-11-13 16:00")), to_utc(sydney("2026-11-13 17:00"))),
        (to_utc(sydney("2026-11-16 09:00")), to_utc(sydney("2026-11-16 10:00"))),
    ]
    assert list(calendar.spans_between(sydney("2026-11-16 10:00"), sydney("2026-11-13 16:00"))) == []


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00"),
        ("mon–thu 9–17; FRI 9:00 - 12:00,13-15", "Mon-Thu 09:00-17:00; Fri 09:00-12:00, 13:00-15:00"),
        ("Monday, Wednesday 9-17", "Mon,Wed 09:00-17:00"),
        ("Tues Thurs: 8.30-12.15", "Tue,Thu 08:30-12:15"),
        ("Fri-Mon 10-11", "Mon,Fri-Sun 10:00-11:00"),
        ("Mon to Fri 9 to 17", "Mon-Fri 09:00-17:00"),
        ("Sat 00:00-24:00\nSun 20:00-24:00", "Sat 00:00-24:00; Sun 20:00-24:00"),
        ("Tue 9-17; Mon 9-17;", "Mon-Tue 09:00-17:00"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, canonical: str) -> None:
    assert format_hours(parse_hours(text)) == canonical


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "No hours"),
        ("Mon-Fri", "“mon-fri” is not understood"),
        ("09:00-17:00", "not understood"),
        ("Mon-Fri 09:00-17:00; Foo 9-12", "“foo” is not a day"),
        ("Mon-Fri 09:00", "“09:00” is not a span"),
        ("Mon-Fri 09:00-17:00 x", "“09:00-17:00 x” is not a span"),
        ("Mon 9-25", "25:00 is not a time of day"),
        ("Mon 24:00-25:00", "24:00 is not a time of day"),
        ("Mon 9-9:60", "09:60 is not a time of day"),
        ("Mon 17-9", "ends before it begins"),
        ("Mon 9-12, 11-13", "begins before 09:00-12:00 has ended"),
        ("Mon-Fri 9-17; Wed 9-12", "Wed was given before"),
        ("Mon-Wed-Fri 9-17", "not a range of days"),
    ],
)
def test_wrong_hours_name_the_wrong_part(text: str, match: str) -> None:
    with pytest.raises(CalendarError, match=match):
        parse_hours(text)


@st.composite
def weeks(draw: st.DrawFn) -> dict[int, tuple[tuple[time, time], ...]]:
    """Draw a week of opening hours on whole five minutes."""
    week = {}
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        marks = sorted(draw(st.sets(st.integers(0, 288), min_size=2, max_size=6)))
        pairs = zip(marks[::2], marks[1::2], strict=False)
        week[weekday] = tuple((_mark(start), _mark(end)) for start, end in pairs)
    return week


def _mark(fives: int) -> time:
    return time(fives * 5 // 60 % 24, fives * 5 % 60)


@given(weeks())
@settings(max_examples=dose(25, 500), deadline=None)
def test_hours_survive_being_written_and_read(week: dict[int, tuple[tuple[time, time], ...]]) -> None:
    assert parse_hours(format_hours(week)) == dict(sorted(week.items()))


@given(
    weeks(),
    st.integers(0, 2 * 365 * 24 * 60),
    st.sampled_from(["Australia/Sydney", "Australia/Lord_Howe", "America/Los_Angeles", "Asia/Kolkata"]),
)
@settings(max_examples=dose(37, 750), deadline=None)
def test_searches_agree_with_each_other(
    week: dict[int, tuple[tuple[time, time], ...]], minutes: int, zone: str
) -> None:
    calendar = BusinessCalendar(zone, week, Lazy())
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    opens, boundary = calendar.next_open(at), calendar.next_boundary(at)
    assert calendar.is_open(opens)
    assert (opens == at) is calendar.is_open(at)
    assert boundary > at
    if not calendar.is_open(at):
        assert boundary == opens
    closed = calendar.last_open_before(at)
    assert closed <= at
    assert calendar.is_open(closed - timedelta(microseconds=1))
    between = list(calendar.spans_between(closed, at))
    assert len(between) <= 1
    assert all(end == at and calendar.is_open(at) for _, end in between)
