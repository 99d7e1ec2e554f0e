"""The production report: contacts, attempts and calls of each care manager, by day and week (R-181)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.briefs.wording import many
from oncall_tui.desk.production.reading import MOST_WEEKS, figures, production
from oncall_tui.desk.production.words import STATE_SIGNS, definition_lines
from oncall_tui.desk.reports.asked import Asked, framed
from oncall_tui.desk.reports.paper import (
    Bar,
    Bars,
    Cell,
    Column,
    Note,
    Paper,
    Part,
    Table,
    Text,
    Tone,
    number,
    percent,
    table,
    text,
)
from oncall_tui.errors import Refused
from oncall_tui.rules.production import State
from oncall_tui.text import day as day_words

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.production.views import DayView, Production, WeekView

_NONE = "There is no care manager whose figures you may see."
_DAYS_ASIDE = "Shown for one care manager alone. A CSV or JSON file holds the days of all."
_FIGURES = (
    Column("contacts", "contacts", True),
    Column("attempts", "attempts", True),
    Column("calls", "calls", True),
    Column("clients", "clients", True, spare=1),
)


def production_paper(desk: Desk, wanted: Asked) -> Paper:
    """Return what was produced in the weeks that a span touches as a report.

    Raises:
        Refused: the span is longer than the weeks that are counted.
    """
    calendar, last_instant = desk.house.calendar, wanted.end - timedelta(microseconds=1)
    first, last = (calendar.local(at).date() for at in (wanted.start, last_instant))
    weeks = (
        (last - timedelta(days=last.weekday())) - (first - timedelta(days=first.weekday()))
    ).days // 7 + 1
    if weeks > MOST_WEEKS:
        raise Refused(f"Production is counted over {MOST_WEEKS} weeks at most. Ask for less.", field="span")
    if wanted.person is not None:
        found: tuple[Production, ...] = (production(desk, wanted.person.id, last_instant, weeks=weeks),)
    else:
        found = figures(desk, last_instant, weeks=weeks).managers
    zone = ZoneInfo(desk.house.zone)
    return framed(
        desk,
        "production",
        "Contacts and attempts",
        wanted,
        _lead(found, weeks),
        _parts(found, zone),
        definitions=tuple(definition_lines(found[0])) if found else (),
    )


def _lead(found: Sequence[Production], weeks: int) -> Iterator[Text]:
    if not found:
        yield Text(_NONE, Tone.DIM)
        return
    contacts = sum(week.tally.contacts for each in found for week in each.weeks)
    attempts = sum(week.tally.attempts for each in found for week in each.weeks)
    people = many(len(found), "care manager")
    words = (
        f"{many(contacts, 'contact')} and {many(attempts, 'attempt')} by {people} in {many(weeks, 'week')}."
    )
    yield Text(words, Tone.STRONG)
    owed = [week for each in found for week in each.weeks if week.goal.state is not State.NOT_OWED]
    met = sum(1 for week in owed if week.goal.state.met)
    yield Text(f"{met} of {len(owed)} weeks in which anything was owed reached their goal.")
    yield Text("Whole weeks are counted, from Monday; the last one may still go on.", Tone.DIM)


def _parts(found: Sequence[Production], zone: ZoneInfo) -> Iterator[Part]:
    yield Part("By care manager", _charts(found, zone), _people(found) if found else None, none=_NONE)
    yield Part("By week", (), _weeks(found, zone), none=_NONE)
    days = _days(found, zone)
    aside = () if days.drawn or not days.rows else (Note(Text(_DAYS_ASIDE, Tone.DIM)),)
    yield Part("By day", (), days, aside, none="Nothing was made, and nothing owed.")


def _charts(found: Sequence[Production], zone: ZoneInfo) -> tuple[Bars, ...]:
    """Return the weeks of one person, or the last week of everybody, against the goal."""
    if not found:
        return ()
    goal = found[0].week.goal.raw.contacts
    if len(found) == 1:
        lines = [(_day(week.first, zone), week) for week in found[0].weeks]
        title = f"Contacts a week; the mark is the goal of {goal}"
    else:
        lines = [(each.person.name, each.week) for each in found]
        title = f"Contacts in the last week; the mark is the goal of {goal}"
    bars = tuple(
        Bar(label, week.tally.contacts, f"{week.tally.contacts}  {_state(week.goal.state)}")
        for label, week in lines
    )
    full = max(goal * 1.25, *(bar.value for bar in bars))
    return (Bars(title, bars, full, goal),)


def _people(found: Sequence[Production]) -> Table:
    columns = (
        Column("person", "care manager"),
        *_FIGURES,
        Column("weeks_met", "weeks met", True),
        Column("days_met", "days met", True),
        Column("caseload", "caseload", True, spare=2),
        Column("reached", "spoken with", True, spare=3),
    )
    return table("by_person", columns, map(_person, found))


def _person(each: Production) -> Iterator[Cell]:
    tallies = [week.tally for week in each.weeks]
    weeks = [week.goal.state for week in each.weeks if week.goal.state is not State.NOT_OWED]
    days = [
        day.goal.state for week in each.weeks for day in week.days if day.goal.state is not State.NOT_OWED
    ]
    yield text(each.person.name)
    yield number(sum(tally.contacts for tally in tallies))
    yield number(sum(tally.attempts for tally in tallies))
    yield number(sum(tally.calls for tally in tallies))
    yield number(sum(tally.clients for tally in tallies))
    yield _of(weeks)
    yield _of(days)
    yield Cell(f"{each.caseload:,} of {each.ceiling:,}", each.caseload)
    yield percent(each.reach.reached, each.reach.clients)


def _of(states: Sequence[State]) -> Cell:
    met = sum(1 for state in states if state.met)
    return Cell(f"{met} of {len(states)}", met, Tone.ALARM if met < len(states) else Tone.PLAIN)


def _weeks(found: Sequence[Production], zone: ZoneInfo) -> Table:
    columns = (
        Column("person", "care manager"),
        Column("week", "week from"),
        *_FIGURES,
        Column("goal", "own goal", True),
        Column("full_goal", "full goal", True, spare=2),
        Column("state", "stands"),
    )
    rows = (
        (text(each.person.name), *_span(week.first, week, zone))
        for each in found
        for week in reversed(each.weeks)
    )
    return table("by_week", columns, rows)


def _days(found: Sequence[Production], zone: ZoneInfo) -> Table:
    columns = (
        Column("person", "care manager"),
        Column("day", "day"),
        *_FIGURES,
        Column("goal", "own goal", True),
        Column("full_goal", "full goal", True, spare=2),
        Column("state", "stands"),
    )
    rows = (
        (text(each.person.name), *_span(day.day, day, zone))
        for each in found
        for week in reversed(each.weeks)
        for day in reversed(week.days)
        if day.goal.state is not State.NOT_OWED or day.tally.calls or day.tally.contacts
    )
    return table("by_day", columns, rows, drawn=len(found) == 1)


def _span(first: date, span: DayView | WeekView, zone: ZoneInfo) -> Iterator[Cell]:
    tally, goal = span.tally, span.goal
    yield Cell(_day(first, zone), first)
    yield number(tally.contacts)
    yield number(tally.attempts)
    yield number(tally.calls)
    yield number(tally.clients)
    yield number(goal.own.contacts)
    yield number(goal.raw.contacts)
    tone = {State.SHORT: Tone.ALARM, State.NOT_OWED: Tone.DIM}.get(goal.state, Tone.PLAIN)
    yield Cell(_state(goal.state), goal.state.value, tone)


def _state(state: State) -> str:
    sign, words = STATE_SIGNS[state]
    return f"{sign} {words}"


def _day(each: date, zone: ZoneInfo) -> str:
    return day_words(datetime.combine(each, time(12), zone), zone)
