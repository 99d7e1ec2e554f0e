"""Production in words and small bars, the same on the console and from the shell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import ceil
from types import MappingProxyType

from oncall_tui.desk.production.views import Production
from oncall_tui.rules.production import DEFINITIONS, Goal, State, Tally
from oncall_tui.rules.wording import say_day

FULL, EMPTY = "█", "░"

STATE_SIGNS = MappingProxyType(
    {
        State.CONTACTS: ("✓", "met"),
        State.TRIES: ("✓", "met by attempts"),
        State.SHORT: ("·", "short"),
        State.NOT_OWED: ("–", "nothing owed"),
    }
)
"""A sign and words for how a day or a week stands."""


def bar(number: int, of: int, cells: int) -> tuple[str, str]:
    """Return the filled and the empty part of a bar; full only where all of it is done."""
    if of <= 0:
        return "", EMPTY * cells
    filled = min(cells, cells * number // of)
    if number and not filled:
        filled = 1
    return FULL * filled, EMPTY * (cells - filled)


def contacts_words(goal: Goal) -> str:
    """Return contacts against their number, as in 5/8; the person's own number first where it is less."""
    if goal.own == goal.raw:
        return f"{goal.contacts}/{goal.raw.contacts}"
    return f"{goal.contacts}/{goal.own.contacts or '–'} (of {goal.raw.contacts})"


def tries_words(goal: Goal) -> str:
    """Return attempts, against their number only while the contacts are not attained (R-150)."""
    if not goal.tries_asked:
        return str(goal.tries)
    if goal.own == goal.raw:
        return f"{goal.tries}/{goal.raw.tries}"
    return f"{goal.tries}/{goal.own.tries} (of {goal.raw.tries})"


def tally_words(tally: Tally) -> str:
    """Return what else there is to know of what was made."""
    if tally == Tally():
        return "nothing made yet"
    said = [f"{_many(tally.clients, 'client')}", f"{_many(tally.calls, 'call')} in all"]
    said += [f"{tally.others} not counted"] if tally.others else []
    said += [f"{tally.on_line} left out (on the line)"] if tally.on_line else []
    return ", ".join(said)


def left_words(found: Production) -> str:
    """Return what the rest of the week asks for (R-149)."""
    days = _many(found.days_left, "work day")
    if found.needed == 0:
        return f"{days} left, nothing more is owed"
    if found.needed is None:
        return "no work day left this week"
    return f"{days} left, {found.needed} a day reach it"


def reach_words(found: Production) -> str:
    """Return how many clients were spoken to, and how often on average (R-154)."""
    reach, days = found.reach, found.arithmetic.days
    if not reach.clients:
        return "no clients"
    gap = reach.average_gap
    often = f"a talk every {rounded(gap, 0)} days on average" if gap is not None else "no talk yet"
    return f"{reach.reached:,} of {reach.clients:,} clients in {days} days; {often}"


def arithmetic_lines(found: Production) -> Iterator[tuple[str, str]]:
    """Yield each reckoning with its name: the document's, the real calendar's, the person's own (R-155)."""
    sums = found.arithmetic
    yield "document", _sum(sums.planned, sums.workdays, "work days in two months", sums.document)
    ahead = f"business days in the next {sums.days} days"
    yield "calendar", _sum(sums.planned, sums.business_days, ahead, sums.planned_now)
    if sums.caseload != sums.planned:
        yield "caseload", _sum(sums.caseload, sums.business_days, ahead, sums.calendar)
    if sums.own_days != sums.business_days:
        own = f"days on which {found.person.name} works"
        yield "own days", _sum(sums.caseload, sums.own_days, own, sums.own)


def _sum(clients: int, days: int, which: str, result: Fraction | None) -> str:
    counted = f"{_many(clients, 'client')} ÷ {days:,} {which}"
    if result is None:
        return f"{counted}: no day to do it on"
    return f"{counted} = {rounded(result, 2)}, so {ceil(result)} a day"


def definition_lines(found: Production) -> Iterator[tuple[str, str]]:
    """Yield what is counted, and how a goal is met, with the numbers in force."""
    yield from DEFINITIONS
    day, week = found.today.goal.raw, found.week.goal.raw
    tried = "calls" if found.all_calls else "attempts"
    yield (
        "goal",
        f"{day.contacts} contacts a work day, or else {day.tries} attempts; {week.contacts} contacts a "
        f"week, or else {week.tries} {tried}. No part of one makes up for the other.",
    )
    yield (
        "own share",
        "the same numbers for the part of the day or week that is worked, without leave, public holidays "
        "and duty on the line, rounded up.",
    )


def rounded(number: Fraction, places: int) -> str:
    """Return a fraction as people write it."""
    return f"{float(number):.{places}f}"


def day_words(day: date) -> str:
    """Return a date as people say it."""
    return say_day(day)


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
