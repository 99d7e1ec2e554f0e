"""Contacts and attempts against the goals: `oncall production`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from oncall_tui.cli.output import Json
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.production.views import DayView, Figures, Production, WeekView
    from oncall_tui.rules.production import Goal, Tally

Who = Annotated[
    str, typer.Argument(metavar="[PERSON]", help="E-mail address or name; every care manager if left out.")
]
Clients = Annotated[bool, typer.Option("--clients", help="Also list the clients nobody has spoken to.")]
Weeks = Annotated[
    int, typer.Option("--weeks", metavar="N", min=1, max=60, help="How many weeks, this one included.")
]
_BAR = 20


def production(
    person: Who = "",
    clients: Clients = False,
    weeks: Weeks = 8,
    at: opt.At = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print a care manager's contacts and attempts against the goals of the day and the week."""
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.people import find_person
    from oncall_tui.desk.production import reading

    with desk_at(db, as_) as desk:
        when, shape = instant(desk, at), Shaper(desk.house.zone)
        if not person:
            every = reading.figures(desk, when)
            if json:
                output.emit([_shape(shape, each) for each in every.managers])
            else:
                _table(every)
            return
        found = reading.production(desk, find_person(desk, person).id, when, weeks=weeks)
        if json:
            output.emit(_shape(shape, found))
            return
        _print(found)
        if clients:
            _print_unreached(found)


# In words


def _table(found: Figures) -> None:
    from oncall_tui.desk.production import words

    titles = ("manager", "today", "attempts", "week", "attempts", "", "clients", "spoken to")
    output.table(
        titles,
        (
            (
                each.person.name,
                words.contacts_words(each.today.goal),
                words.tries_words(each.today.goal),
                words.contacts_words(each.week.goal),
                words.tries_words(each.week.goal),
                words.STATE_SIGNS[each.week.goal.state][1],
                f"{each.caseload}/{each.ceiling}",
                f"{each.reach.percent} %",
            )
            for each in found.managers
        ),
        right=(6, 7),
    )
    if not found.managers:
        output.narrate("There is no care manager whose figures are yours to see.")


def _print(found: Production) -> None:
    from oncall_tui.desk.production import words

    week = found.week
    output.lines((f"{found.person.name} · {words.day_words(found.today.day)} · days of {found.zone}", ""))
    facts = {
        "today": _goal_words(found.today.goal, found.today.tally),
        "week": f"{_goal_words(week.goal, week.tally)}; {words.left_words(found)}",
        "clients": f"{found.caseload:,}/{found.ceiling:,} planned",
        f"{found.arithmetic.days} days": f"{found.reach.percent} %: {words.reach_words(found)}",
        **dict(words.arithmetic_lines(found)),
    }
    output.pairs(facts)
    output.lines(("",))
    titles = ("week of", "", "contacts", "attempts", "calls", "")
    output.table(titles, (_week_cells(each) for each in found.weeks), right=(4,))
    output.lines(("",))
    output.pairs(dict(words.definition_lines(found)))


def _goal_words(goal: Goal, tally: Tally) -> str:
    from oncall_tui.desk.production import words

    drawn = "".join(words.bar(goal.contacts, goal.own.contacts or goal.raw.contacts, _BAR))
    said = f"{words.contacts_words(goal)} contacts, {words.tries_words(goal)} attempts"
    return f"{drawn} {said}: {words.STATE_SIGNS[goal.state][1]} ({words.tally_words(tally)})"


def _week_cells(week: WeekView) -> tuple[str, ...]:
    from oncall_tui.desk.production import words

    goal = week.goal
    return (
        words.day_words(week.first),
        "".join(words.bar(goal.contacts, goal.own.contacts or goal.raw.contacts, _BAR)),
        words.contacts_words(goal),
        words.tries_words(goal),
        str(week.tally.calls),
        words.STATE_SIGNS[goal.state][1],
    )


def _print_unreached(found: Production) -> None:
    from oncall_tui.desk.production import words

    output.lines(("", f"Not spoken to in {found.arithmetic.days} days: {len(found.unreached):,}"))
    output.table(
        ("client", "name", "phase", "last talk"),
        (
            (
                each.number,
                each.name,
                each.phase.value,
                f"{words.day_words(each.since)} ({each.days} days ago)" if each.last_at else "never",
            )
            for each in found.unreached
        ),
    )


# As JSON


def _shape(shape: Shaper, found: Production) -> dict[str, Json]:
    from oncall_tui.cli.shapes import person
    from oncall_tui.rules.production import DEFINITIONS

    sums, reach = found.arithmetic, found.reach
    return {
        "person": person(found.person),
        "at": shape.instant(found.at),
        "zone": found.zone,
        "today": _day(found.today),
        "week": {**_week(found.week), "days_left": found.days_left, "needed_per_day": found.needed},
        "weeks": [_week(each) for each in found.weeks],
        "caseload": {"clients": found.caseload, "planned": found.ceiling},
        "coverage": {
            "days": sums.days,
            "clients": reach.clients,
            "reached": reach.reached,
            "percent": reach.percent,
            "contacts": reach.contacts,
            "average_gap_days": _number(reach.average_gap),
            "not_reached": [
                {
                    "client": each.number,
                    "client_name": each.name,
                    "phase": each.phase.value,
                    "last_contact_at": shape.maybe(each.last_at),
                    "since": each.since.isoformat(),
                    "days": each.days,
                }
                for each in found.unreached
            ],
        },
        "arithmetic": {
            "document": _sum(sums.planned, sums.workdays, sums.document),
            "calendar": _sum(sums.planned, sums.business_days, sums.planned_now),
            "caseload": _sum(sums.caseload, sums.business_days, sums.calendar),
            "own": _sum(sums.caseload, sums.own_days, sums.own),
        },
        "week_counts": "calls" if found.all_calls else "attempts",
        "definitions": dict(DEFINITIONS),
    }


def _week(week: WeekView) -> dict[str, Json]:
    return {"start": _date(week.first), **_span(week.goal, week.tally), "days": list(map(_day, week.days))}


def _day(day: DayView) -> dict[str, Json]:
    return {"date": _date(day.day), **_span(day.goal, day.tally)}


def _span(goal: Goal, tally: Tally) -> dict[str, Json]:
    """Return what was made, and the goal raw and for the person's own part of the span."""
    return {
        "contacts": tally.contacts,
        "clients": tally.clients,
        "attempts": tally.attempts,
        "calls": tally.calls,
        "not_counted": tally.others,
        "on_line": tally.on_line,
        "goal": {
            "contacts": goal.raw.contacts,
            "attempts": goal.raw.tries,
            "met": goal.raw_state.met,
            "state": goal.raw_state.value,
        },
        "own_goal": {
            "contacts": goal.own.contacts,
            "attempts": goal.own.tries,
            "met": goal.state.met,
            "state": goal.state.value,
        },
    }


def _sum(clients: int, days: int, result: Fraction | None) -> dict[str, Json]:
    return {"clients": clients, "days": days, "per_day": _number(result)}


def _number(number: Fraction | None) -> float | None:
    return None if number is None else round(float(number), 2)


def _date(day: date) -> str:
    return day.isoformat()
