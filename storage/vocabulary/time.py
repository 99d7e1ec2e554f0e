"""How time is counted, and how a clock ends."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """How a call-back window is counted (R-064)."""

    ELAPSED_HOURS = "elapsed-hours"
    """Hours that pass on any day, counted in UTC."""
    BUSINESS_HOURS = "business-hours"
    """Hours in which the calendar is open."""
    BUSINESS_DAYS = "business-days"
    """Standard days of open time, bounded by the close of the last day counted (R-067)."""
    CALENDAR_DAYS = "calendar-days"
    """Days at the same local wall time (R-070)."""
    DATE_DAYS = "date-days"
    """Days by date: due by the end of that local day (R-071)."""
    WEEKS = "weeks"
    """Seven calendar days each, at the same local wall time."""
    CALENDAR_MONTHS = "calendar-months"
    """Months by the calendar, clamped to the month's end (R-071)."""


class Measure(StrEnum):
    """Everything a rule's number can count: the seven units of a window, and what is no length of time."""

    ELAPSED_HOURS = "elapsed-hours"
    BUSINESS_HOURS = "business-hours"
    BUSINESS_DAYS = "business-days"
    CALENDAR_DAYS = "calendar-days"
    DATE_DAYS = "date-days"
    WEEKS = "weeks"
    CALENDAR_MONTHS = "calendar-months"
    MINUTES = "minutes"
    SAME_BUSINESS_DAY = "same-business-day"
    """By the close of the business day, or of the next one when none is running."""
    DAILY_AT = "daily-at"
    """By a wall time of each day."""
    ON_DATE = "on-date"
    """At an instant that the event itself names."""
    COUNT = "count"
    """Not time at all: how many attempts or contacts."""


class ClockState(StrEnum):
    """How a clock ended, or that it has not (R-077)."""

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met-late"
    CANCELLED = "cancelled"
