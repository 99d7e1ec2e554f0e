"""The outreach sheet as the console draws it: how soon and why, what is planned, what is open, what was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.caseload.consults import CONSULT_WORDS
from oncall_tui.desk.caseload.problems import WORKFLOW_WORDS
from oncall_tui.desk.caseload.views import AppointmentView, ConsultView, OutreachView, RunView, TaskView
from oncall_tui.rules.caseload import PRIORITY_SHORT, PRIORITY_WORDS
from oncall_tui.rules.phases import PHASE_WORDS
from oncall_tui.rules.wording import say_day
from oncall_tui.text import clock_time, due_words, when
from oncall_tui.tui.lines import (
    DIM,
    DONE,
    LAPSED,
    LAPSING,
    STRONG,
    Part,
    line,
    pair,
    rule,
    stack,
    wrap,
    wrapped,
)
from oncall_tui.tui.words import CATEGORY

_LABEL, _WIDE, _NARROW = 15, 15, 9
_ENDED = 3
"""How many courses and consults that are over are shown."""


def title_of(view: OutreachView) -> tuple[str, str]:
    """Return the title of the sheet, and what stands behind it."""
    row = view.row
    since = f" since {say_day(row.phase_since.date())}" if row.phase_since else ""
    return f"OUTREACH  {row.name} · {row.number}", f"{PHASE_WORDS[row.phase]}{since}"


def outreach_text(view: OutreachView, zone: ZoneInfo, now: datetime, room: int) -> Content:
    """Return the whole sheet for a width."""
    parts = (
        _standing(view, zone, now, room),
        _planned(view, zone, now, room),
        _open(view, zone, now, room),
        _courses(view, zone, room),
        _consults(view, zone, room),
        _story(view, zone, room),
    )
    return stack([each for part in parts for each in part])


def _standing(view: OutreachView, zone: ZoneInfo, now: datetime, room: int) -> Iterator[Content]:
    row = view.row
    yield from wrapped("class", PRIORITY_WORDS[row.priority], room, width=_LABEL, style=STRONG)
    due = f", due {when(row.due_at, zone)}" if row.due_at else ""
    item = f", item {row.item_id}" if row.item_id else ""
    yield from wrapped("because", f"{row.why}{item}{due}", room, width=_LABEL)
    if view.override is not None:
        told = f"{view.override.set_by} set it by hand until {when(view.override.expires_at, zone)}"
        yield from wrapped("", told, room, width=_LABEL, style=DIM)
    for problem in row.problems:
        yield from wrapped("✗ missing", problem, room, width=_LABEL, style=LAPSED)
    if view.lapse_on is not None:
        style = LAPSED if view.lapse_on <= now.astimezone(zone).date() else LAPSING
        said = f"{view.lapse_words}, {say_day(view.lapse_on)}"
        yield from wrapped("funding", said, room, width=_LABEL, style=style)
    for prompt in row.prompts:
        yield from wrapped("to do", f"{prompt} l notes it.", room, width=_LABEL, style=LAPSING)


def _planned(view: OutreachView, zone: ZoneInfo, now: datetime, room: int) -> Iterator[Content]:
    row = view.row
    yield rule("what is planned", room)
    if row.next_on is not None:
        past = row.next_on < now.astimezone(zone).date()
        said = f"{say_day(row.next_on, year=True)} · {'past · ' if past else ''}{row.next_because}"
        yield from wrapped("next outreach", said, room, width=_WIDE, style=LAPSED if past else "")
    else:
        yield pair("next outreach", ("none: n sets it", LAPSED if row.problems else DIM), width=_WIDE)
    for entry in view.appointments:
        yield from _entry(entry, zone, room)
    if not view.appointments:
        yield pair("appointment", ("none: b makes one", DIM), width=_WIDE)
    yield from wrapped("last talk", _talk(view, zone), room, width=_WIDE)
    if view.interval_days is not None:
        yield pair("looked in on", f"every {view.interval_days} days", width=_WIDE)
    if row.letter_on is not None:
        yield pair("letter", f"sent on {say_day(row.letter_on, year=True)}", width=_WIDE)
    if row.discharge_on is not None:
        yield pair("discharge", f"on {say_day(row.discharge_on, year=True)}", width=_WIDE)
    yield from wrapped("information", _information(view, zone), room, width=_WIDE)


def _entry(entry: AppointmentView, zone: ZoneInfo, room: int) -> Iterator[Content]:
    until = clock_time(entry.ends_at, zone)
    said = f"{when(entry.starts_at, zone)} to {until} with {entry.person.name}"
    said += f": {entry.about}" if entry.about else ""
    yield from wrapped("appointment", said, room, width=_WIDE)
    if entry.clash:
        yield from wrapped("", f"⚠ {entry.clash}", room, width=_WIDE, style=LAPSING)


def _talk(view: OutreachView, zone: ZoneInfo) -> str:
    row = view.row
    if row.last_contact_at is None:
        said = "nobody has spoken with them on this record"
    else:
        said = when(row.last_contact_at, zone)
        if view.contacts > 1 and view.average_days is not None:
            said += f", on average every {view.average_days:.0f} days"
    tries = "1 attempt since" if row.attempts_since == 1 else f"{row.attempts_since} attempts since"
    return f"{said}; {tries}" if row.attempts_since else said


def _information(view: OutreachView, zone: ZoneInfo) -> str:
    if view.confirmed_at is None:
        return "never confirmed: i confirms it"
    stale = f"STALE {view.stale_days} days, " if view.stale_days else ""
    by = f" by {view.confirmed_by}" if view.confirmed_by else ""
    return f"{stale}confirmed {when(view.confirmed_at, zone)}{by}"


def _open(view: OutreachView, zone: ZoneInfo, now: datetime, room: int) -> Iterator[Content]:
    if view.row.tasks:
        yield rule("what is open", room)
    for task in view.row.tasks:
        yield from _task(task, zone, now, room)


def _task(task: TaskView, zone: ZoneInfo, now: datetime, room: int) -> Iterator[Content]:
    said = f"{task.item_id} {CATEGORY[task.category][1]}"
    if task.rule:
        said += f": {task.title} ({task.requirement})" if task.requirement else f": {task.title}"
    if task.due_at is not None:
        left = due_words((task.due_at - now).total_seconds())
        said += f", {when(task.due_at, zone)}, {left}"
    if task.next_step:
        said += f" · next: {task.next_step}"
    style = LAPSED if task.lapsed else ""
    yield from wrapped(PRIORITY_SHORT[task.priority], said, room, width=_NARROW, style=style)


def _courses(view: OutreachView, zone: ZoneInfo, room: int) -> Iterator[Content]:
    open_ones = [run for run in view.runs if run.ended_at is None]
    ended = [run for run in view.runs if run.ended_at is not None][:_ENDED]
    for run in open_ones:
        of = f" of {run.item_id}" if run.item_id else ""
        yield rule(f"{WORKFLOW_WORDS[run.kind]} workflow{of}: {run.done} of {len(run.steps)}", room)
        yield from _next_step(run, room)
        for step in run.steps:
            mark: Part = ("✓ ", DONE) if step.done_at else ("☐ ", DIM)
            told = f" · {step.done_by}, {when(step.done_at, zone)}" if step.done_at else ""
            note = f" · {step.note}" if step.note else ""
            first, *rest = wrap(f"{step.place}. {step.words}{told}{note}", room - 2) or [""]
            yield line(mark, (first, DIM if step.done_at else ""))
            yield from (line("  ", (each, DIM if step.done_at else "")) for each in rest)
    if ended:
        yield rule("workflows that ended", room)
    for run in ended:
        said = f"{WORKFLOW_WORDS[run.kind]}, {run.done} of {len(run.steps)}: {run.ended_because}"
        at = say_day(run.ended_at.astimezone(zone).date()) if run.ended_at else ""
        yield from wrapped(at, said, room, style=DIM)


def _next_step(run: RunView, room: int) -> Iterator[Content]:
    if run.next_on is None:
        words = f"{run.next_step or 'a step'}, with no day: w sets it"
        yield from wrapped("✗ next", words, room, style=LAPSED)
    else:
        yield from wrapped("next", f"{say_day(run.next_on)}: {run.next_step}", room)


def _consults(view: OutreachView, zone: ZoneInfo, room: int) -> Iterator[Content]:
    if view.consults:
        yield rule("consults and transfers to a specialist", room)
    for consult in view.consults:
        yield from _consult(consult, zone, room)


def _consult(consult: ConsultView, zone: ZoneInfo, room: int) -> Iterator[Content]:
    origin = f", from {consult.from_item_id}" if consult.from_item_id else ""
    said = f"{CONSULT_WORDS[consult.kind]}, {consult.whom}: {consult.need}{origin}"
    yield from wrapped(str(consult.item_id), said, room)
    style = LAPSED if consult.late else DIM if consult.followed_up_at else ""
    yield from wrapped("", consult.stand, room, style=style)
    steps = (
        ("need seen", consult.needed_at),
        ("asked for", consult.submitted_at),
        ("chased", consult.chased_at),
        ("complete", consult.completed_at),
        ("followed up", consult.followed_up_at),
    )
    told = "; ".join(f"{name} {when(at, zone)}" for name, at in steps if at is not None)
    yield from wrapped("", told, room, style=DIM)
    for words in (consult.outcome, consult.follow_up):
        if words:
            yield from wrapped("", words, room)


def _story(view: OutreachView, zone: ZoneInfo, room: int) -> Iterator[Content]:
    yield rule("how they came here", room)
    if not view.phases:
        yield line((f"{PHASE_WORDS[view.row.phase]} since they came onto this record.", DIM))
    for step in view.phases:
        said = f"{PHASE_WORDS[step.before]} → {PHASE_WORDS[step.after]}: {step.cause}"
        yield from wrapped(say_day(step.at.astimezone(zone).date()), said, room)
