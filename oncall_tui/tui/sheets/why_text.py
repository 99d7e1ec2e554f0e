"""Why each clock of an item is due when it is: the rule, its source, the arithmetic (R-063, R-076)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.views import ClockView
from oncall_tui.rules.rulebook import Owner, Rule
from oncall_tui.text import cell_width, due_words, span_words, when
from oncall_tui.tui.lines import (
    DIM,
    DONE,
    HELD,
    LAPSED,
    LAPSING,
    STRONG,
    Part,
    line,
    pair,
    rule,
    stack,
    wrapped,
)
from oncall_tui.tui.sheets.breaking import broken
from oncall_tui.tui.sheets.stories import ClockStory
from oncall_tui.tui.sheets.strip import legend, strip
from oncall_tui.tui.theme import State
from storage.vocabulary import ClockState

STYLES = {State.LAPSED: LAPSED, State.LAPSING: LAPSING, State.HELD: HELD, State.DONE: DONE, State.RUNNING: ""}
"""How each state looks in text."""

OWNERS = {
    Owner.ACTING: "whoever answers for the client",
    Owner.PCM: "the primary care manager",
    Owner.SCM: "the secondary care manager",
    Owner.DIRECTORS: "each director",
    Owner.DUTY_DIRECTOR: "the director on the line",
    Owner.SUPERVISOR: "the supervisor",
    Owner.PROVIDER: "the provider",
    Owner.SPECIALIST: "the specialist",
    Owner.ANY: "whoever becomes aware of it",
    Owner.EACH_CARE_MANAGER: "each care manager",
    Owner.DOCUMENT_OWNER: "the owner of the document",
}
"""Who keeps a rule, in words."""

NOTHING = (
    "No clock was started for this item: nothing is owed by a time. "
    "A category that owes a call back, or linking the client, starts one."
)


def why_text(stories: Sequence[ClockStory], now: datetime, lapsing: timedelta, room: int) -> Content:
    """Return the whole sheet for a width."""
    if not stories:
        return stack([line((each, DIM)) for each in broken(NOTHING, room)])
    lines: list[Content] = []
    for story in stories:
        lines += [*_clock(story, now, lapsing, room), Content("")]
    return stack(lines[:-1])


def clock_state(clock: ClockView, now: datetime, lapsing: timedelta) -> State:
    """Return how a clock stands at an instant."""
    if clock.state in (ClockState.MET, ClockState.CANCELLED):
        return State.DONE if clock.state is ClockState.MET else State.RUNNING
    if clock.state is ClockState.MET_LATE or clock.due_at <= now:
        return State.LAPSED
    return State.LAPSING if clock.due_at - now <= lapsing else State.RUNNING


def clock_words(clock: ClockView, now: datetime, zone: ZoneInfo) -> str:
    """Return how a clock stands: how long is left, or how it ended."""
    if clock.state is ClockState.RUNNING or clock.ended_at is None:
        return due_words((clock.due_at - now).total_seconds())
    ended = when(clock.ended_at, zone)
    by = clock.ended_by.replace("-", " ")
    if clock.state is ClockState.CANCELLED:
        return f"cancelled {ended}: {clock.ended_by}"
    late = clock.state is ClockState.MET_LATE
    apart = clock.ended_at - clock.due_at if late else clock.due_at - clock.ended_at
    return f"kept {ended} by {by}, {span_words(apart)} {'late' if late else 'early'}"


def clock_mark(clock: ClockView, now: datetime, lapsing: timedelta) -> tuple[str, str]:
    """Return the sign and letter of a clock, and their style."""
    state = clock_state(clock, now, lapsing)
    return ("– " if clock.state is ClockState.CANCELLED else state.mark), STYLES[state]


def _clock(story: ClockStory, now: datetime, lapsing: timedelta, room: int) -> list[Content]:
    clock, zone = story.clock, story.stretch.zone
    sign, style = clock_mark(clock, now, lapsing)
    lines = [
        _heading(sign, style, clock.title, clock.requirement, room),
        *wrapped("due", f"{when(clock.due_at, zone, year=True)}", room, style=STRONG),
        *wrapped("", clock_words(clock, now, zone) + _open_late(story), room, style=style or DIM),
        pair("started", when(clock.started_at, zone, year=True)),
    ]
    if story.told is None:
        lines += wrapped("counted", story.trouble, room, style=LAPSING)
    else:
        lines += wrapped("allows", story.told.rule.allows, room)
        lines += _steps(story.told.steps, room)
    lines += [Content(""), *_picture(story, now, room), Content("")]
    if story.told is not None:
        lines += _rule(story.told.rule, room)
        lines += _warns(story, now, zone)
    return lines


def _open_late(story: ClockStory) -> str:
    """Say how much of a delay fell into office hours (R-077); nothing where there is none."""
    late = story.late_business
    return "" if late is None else f", {span_words(late)} of it in office hours"


def _heading(sign: str, style: str, title: str, requirement: str, room: int) -> Content:
    """Return a thin rule with the clock's sign, title and rule in it."""
    text = rule(f"{sign} {title} · {requirement}".rstrip(" ·"), room)
    return text.stylize(style, 3, 3 + len(sign)).stylize(STRONG, 3 + len(sign), 4 + len(sign) + len(title))


def _steps(steps: Sequence[str], room: int) -> list[Content]:
    """Return the arithmetic, one numbered step after another, each hanging under its first word."""
    lines: list[Content] = []
    for number, step in enumerate(steps, 1):
        label = "counted" if number == 1 else ""
        lead = f"{number}. "
        first, *more = broken(step, room - 11 - len(lead)) or [""]
        lines.append(pair(label, (lead, DIM), first))
        lines += [line(" " * (11 + len(lead)), each) for each in more]
    return lines


def _picture(story: ClockStory, now: datetime, room: int) -> list[Content]:
    clock, width = story.clock, 11
    marks: dict[str, tuple[datetime, str]] = {}
    if clock.state is ClockState.RUNNING:
        marks["▼"] = (now, "")
    elif clock.ended_at is not None:
        kept = clock.state is not ClockState.CANCELLED
        marks["✓" if kept else "–"] = (clock.ended_at, DONE if clock.state is ClockState.MET else LAPSED)
    drawn = strip(story.stretch, room - width, marks)
    return [*(line(" " * width).append(each) for each in drawn), line(" " * width, *legend())]


def _rule(rule_: Rule, room: int) -> list[Content]:
    source = rule_.source
    where = f"{source.document}, {source.section}" if source.section else source.document
    lines = [
        *wrapped("source", where, room),
        *wrapped("says", source.says, room),
        *wrapped("rule", f"{rule_.id}, {rule_.requirement}, version {rule_.version}", room, style=DIM),
    ]
    if rule_.default:
        lines += wrapped("", "The document names no number: ours stands in.", room, style=DIM)
    if source.changed:
        lines += wrapped("", source.changed, room, style=DIM)
    for each in rule_.exceptions:
        lines += wrapped("but", each.says, room)
    keeps, hears = OWNERS[rule_.owner], OWNERS[rule_.escalate_to]
    return lines + wrapped("kept by", f"{keeps}; {hears} is told when it lapses", room)


def _warns(story: ClockStory, now: datetime, zone: ZoneInfo) -> list[Content]:
    widest = max((cell_width(when(each.at, zone)) for each in story.warns), default=0)
    lines: list[Content] = []
    for place, each in enumerate(story.warns):
        said: Part = (when(each.at, zone), DIM if each.at <= now else "")
        gap = " " * (widest - cell_width(when(each.at, zone)) + 2)
        lines.append(pair("warns" if not place else "", said, gap, (each.left, DIM)))
    return lines
