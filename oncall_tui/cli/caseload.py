"""The caseload from the shell: who is to be reached out to, how soon and why, and what is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.errors import BadSettings, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from oncall_tui.cli.output import Json
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.caseload.book import Book
    from oncall_tui.desk.caseload.morning import MorningView
    from oncall_tui.desk.caseload.views import AppointmentView, TaskView, Worklist, WorkRow
    from oncall_tui.desk.context import Desk

Who = Annotated[str, typer.Argument(metavar="PERSON", help="E-mail address or name of the care manager.")]
Errors = Annotated[bool, typer.Option("--errors", help="Only clients of whom something is missing.")]
BookDays = Annotated[
    int, typer.Option("--book", metavar="DAYS", min=0, max=366, help="The appointment book, so many days.")
]
Morning = Annotated[bool, typer.Option("--morning", help="The high-risk events of the morning instead.")]
Tick = Annotated[bool, typer.Option("--tick", help="With --morning: they were looked through.")]


def caseload(
    person: Who,
    errors: Errors = False,
    book_days: BookDays = 0,
    morning: Morning = False,
    looked: Tick = False,
    at: opt.At = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print a care manager's worklist by priority, with why each client is where they are."""
    if looked and not morning:
        raise BadSettings("--tick says that the morning's events were looked through: add --morning.")
    if (morning and (book_days or errors)) or (book_days and errors):
        raise BadSettings("Choose one of --errors, --book and --morning.")
    from oncall_tui.desk.people import find_person

    with desk_at(db, as_) as desk:
        when, person_id = instant(desk, at), find_person(desk, person).id
        if morning:
            _morning(desk, person_id, when, tick=looked, json=json)
        elif book_days:
            _book(desk, person_id, when, book_days, json=json)
        else:
            _worklist(desk, person_id, when, errors=errors, json=json)


def _worklist(desk: Desk, person_id: int, at: datetime | None, *, errors: bool, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.caseload.worklist import worklist

    found = worklist(desk, person_id, at)
    rows = found.errors if errors else found.rows
    if json:
        shape = Shaper(desk.house.zone)
        output.emit_list(_row_shape(shape, row) for row in rows)
        return
    _print(found, rows, ZoneInfo(desk.house.zone))


def _print(found: Worklist, rows: tuple[WorkRow, ...], zone: ZoneInfo) -> None:
    from oncall_tui.rules.caseload import PRIORITY_SHORT
    from oncall_tui.rules.phases import PHASE_WORDS
    from oncall_tui.rules.wording import say_day
    from oncall_tui.text import when

    titles = ("class", "", "client", "name", "phase", "due", "next", "why")
    output.table(
        titles,
        (
            (
                PRIORITY_SHORT[row.priority],
                "LATE" if row.late else "",
                row.number,
                row.name,
                PHASE_WORDS[row.phase],
                when(row.due_at, zone) if row.due_at else "",
                say_day(row.next_on) if row.next_on else "none",
                "; ".join((row.why, *row.problems, *row.prompts)),
            )
            for row in rows
        ),
    )
    missing = len(found.errors)
    if missing and len(rows) > missing:
        clients = "1 client" if missing == 1 else f"{missing:,} clients"
        output.narrate(f"Something is missing of {clients}: add --errors.")


def _row_shape(shape: Shaper, row: WorkRow) -> Json:
    return {
        "client": {"number": row.number, "name": row.name},
        "priority": row.priority.value,
        "why": row.why,
        "by_hand": row.by_hand,
        "rule": row.rule or None,
        "item": row.item_id,
        "due_at": shape.maybe(row.due_at),
        "late": row.late,
        "status": row.status.value,
        "phase": row.phase.value,
        "primary": row.primary,
        "acting": row.held and not row.primary,
        "next_outreach": row.next_on.isoformat() if row.next_on else None,
        "next_because": row.next_because,
        "appointment": _entry_shape(shape, row.appointment) if row.appointment else None,
        "last_contact_at": shape.maybe(row.last_contact_at),
        "attempts_since": row.attempts_since,
        "letter_on": row.letter_on.isoformat() if row.letter_on else None,
        "discharge_on": row.discharge_on.isoformat() if row.discharge_on else None,
        "problems": list(row.problems),
        "prompts": list(row.prompts),
        "tasks": [_task_shape(shape, task) for task in row.tasks],
    }


def _task_shape(shape: Shaper, task: TaskView) -> Json:
    return {
        "item": task.item_id,
        "category": task.category.value,
        "priority": task.priority.value,
        "title": task.title,
        "rule": task.rule or None,
        "requirement": task.requirement or None,
        "due_at": shape.maybe(task.due_at),
        "lapsed": task.lapsed,
        "routine": task.routine,
    }


def _entry_shape(shape: Shaper, entry: AppointmentView) -> Json:
    return {
        "id": entry.id,
        "client": entry.client_name,
        "person": {"name": entry.person.name, "email": entry.person.email},
        "starts_at": shape.instant(entry.starts_at),
        "ends_at": shape.instant(entry.ends_at),
        "about": entry.about,
        "clash": entry.clash or None,
    }


def _book(desk: Desk, person_id: int, at: datetime | None, days: int, *, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.caseload.book import appointment_book

    first = desk.house.calendar.local(at).date() if at else None
    found = appointment_book(desk, person_id, first, days)
    if json:
        shape = Shaper(desk.house.zone)
        output.emit(
            [
                {
                    "day": day.day.isoformat(),
                    "away": day.away or None,
                    "entries": [_entry_shape(shape, entry) for entry in day.entries],
                }
                for day in found.days
            ]
        )
        return
    _print_book(found, ZoneInfo(desk.house.zone))


def _print_book(found: Book, zone: ZoneInfo) -> None:
    from oncall_tui.rules.wording import say_day
    from oncall_tui.text import clock_time

    rows: list[tuple[str, ...]] = []
    for day in found.days:
        if not day.entries:
            rows.append((say_day(day.day), "", "", "", day.away))
        for entry in day.entries:
            span = f"{clock_time(entry.starts_at, zone)} to {clock_time(entry.ends_at, zone)}"
            rows.append((say_day(day.day), span, entry.client_name, entry.about, entry.clash))
    output.table(("day", "time", "client", "about", "against it"), rows)


def _morning(desk: Desk, person_id: int, at: datetime | None, *, tick: bool, json: bool) -> None:
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.caseload.morning import morning_view, tick_morning

    found = morning_view(desk, person_id, at)
    if tick:
        if found.item_id is None:
            raise Refused("No morning look is asked of them now.")
        output.narrate(tick_morning(desk, found.item_id, version=found.version).words)
    if json:
        output.emit(_morning_shape(Shaper(desk.house.zone), found))
    else:
        _print_morning(found, ZoneInfo(desk.house.zone))


def _morning_shape(shape: Shaper, found: MorningView) -> Json:
    return {
        "item": found.item_id,
        "due_at": shape.maybe(found.due_at),
        "events": [
            {
                "item": event.item_id,
                "client": {"number": event.number, "name": event.name} if event.number else None,
                "received_at": shape.instant(event.received_at),
                "attempts": event.attempts,
                "due_at": shape.maybe(event.due_at),
                "steps": event.steps,
                "done": event.done,
            }
            for event in found.events
        ],
    }


def _print_morning(found: MorningView, zone: ZoneInfo) -> None:
    from oncall_tui.text import when

    if not found.events:
        output.narrate("No high-risk event of their clients is open.")
        return
    output.table(
        ("item", "client", "name", "notice", "first outreach", "attempts", "steps"),
        (
            (
                str(event.item_id),
                event.number,
                event.name,
                when(event.received_at, zone),
                when(event.due_at, zone) if event.due_at else "made",
                str(event.attempts),
                f"{event.done}/{event.steps}" if event.steps else "",
            )
            for event in found.events
        ),
        right=(5,),
    )
    if found.due_at is not None:
        output.narrate(f"To be looked through by {when(found.due_at, zone)}: add --tick.")
