"""One person's own dates as a calendar: duty, leave, appointments, outreach dates (R-184).

Clients stand in it by their numbers: calendars are passed on to telephones and other people's servers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui.desk.export.dates import Entry, calendar_text
from oncall_tui.desk.export.files import kept_file
from oncall_tui.desk.export.leaving import purpose, record
from oncall_tui.desk.views import PersonRef, Saved
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

_BACK = timedelta(days=31)
"""How far back it goes, so that what was moved just now is moved in the reader's calendar too."""


def personal_calendar(desk: Desk, person: PersonRef) -> str:
    """Return somebody's own dates; each keeps its identity however often it is exported."""
    with desk.store.reading() as connection:
        entries = sorted(_entries(desk, connection, person), key=lambda each: (str(each.start), each.uid))
    return calendar_text(f"{desk.house.name}: {person.name}", entries, desk.now(), product="own dates")


def export_calendar(
    desk: Desk, person: PersonRef, path: Path, *, reason: str, replace: bool = False
) -> Saved:
    """Write somebody's own dates into a file, and record it.

    Raises:
        Refused: no reason is given, or the file cannot be written; nothing was written.
    """
    reason = purpose(reason)
    content = personal_calendar(desk, person).encode()
    with kept_file(path, content, replace=replace) as target:
        said = f"the calendar of {person.name}, file {target.name}"
        record(desk, "export.calendar", f"person:{person.id}", said, content, reason)
    return Saved(0, f"Written: {target}. Clients stand in it by number; it is an uncontrolled copy.")


def _entries(desk: Desk, connection: Connection, person: PersonRef) -> Iterator[Entry]:
    database = str(reads.scalar(connection, "database_id"))
    yield from _duty(desk, connection, person, database)
    yield from _clients(desk, connection, person, database)


def _duty(desk: Desk, connection: Connection, person: PersonRef, database: str) -> Iterator[Entry]:
    """Go through somebody's shifts on the line and their absences."""
    since = desk.now() - _BACK
    for row in reads.rows(connection, "duty_of_person", id=person.id, since=since):
        yield Entry(
            f"shift-{row.id}-{database}@oncall-tui",
            reads.instant(row.starts_at),
            reads.instant(row.ends_at),
            f"On the line {desk.house.line}",
            kind="DUTY",
            tentative=row.accepted_at is None,
            sequence=row.version,
        )
    for row in reads.rows(connection, "leave_of_person", id=person.id, since=since):
        # Why somebody is away is not for a calendar that others may see.
        yield Entry(
            f"absence-{row.id}-{database}@oncall-tui",
            reads.instant(row.starts_at),
            reads.instant(row.ends_at),
            "Away",
            kind="AWAY",
            sequence=row.version,
        )


def _clients(desk: Desk, connection: Connection, person: PersonRef, database: str) -> Iterator[Entry]:
    """Go through somebody's appointments and the outreach dates of those whose primary manager they are."""
    since, now = desk.now() - _BACK, desk.now()
    for row in reads.rows(connection, "appointments_of_person", id=person.id, since=since):
        yield Entry(
            f"appointment-{row.id}-{database}@oncall-tui",
            reads.instant(row.starts_at),
            reads.instant(row.ends_at),
            f"Appointment: {row.number}",
            kind="APPOINTMENT",
            sequence=row.version,
        )
    for row in reads.rows(connection, "outreach_dates_of_person", id=person.id, at=now):
        day = reads.maybe_day(row.next_on)
        if day is not None:
            yield Entry(
                f"outreach-{row.client_id}-{database}@oncall-tui",
                day,
                day + timedelta(days=1),
                f"Reach out: {row.number}",
                kind="OUTREACH",
                sequence=row.version,
            )
