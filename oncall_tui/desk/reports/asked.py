"""What somebody asks a report for: its span and whom it is about; and the frame that every report has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.reports.paper import Paper, Part, Plain, Text
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import BadSettings, Refused
from oncall_tui.rules.periods import Period, parse_period
from oncall_tui.rules.walltime import WhenError
from oncall_tui.text import when

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Asked:
    """A span that has passed, or passes now, and whom it is asked of."""

    start: datetime
    end: datetime
    words: str
    """How the span was named; empty where it was given by its ends."""
    person: PersonRef | None = None
    """None for everybody."""


def asked(
    desk: Desk,
    span: str = "",
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    person: PersonRef | None = None,
) -> Asked:
    """Return what is asked for: a span in words, or its ends; this month so far where nothing is said.

    Raises:
        BadSettings: the words cannot be understood.
        Refused: it ends before it begins, has not come yet, or is longer than five years.
    """
    now, calendar = desk.now(), desk.house.calendar
    if span.strip() and (start is not None or end is not None):
        raise Refused("Say the span in words, or from when until when; not both.", field="span")
    if start is None and end is None:
        try:
            period = parse_period(span.strip() or "this month", now, calendar)
        except WhenError as unclear:
            raise BadSettings(unclear.words, field="span") from unclear
    else:
        until = end or now
        since = start or calendar.day_start(calendar.local(until).date().replace(day=1))
        period = Period(since, until, "")
    if period.start >= now:
        raise Refused("That has not come yet. To look ahead: oncall coverage.", field="span")
    if period.start >= period.end:
        raise Refused("The report must end after it begins.", field="end")
    if end is not None and end > now:
        raise Refused("That has not come yet. To look ahead: oncall coverage.", field="end")
    until = min(period.end, now)
    if until - period.start > LONGEST:
        raise Refused("Ask for five years at most.", field="span")
    words = f"{period.words} so far" if period.words and period.end > now else period.words
    return Asked(period.start, until, words, person)


def framed(
    desk: Desk,
    name: str,
    title: str,
    wanted: Asked | None,
    lead: Iterable[Text],
    parts: Iterable[Part],
    *,
    definitions: tuple[tuple[str, str], ...] = (),
    data: Plain = None,
    names_clients: bool = False,
) -> Paper:
    """Return a report with what every report carries: its span, who made it and when."""
    zone = ZoneInfo(desk.house.zone)
    span, person = "", wanted.person if wanted else None
    if wanted is not None:
        ends = f"{when(wanted.start, zone, year=True)} to {when(wanted.end, zone, year=True)}"
        span = f"{wanted.words}: {ends}" if wanted.words else ends
        span += f" · {person.name}" if person else ""
    return Paper(
        name=name,
        title=title,
        span=span,
        start=wanted.start if wanted else None,
        end=wanted.end if wanted else None,
        person=person.name if person else "",
        zone=desk.house.zone,
        made_at=desk.now(),
        made_by=desk.operator.name,
        house=desk.house.name,
        lead=tuple(lead),
        parts=tuple(parts),
        definitions=definitions,
        data=data,
        names_clients=names_clients,
    )
