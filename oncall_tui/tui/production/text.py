"""Production drawn as text: blocks for the day, bars for the weeks, with what is counted beneath (R-181)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from oncall_tui.desk.production import words
from oncall_tui.desk.production.views import DayView, Production, Unreached, WeekView
from oncall_tui.rules.production import Goal, State, Tally
from oncall_tui.text import cell_fit
from oncall_tui.tui.lines import DIM, DONE, LAPSING, STRONG, Part, line, pair, rule, stack, wrap, wrapped
from oncall_tui.tui.widgets.columns import Cell

_LABEL = 11
_CELLS, _CELLS_NARROW, _WIDE = 40, 20, 90
_BLOCKS = 12
"""Up to how many contacts a day are drawn as a block each."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = 6
_STYLES = {State.CONTACTS: DONE, State.TRIES: DONE, State.SHORT: "", State.NOT_OWED: DIM}


def production_text(found: Production, room: int) -> Content:
    """Return one manager's production for a width."""
    return stack(
        (
            rule(f"today, {words.day_words(found.today.day)}", room),
            *_today(found, room),
            rule("this week", room),
            *_week(found, room),
            rule(f"the last {len(found.weeks)} weeks", room),
            *_weeks(found.weeks, room),
            rule(f"every client in {found.arithmetic.days} days", room),
            *_reach(found, room),
            rule("why so many a day", room),
            *_told(words.arithmetic_lines(found), room),
            rule("what is counted", room),
            *_told(words.definition_lines(found), room),
            *_unreached(found, room),
        )
    )


def today_cell(found: Production) -> Cell:
    """Return today as blocks for a column."""
    goal = found.today.goal
    full, empty = words.bar(goal.contacts, _whole(goal), 8)
    style = "done" if goal.state.met else "" if goal.own.contacts else "dim"
    return ((full, style), (empty, "dim"), (f" {goal.contacts}/{goal.own.contacts or '–'}", style))


def week_cell(found: Production) -> Cell:
    """Return the week as a bar for a column."""
    goal = found.week.goal
    full, empty = words.bar(goal.contacts, _whole(goal), 10)
    style = "done" if goal.state.met else ""
    return ((full, style), (empty, "dim"), (f" {goal.contacts}/{goal.own.contacts or '–'}", style))


def tries_cell(goal: Goal) -> Cell:
    """Return the attempts of a day or a week for a column."""
    sign, _ = words.STATE_SIGNS[goal.state]
    style = "done" if goal.state is State.TRIES else "dim" if not goal.tries_asked else ""
    against = f"/{goal.own.tries}" if goal.tries_asked else ""
    return (f"{goal.tries}{against}{f' {sign}' if goal.state is State.TRIES else ''}", style)


def _whole(goal: Goal) -> int:
    return goal.own.contacts or goal.raw.contacts


def _cells(room: int) -> int:
    return _CELLS if room >= _WIDE else _CELLS_NARROW


def _today(found: Production, room: int) -> Iterator[Content]:
    goal = found.today.goal
    whole = _whole(goal)
    if whole <= _BLOCKS:
        done = min(goal.contacts, whole)
        drawn: tuple[Part, ...] = (("■ " * done, _style(goal)), ("□ " * (whole - done), DIM))
    else:
        drawn = _drawn(goal.contacts, whole, goal, _cells(room))
    yield pair("contacts", *drawn, " ", (words.contacts_words(goal), STRONG), _state(goal), width=_LABEL)
    yield from _attempts(goal, found.today.tally, room)


def _attempts(goal: Goal, tally: Tally, room: int, suffix: str = "") -> Iterator[Content]:
    """Yield the attempts, drawn against their number only while the contacts are short of theirs (R-150)."""
    drawn: tuple[Part, ...] = ()
    if goal.tries_asked and goal.own.tries:
        drawn = (*_drawn(goal.tries, goal.own.tries, goal, _cells(room)), " ")
    yield pair("attempts", *drawn, (words.tries_words(goal), STRONG), width=_LABEL)
    said = suffix or _missing(goal)
    rest = f"{words.tally_words(tally)}{f'; {said}' if said else ''}"
    yield from wrapped("", rest, room, width=_LABEL, style=DIM)


def _missing(goal: Goal) -> str:
    if goal.state is not State.SHORT:
        return ""
    contacts, tries = goal.own.contacts - goal.contacts, goal.own.tries - goal.tries
    return f"{contacts} more contacts reach it, or {tries} more attempts"


def _state(goal: Goal) -> Part:
    sign, said = words.STATE_SIGNS[goal.state]
    return (f"  {sign} {said}", _style(goal) or DIM)


def _style(goal: Goal) -> str:
    return _STYLES[goal.state]


def _drawn(number: int, of: int, goal: Goal, cells: int) -> tuple[Part, Part]:
    full, empty = words.bar(number, of, cells)
    return (full, _style(goal)), (empty, DIM)


def _week(found: Production, room: int) -> Iterator[Content]:
    days = found.week.days
    today = found.today.day
    names = (
        (cell_fit(name, _DAY), STRONG if day.day == today else DIM)
        for name, day in zip(_DAYS, days, strict=True)
    )
    yield pair("", *names, width=_LABEL)
    yield pair("contacts", *(_day_part(day, ahead=day.day > today) for day in days), width=_LABEL)
    tried = (
        (cell_fit(str(day.goal.tries) if day.goal.tries or day.day <= today else "", _DAY), DIM)
        for day in days
    )
    yield pair("attempts", *tried, width=_LABEL)
    goal = found.week.goal
    drawn = _drawn(goal.contacts, _whole(goal), goal, _cells(room))
    yield pair("week", *drawn, " ", (words.contacts_words(goal), STRONG), _state(goal), width=_LABEL)
    yield from _attempts(goal, found.week.tally, room, words.left_words(found))


def _day_part(day: DayView, *, ahead: bool) -> Part:
    goal = day.goal
    if not goal.contacts and (ahead or not goal.own.contacts):
        return (cell_fit("·" if goal.own.contacts else "–", _DAY), DIM)
    sign = " ✓" if goal.state.met else ""
    return (cell_fit(f"{goal.contacts}{sign}", _DAY), _style(goal))


def _weeks(weeks: Sequence[WeekView], room: int) -> Iterator[Content]:
    width = max(len(words.contacts_words(week.goal)) for week in weeks)
    for week in weeks:
        goal = week.goal
        label = words.day_words(week.first).partition(" ")[2]
        drawn = _drawn(goal.contacts, _whole(goal), goal, _cells(room))
        owed = f" {words.contacts_words(goal):<{width}} {'✓' if goal.state is State.CONTACTS else ' '}"
        tried = f"  {goal.tries} tried{' ✓' if goal.state is State.TRIES else ''}"
        yield pair(label, *drawn, owed, (tried, DIM), width=_LABEL)


def _reach(found: Production, room: int) -> Iterator[Content]:
    reach = found.reach
    if reach.clients:
        full, empty = words.bar(reach.reached, reach.clients, _cells(room))
        style = DONE if reach.reached == reach.clients else ""
        yield pair("spoken to", (full, style), (empty, DIM), (f" {reach.percent} %", STRONG), width=_LABEL)
    yield from wrapped("", words.reach_words(found), room, width=_LABEL, style=DIM)
    full, empty = words.bar(found.caseload, found.ceiling, _cells(room))
    over = found.caseload > found.ceiling
    said = f" {found.caseload:,}/{found.ceiling:,} clients"
    yield pair("caseload", (full, LAPSING if over else ""), (empty, DIM), (said, STRONG), width=_LABEL)


def _told(lines: Iterator[tuple[str, str]], room: int) -> Iterator[Content]:
    for label, said in lines:
        yield from wrapped(label, said, room, width=_LABEL)


def _unreached(found: Production, room: int) -> Iterator[Content]:
    if not found.unreached:
        return
    yield rule(f"not spoken to in {found.arithmetic.days} days: {len(found.unreached):,}", room)
    for each in found.unreached:
        yield _unreached_line(each, room)


def _unreached_line(each: Unreached, room: int) -> Content:
    last = f"last talk {words.day_words(each.since)}, {each.days} days ago" if each.last_at else "no talk yet"
    name = cell_fit(each.name, max(12, min(28, room - 46)))
    return line((cell_fit(each.number, _LABEL), DIM), (name, ""), (f"  {last} · {each.phase.value}", DIM))


def detail_title(found: Production) -> str:
    """Return whose figures these are, and in which zone."""
    return f"{found.person.name} · {words.day_words(found.today.day)} · days of {found.zone}"


def no_figures(room: int) -> Content:
    """Return what stands there for somebody who has no figures and may see none."""
    said = (
        "Production is counted for care managers. You are none, and others' figures are for directors and "
        "supervisors."
    )
    return stack(line((each, DIM)) for each in wrap(said, room))
