"""The duty rota as a calendar that other programs read (iCalendar, RFC 5545)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.text import safe_text
from storage import reads

if TYPE_CHECKING:
    from icalendar import Event

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.duty.views import Rota, Shift

_PRODUCT = "-//oncall-tui//duty rota//EN"


def duty_calendar(desk: Desk, rota: Rota) -> str:
    """Return the shifts of a rota as events, in UTC; a shift keeps its UID however often it is exported."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{safe_text(desk.house.name)}: the line")
    with desk.store.reading() as connection:
        database = str(reads.scalar(connection, "database_id"))
    for shift in rota.shifts:
        calendar.add_component(_event(desk, shift, database))
    return str(calendar.to_ical(), "utf-8")


def _event(desk: Desk, shift: Shift, database: str) -> Event:
    """Return one shift; its sequence number rises with every change, so that a reader takes the newer one."""
    from icalendar import Event, vCalAddress

    name, accepted = safe_text(shift.person.name), shift.accepted_at is not None
    event = Event()
    event.add("uid", f"shift-{shift.id}-{database}@oncall-tui")
    event.add("sequence", shift.version)
    event.add("dtstamp", desk.now())
    event.add("dtstart", shift.start)
    event.add("dtend", shift.end)
    event.add("summary", f"{name} has the line")
    event.add("description", f"The line: {safe_text(desk.house.line)}")
    event.add("categories", ["DUTY"])
    event.add("status", "CONFIRMED" if accepted else "TENTATIVE")
    director = vCalAddress(f"mailto:{safe_text(shift.person.email)}")
    director.params["cn"] = name
    director.params["partstat"] = "ACCEPTED" if accepted else "NEEDS-ACTION"
    event.add("attendee", director, encode=False)
    return event
