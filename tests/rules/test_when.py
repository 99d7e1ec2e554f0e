"""What people type for a time, and that nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oncall_tui.rules.calendars import BusinessCalendar, parse_hours
from oncall_tui.rules.when import EXAMPLES, Meaning, WhenError, parse_when
from tests.dose import dose

SYDNEY = "Australia/Sydney"
ZONE = ZoneInfo(SYDNEY)
HOURS = BusinessCalendar(SYDNEY, parse_hours("Mon-Fri 09:00-17:00"), {date(2026, 12, 25): "Christmas Day"})
NOW = datetime(2026, 11, 18, 10, 20, 30, tzinfo=ZONE)  # a Wednesday


def words(text: str, *, now: datetime = NOW, past: bool = False, zone: str = SYDNEY) -> str:
    return parse_when(text, now, zone, HOURS, past=past).words


AHEAD = [
    ("now", "Wed 18 Nov 2026 10:20:30 AEDT"),
    ("2026-11-13T14:00+11:00", "Fri 13 Nov 2026 14:00 AEDT"),
    ("2026-11-13T14:00:30.25Z", "Sat 14 Nov 2026 01:00:30 AEDT"),
    ("2026-11-13T03:00Z", "Fri 13 Nov 2026 14:00 AEDT"),
    ("2026-11-13 14:00", "Fri 13 Nov 2026 14:00 AEDT"),
    ("2026-07-13 14:00", "Mon 13 Jul 2026 14:00 AEST"),
    ("2026-11-13T1400+1100", "Fri 13 Nov 2026 14:00 AEDT"),
    ("20261113T1400", "Fri 13 Nov 2026 14:00 AEDT"),
    ("2026-11-13", "Fri 13 Nov 2026 00:00 AEDT"),
    ("fri 17:00", "Fri 20 Nov 2026 17:00 AEDT"),
    ("Friday at 5pm", "Fri 20 Nov 2026 17:00 AEDT"),
    ("FRI 5:15 PM", "Fri 20 Nov 2026 17:15 AEDT"),
    ("wed 17:00", "Wed 18 Nov 2026 17:00 AEDT"),
    ("wed 9:00", "Wed 25 Nov 2026 09:00 AEDT"),
    ("wed", "Wed 25 Nov 2026 00:00 AEDT"),
    ("this fri 9:00", "Fri 20 Nov 2026 09:00 AEDT"),
    ("next fri", "Fri 20 Nov 2026 00:00 AEDT"),
    ("next wed 9:00", "Wed 25 Nov 2026 09:00 AEDT"),
    ("last wed 9:00", "Wed 11 Nov 2026 09:00 AEDT"),
    ("last fri", "Fri 13 Nov 2026 00:00 AEDT"),
    ("17:00 fri", "Fri 20 Nov 2026 17:00 AEDT"),
    ("5pm on Friday", "Fri 20 Nov 2026 17:00 AEDT"),
    ("9.30am tomorrow", "Thu 19 Nov 2026 09:30 AEDT"),
    ("14:00 20/11", "Fri 20 Nov 2026 14:00 AEDT"),
    ("9:00 30 nov 2026", "Mon 30 Nov 2026 09:00 AEDT"),
    ("10:00 next wed", "Wed 25 Nov 2026 10:00 AEDT"),
    ("today 9:30", "Wed 18 Nov 2026 09:30 AEDT"),
    ("tomorrow", "Thu 19 Nov 2026 00:00 AEDT"),
    ("tomorrow noon", "Thu 19 Nov 2026 12:00 AEDT"),
    ("yesterday 22:10", "Tue 17 Nov 2026 22:10 AEDT"),
    ("14:30", "Wed 18 Nov 2026 14:30 AEDT"),
    ("14.30", "Wed 18 Nov 2026 14:30 AEDT"),
    ("1430", "Wed 18 Nov 2026 14:30 AEDT"),
    ("10:20", "Wed 18 Nov 2026 10:20 AEDT"),
    ("10:19", "Thu 19 Nov 2026 10:19 AEDT"),
    ("930", "Thu 19 Nov 2026 09:30 AEDT"),
    ("12am", "Thu 19 Nov 2026 00:00 AEDT"),
    ("12pm", "Wed 18 Nov 2026 12:00 AEDT"),
    ("14:30Z", "Thu 19 Nov 2026 01:30 AEDT"),
    ("+3d", "Sat 21 Nov 2026 10:20:30 AEDT"),
    ("-2d", "Mon 16 Nov 2026 10:20:30 AEDT"),
    ("−2d", "Mon 16 Nov 2026 10:20:30 AEDT"),
    ("+3d 9:00", "Sat 21 Nov 2026 09:00 AEDT"),
    ("+0d", "Wed 18 Nov 2026 10:20:30 AEDT"),
    ("+90m", "Wed 18 Nov 2026 11:50:30 AEDT"),
    ("+4h", "Wed 18 Nov 2026 14:20:30 AEDT"),
    ("+ 4 hours", "Wed 18 Nov 2026 14:20:30 AEDT"),
    ("+1bd", "Thu 19 Nov 2026 10:20:30 AEDT"),
    ("+3bd eod", "Mon 23 Nov 2026 17:00 AEDT"),
    ("+2w", "Wed 2 Dec 2026 10:20:30 AEDT"),
    ("-1w 9:00", "Wed 11 Nov 2026 09:00 AEDT"),
    ("eod", "Wed 18 Nov 2026 17:00 AEDT"),
    ("fri eod", "Fri 20 Nov 2026 17:00 AEDT"),
    ("next wed eod", "Wed 25 Nov 2026 17:00 AEDT"),
    ("13/11 14:00", "Sat 13 Nov 2027 14:00 AEDT"),
    ("18/11", "Wed 18 Nov 2026 00:00 AEDT"),
    ("18/11 10:00", "Thu 18 Nov 2027 10:00 AEDT"),
    ("13/11/2026 14:00", "Fri 13 Nov 2026 14:00 AEDT"),
    ("13/11/26 1400", "Fri 13 Nov 2026 14:00 AEDT"),
    ("13.11.2026 14:00", "Fri 13 Nov 2026 14:00 AEDT"),
    ("13 Nov 2026 14:00", "Fri 13 Nov 2026 14:00 AEDT"),
    ("13 nov 2026", "Fri 13 Nov 2026 00:00 AEDT"),
    ("13th november 1430", "Sat 13 Nov 2027 14:30 AEDT"),
    ("Nov 20, 14:00", "Fri 20 Nov 2026 14:00 AEDT"),
    ("Fri 13 Nov 2026 17:00 AEDT", "Fri 13 Nov 2026 17:00 AEDT"),
    ("fri 20 nov 17:00", "Fri 20 Nov 2026 17:00 AEDT"),
    ("29/2", "Tue 29 Feb 2028 00:00 AEDT"),
    ("20 nov 2030 9:00", "Wed 20 Nov 2030 09:00 AEDT"),
    ("2026-04-05 02:30 AEST", "Sun 5 Apr 2026 02:30 AEST"),
    ("2026-04-05 02:30 aedt", "Sun 5 Apr 2026 02:30 AEDT"),
    ("2026-04-05T02:30+10:00", "Sun 5 Apr 2026 02:30 AEST"),
]

BEHIND = [
    ("14:30", "Tue 17 Nov 2026 14:30 AEDT"),
    ("10:20", "Wed 18 Nov 2026 10:20 AEDT"),
    ("1019", "Wed 18 Nov 2026 10:19 AEDT"),
    ("fri 17:00", "Fri 13 Nov 2026 17:00 AEDT"),
    ("wed", "Wed 18 Nov 2026 00:00 AEDT"),
    ("wed 17:00", "Wed 11 Nov 2026 17:00 AEDT"),
    ("13/11 14:00", "Fri 13 Nov 2026 14:00 AEDT"),
    ("25 dec", "Thu 25 Dec 2025 00:00 AEDT"),
    ("29 feb 9:00", "Thu 29 Feb 2024 09:00 AEDT"),
    ("eod", "Tue 17 Nov 2026 17:00 AEDT"),
    ("fri eod", "Fri 13 Nov 2026 17:00 AEDT"),
    ("yesterday 22:10", "Tue 17 Nov 2026 22:10 AEDT"),
]


@pytest.mark.parametrize(("text", "meaning"), AHEAD)
def test_a_time_to_come(text: str, meaning: str) -> None:
    assert words(text) == meaning


@pytest.mark.parametrize(("text", "meaning"), BEHIND)
def test_a_time_that_has_passed(text: str, meaning: str) -> None:
    assert words(text, past=True) == meaning


def test_every_example_is_understood() -> None:
    assert all(words(each) for each in EXAMPLES.split(", "))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", "not understood"),
        ("soon", "not understood"),
        ("17", "not understood"),
        ("3d", "not understood"),
        ("2026-11", "not understood"),
        ("fri 17", "not understood"),
        ("25:00", "not a time of day"),
        ("13pm", "not a time of day"),
        ("31/2", "no such date"),
        ("2026-13-01", "no such date"),
        ("13 nov 2030", "a year or a time"),
        ("sat 13 nov 2026", "not a Sat"),
        ("-1bd", "forwards only"),
        ("+900000bd", "too long"),
        ("+999999w", "outside the years"),
        ("1899-12-30", "Check the year"),
        ("2201-01-02 09:00", "Check the year"),
        ("0001-01-02", "Check the year"),
        ("9998-12-31T14:00Z", "Check the year"),
        ("+9999999h", "Check the year"),
        ("14:30+25:00", "not an offset"),
        ("2026-11-13 14:00 aest", "not in use here"),
        ("sun eod", "no such time near"),
        ("25/12/2026 eod", "not a business day"),
        ("9" * 200, "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(text: str, shown: str) -> None:
    with pytest.raises(WhenError, match=shown):
        parse_when(text, NOW, SYDNEY, HOURS)


@pytest.mark.parametrize("text", ["+1bd", "eod", "fri eod"])
def test_business_time_needs_business_hours(text: str) -> None:
    with pytest.raises(WhenError, match="needs business hours"):
        parse_when(text, NOW, SYDNEY)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(WhenError, match="no known time zone"):
        parse_when("14:30", NOW, "Mars/Olympus")


def test_a_naive_now_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="aware"):
        parse_when("14:30", NOW.replace(tzinfo=None), SYDNEY)


def test_a_wall_time_that_happens_twice_is_asked_about() -> None:
    with pytest.raises(WhenError) as refused:
        parse_when("2026-04-05 02:30", NOW, SYDNEY)
    assert "happens twice" in refused.value.words
    assert "2026-04-05T02:30+11:00" in refused.value.words
    assert "2026-04-05T02:30+10:00" in refused.value.words
    assert [parse_when(each.isoformat(), NOW, SYDNEY).at for each in refused.value.choices] == list(
        refused.value.choices
    )


def test_a_wall_time_that_does_not_exist_is_asked_about() -> None:
    with pytest.raises(WhenError) as refused:
        parse_when("sun 2:30", datetime(2026, 10, 1, tzinfo=UTC), SYDNEY)
    assert "does not exist" in refused.value.words
    assert "2026-10-04T01:30+10:00" in refused.value.words
    assert "2026-10-04T03:30+11:00" in refused.value.words


@pytest.mark.parametrize("text", ["02:30", "+1d 02:30", "tomorrow 2:30", "4/10 2:30", "sunday 2:30am", "+1d"])
def test_every_spelling_of_a_missing_wall_time_is_asked_about(text: str) -> None:
    with pytest.raises(WhenError, match="does not exist"):
        parse_when(
            text,
            datetime(2026, 10, 3, 2, 30, tzinfo=ZONE) + timedelta(seconds=60 * (text == "02:30")),
            SYDNEY,
        )


def test_days_keep_the_wall_time_across_a_clock_change() -> None:
    before = datetime(2026, 10, 2, 18, 0, tzinfo=ZONE)
    assert words("+3d", now=before) == "Mon 5 Oct 2026 18:00 AEDT"
    assert words("+72h", now=before) == "Mon 5 Oct 2026 19:00 AEDT"


def test_hours_pass_even_through_a_missing_hour() -> None:
    assert words("+1h", now=datetime(2026, 10, 4, 1, 30, tzinfo=ZONE)) == "Sun 4 Oct 2026 03:30 AEDT"


ZONES = st.sampled_from(
    [SYDNEY, "UTC", "Europe/London", "America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe"]
)
INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = (
    "next last this mon fri sunday today tomorrow yesterday now eod at noon 13/11 29/2 1/1/1 13 nov 2026 z t",
    "2026-11-13 20261113 0001-01-01 9999-12-31 14:30 1430 5pm 24:00 +3d -2w +1bd +90m -4h + - +11:00 : . /",
)
PIECES = st.sampled_from([word for line in WORDS for word in line.split()])
TYPED = st.one_of(
    st.text(max_size=40),
    st.lists(PIECES, max_size=5).map(" ".join),
    st.lists(PIECES, max_size=4).map("".join),
)


@settings(max_examples=dose(100, 2000), deadline=None)
@given(TYPED, INSTANTS, ZONES, st.booleans())
@example("0001-01-01", NOW, SYDNEY, False)
@example("9999-12-31T23:59-12:00", NOW, SYDNEY, False)
@example("9999-12-31 eod", NOW, SYDNEY, True)
@example("+1bd", datetime(9999, 12, 30, tzinfo=UTC), SYDNEY, False)
@example("fri", datetime(1, 1, 1, tzinfo=UTC), SYDNEY, True)
@example("²³:⁵⁹", NOW, SYDNEY, False)
def test_any_text_is_a_meaning_or_a_refusal(text: str, now: datetime, zone: str, past: bool) -> None:
    outcome: Meaning | WhenError
    try:
        outcome = parse_when(text, now, zone, HOURS, past=past)
    except WhenError as refused:
        outcome = refused
    assert outcome.words
    assert isinstance(outcome, WhenError) or outcome.at.utcoffset() == timedelta(0)


@settings(max_examples=dose(50, 1000), deadline=None)
@given(INSTANTS, ZONES)
def test_iso_8601_with_an_offset_means_itself(at: datetime, zone: str) -> None:
    local = at.astimezone(ZoneInfo(zone))
    assert parse_when(local.isoformat(), NOW, SYDNEY).at == at


@settings(max_examples=dose(50, 1000), deadline=None)
@given(st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)), ZONES)  # noqa: DTZ001
def test_the_meaning_said_back_means_the_same(at: datetime, zone: str) -> None:
    at = at.replace(microsecond=0, second=0)
    said = parse_when(at.isoformat(), NOW, zone).words
    assert parse_when(said, NOW, zone).at == at


@settings(max_examples=dose(50, 1000), deadline=None)
@given(INSTANTS, st.times(), st.booleans())
def test_a_bare_time_is_the_nearest_one(now: datetime, clock: time, past: bool) -> None:
    clock = clock.replace(second=0, microsecond=0, fold=0)
    at = parse_when(f"{clock:%H:%M}", now, "Asia/Kolkata", past=past).at
    assert at.astimezone(ZoneInfo("Asia/Kolkata")).time() == clock
    minute = now.replace(second=0, microsecond=0)
    distance = now - at if past else at - minute
    assert timedelta(0) <= distance < timedelta(days=1)
