"""One client of the worklist in full: why they are next, what to know before ringing, what is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.caseload.views import TaskView, WorkRow
from oncall_tui.desk.naming import OUTCOME_WORDS
from oncall_tui.desk.production import words as production
from oncall_tui.desk.production.ringing import rung_about
from oncall_tui.desk.production.round import Round, StopCard
from oncall_tui.rules.caseload import PRIORITY_WORDS
from oncall_tui.rules.phases import PHASE_WORDS
from oncall_tui.rules.wording import say_day
from oncall_tui.text import cell_width, due_words, when
from oncall_tui.tui.console.responsible_text import consent_parts
from oncall_tui.tui.lines import (
    ACCENT,
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
    words,
    wrap,
    wrapped,
)
from oncall_tui.tui.widgets.columns import Part as CellPart
from storage.vocabulary import ClientStatus, Priority

_STATUS = {ClientStatus.STABLE: DONE, ClientStatus.WATCH: LAPSING, ClientStatus.UNSTABLE: LAPSED}
_CLASS = {Priority.HIGH_1: LAPSED, Priority.HIGH_2: LAPSING, Priority.HIGH_3: HELD}
_BLOCKS = 8


def heading(found: Round) -> list[CellPart]:
    """Return how the day and the week stand, and how far the list is worked."""
    goal, week = found.today.goal, found.week.goal
    full, empty = production.bar(goal.contacts, goal.own.contacts or goal.raw.contacts, _BLOCKS)
    style = "done" if goal.state.met else "strong"
    return [
        (f"{found.worklist.person.name}   ", "strong"),
        ("today ", "dim"),
        (full, "done" if goal.state.met else ""),
        (empty, "dim"),
        (f" {production.contacts_words(goal)}", style),
        (f"  tried {production.tries_words(goal)}", "dim"),
        (f"   {found.done}/{len(found.stops)} done", "dim"),
        (f"   week {production.contacts_words(week)}", "dim"),
    ]


def card_text(facts: StopCard, about: int | None, now: datetime, zone: ZoneInfo, room: int) -> Content:
    """Return all of it for a width; `about` is the item that the call will be about, None for outreach."""
    row = facts.stop.row
    lines = [*_who(facts), rule("why now", room), *_why(row, now, zone, room)]
    lines += [rule("before you ring", room), *_before(facts, zone, room)]
    lines += [rule("what the call is about", room), *_tasks(row, about, now, zone, room)]
    lines += [rule("last contact", room), *_contacts(facts, now, zone, room)]
    lines += [rule("goals", room), *_goals(facts, room)]
    lines += [rule("to know", room), *_known(facts, zone, room)]
    return stack(lines)


def _who(facts: StopCard) -> Iterator[Content]:
    card, row = facts.card, facts.stop.row
    called = f' "{card.preferred_name}"' if card.preferred_name else ""
    number, *others = card.phones or ("no number on record",)
    yield line((card.name, STRONG), (f"{called} · {card.number}", DIM), "   ", (number, f"bold {ACCENT}"))
    if others:
        yield pair("also", words(others, none=""))
    parts: list[Part] = [(card.status.value, _STATUS[card.status]), (f"  {PHASE_WORDS[row.phase]}", DIM)]
    if not row.primary:
        parts.append(("   you act for another manager", ACCENT))
    elif not row.held:
        parts.append(("   somebody else holds the role now", LAPSING))
    yield line(*parts)


def _why(row: WorkRow, now: datetime, zone: ZoneInfo, room: int) -> Iterator[Content]:
    said = f"{PRIORITY_WORDS[row.priority]}: {row.why}"
    yield from wrapped("class", said, room, style=_CLASS.get(row.priority, ""))
    if row.due_at is not None:
        left = (row.due_at - now).total_seconds()
        yield pair("due", when(row.due_at, zone), (f"  {due_words(left)}", LAPSED if left <= 0 else DIM))
    planned = say_day(row.next_on, year=True) if row.next_on else "none set"
    because = f"  {row.next_because}" if row.next_because else ""
    yield pair("next on", (planned, "" if row.next_on else LAPSING), (because, DIM))
    if row.appointment is not None:
        entry = row.appointment
        yield from wrapped(
            "booked", f"{when(entry.starts_at, zone)} with {entry.person.name} {entry.about}", room
        )
    for each in row.problems:
        yield from wrapped("missing", each, room, style=LAPSING)
    for each in row.prompts:
        yield from wrapped("to do", each, room, style=LAPSING)


def _before(facts: StopCard, zone: ZoneInfo, room: int) -> Iterator[Content]:
    card = facts.card
    yield line(*consent_parts(card))
    if card.safe_times:
        yield from wrapped("when", card.safe_times, room)
    pressed = card.pressure
    tries = "try" if pressed.day == 1 else "tries"
    yield pair("tried", f"{pressed.day} {tries} in 24 h, {pressed.week} in 7 days")
    if facts.stop.row.attempts_since:
        since = facts.stop.row.attempts_since
        yield pair("in vain", f"{since} {'time' if since == 1 else 'times'} since anybody spoke with them")


def _tasks(row: WorkRow, about: int | None, now: datetime, zone: ZoneInfo, room: int) -> Iterator[Content]:
    choices = rung_about(row)
    for place, task in enumerate(choices, 1):
        yield from _task(f"{place} ", task, task.item_id == about, now, zone, room)
    new = len(choices) + 1
    here = about is None
    yield line(
        (f"{new} ", STRONG), ("▸ " if here else "  ", ACCENT), ("new outreach", STRONG if here else "")
    )
    for task in row.tasks:
        if task not in choices:
            yield from _task("· ", task, False, now, zone, room)


def _task(
    lead: str, task: TaskView, here: bool, now: datetime, zone: ZoneInfo, room: int
) -> Iterator[Content]:
    due = ""
    if task.due_at is not None:
        due = f"  {when(task.due_at, zone)}, {due_words((task.due_at - now).total_seconds())}"
    number = f" · {task.requirement}" if task.requirement else ""
    title = f"{task.title}{number}"
    style = LAPSED if task.lapsed else DIM
    parts = _lead(lead, title, here)
    if cell_width(line(*parts).plain + due) <= room:
        yield line(*parts, (due, style))
    else:
        yield line(*parts)
        yield line("    ", (due.strip(), style))
    if task.next_step:
        for each in wrap(task.next_step, room - 4):
            yield line("    ", (each, DIM))


def _lead(lead: str, title: str, here: bool) -> tuple[Part, ...]:
    """Return a matter with the digit that chooses it, and a sign where the call will be about it."""
    return (lead, STRONG), ("▸ " if here else "  ", ACCENT), (title, STRONG if here else "")


def _contacts(facts: StopCard, now: datetime, zone: ZoneInfo, room: int) -> Iterator[Content]:
    last = facts.card.last_contact_at
    if last is None:
        yield line(("Nobody has spoken with them yet.", DIM))
    else:
        days = max(0, (now - last).days)
        ago = "today" if not days else "1 day ago" if days == 1 else f"{days} days ago"
        yield pair("talk", when(last, zone), (f"  {ago}", DIM))
    for each in facts.attempts:
        said = f"{each.by}: {OUTCOME_WORDS[each.outcome]} ({each.channel.value})"
        yield from wrapped(_short(each.made_at, zone), f"{said}. {each.note}".strip(), room, width=13)


def _short(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{say_day(local.date()).partition(' ')[2]} {local:%H:%M}"


def _goals(facts: StopCard, room: int) -> Iterator[Content]:
    if not facts.goals:
        yield line(("none set", DIM))
    for goal in facts.goals:
        yield from wrapped("goal", goal.words, room)
        for step in goal.objectives:
            if step.status.open:
                slips = f" {step.slips}" if step.slips else ""
                said = f"{step.words} (by {say_day(step.target_on)}){slips}"
                yield from wrapped("", said, room, style=LAPSING if step.slips else DIM)
    if facts.plan_note:
        yield from wrapped("!", facts.plan_note, room, style=LAPSING)


def _known(facts: StopCard, zone: ZoneInfo, room: int) -> Iterator[Content]:
    card = facts.card
    yield from wrapped("concerns", words(card.concerns, none="none noted"), room)
    yield from wrapped("past", words(card.past_history, none="none noted"), room)
    yield from wrapped("conditions", words(card.conditions, none="none noted"), room)
    if card.service:
        yield from wrapped("service", card.service, room)
    for contact in card.contacts:
        mark = "! " if contact.emergency else ""
        yield from wrapped(contact.relationship or "contact", f"{mark}{contact.name}  {contact.phone}", room)
    if card.confirmed_at is None:
        yield pair("record", ("never confirmed to be current", LAPSING))
    elif card.stale_days is not None:
        said = f"STALE {card.stale_days} days: confirmed {when(card.confirmed_at, zone)}"
        yield from wrapped("record", said, room, style=LAPSING)
    else:
        yield pair("record", (f"confirmed {when(card.confirmed_at, zone)}", DIM))
