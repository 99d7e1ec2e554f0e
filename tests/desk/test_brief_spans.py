"""When a stretch of non-business time begins and ends, on any calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.desk.briefs.spans import answer_by, closing_at, ended_by, kind_of, next_opening
from oncall_tui.rules.calendars import BusinessCalendar
from oncall_tui.rules.hours import parse_hours

SYDNEY = BusinessCalendar("Australia/Sydney", parse_hours("Mon-Fri 09:00-17:00"), {})
CALENDARS = (
    SYDNEY,
    BusinessCalendar("Asia/Dubai", parse_hours("Mon-Thu 08:00-12:00, 13:00-17:00; Fri 08:00-12:00"), {}),
    BusinessCalendar("America/St_Johns", parse_hours("Tue 22:00-00:00; Sat 10:00-11:00"), {}),
    BusinessCalendar("Europe/London", parse_hours("Mon-Sun 00:00-00:00"), {}),
)


@given(
    st.sampled_from(CALENDARS),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_stretch_holds_the_instant_or_is_the_last_before_it(
    calendar: BusinessCalendar, at: datetime
) -> None:
    span, over = closing_at(calendar, at), ended_by(calendar, at)
    assert span.start <= at
    assert over.start <= over.end <= at
    assert over == span or over.end < span.start <= at < span.end
    assert not list(calendar.spans_between(span.start, span.end)), "nothing is open within it"
    assert calendar.is_open(span.end)
    assert next_opening(calendar, at) > at
    days = {calendar.local(span.start - timedelta(microseconds=1)).date(), calendar.local(span.end).date()}
    assert all(calendar.is_business_day(day) for day in days)
    assert answer_by(calendar, over.end) > over.end


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        (date(2026, 11, 24), date(2026, 11, 25), "overnight"),
        (date(2026, 11, 20), date(2026, 11, 23), "weekend"),
        (date(2026, 12, 24), date(2026, 12, 29), "weekend and Christmas Day and Boxing Day"),
        (date(2027, 1, 25), date(2027, 1, 27), "Australia Day"),
    ],
)
def test_a_stretch_is_called_what_it_is(start: date, end: date, kind: str) -> None:
    days = {
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 28): "Boxing Day",
        date(2027, 1, 26): "Australia Day",
    }
    calendar = BusinessCalendar("Australia/Sydney", SYDNEY.hours, days)
    assert kind_of(calendar, calendar.close_of(start), calendar.open_spans(end)[0][0]) == kind
