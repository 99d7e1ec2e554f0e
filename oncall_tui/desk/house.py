"""Read the organisation and its calendar from the record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from oncall_tui.desk.context import House
from oncall_tui.desk.public_holidays import RegionHolidays
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import Refused
from oncall_tui.rules.calendars import BusinessCalendar
from oncall_tui.rules.hours import parse_hours
from storage import reads
from storage.vocabulary import HolidayChange

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.sessions import Store

NO_ORGANISATION = "There is no organisation in this database yet. Make one with: oncall init"


def load_house(store: Store) -> House:
    """Return the organisation.

    Raises:
        Refused: The database holds none yet.
    """
    with store.reading() as connection:
        return read_house(connection)


def read_house(connection: Connection) -> House:
    """Return the organisation that this connection sees."""
    row = reads.one(connection, "organisation")
    if row is None:
        raise Refused(NO_ORGANISATION)
    name, zone, region, hours, line, emergency, body, director_id = row
    director = next(person for person in reads.rows(connection, "people") if person[0] == director_id)
    return House(
        name,
        zone,
        region,
        hours,
        line,
        emergency,
        body,
        PersonRef(*director[:4]),
        _calendar(connection, zone, region, hours),
    )


def _calendar(connection: Connection, zone: str, region: str, hours: str) -> BusinessCalendar:
    added: dict[date, str] = {}
    removed: set[date] = set()
    part_days = {}
    for raw_day, change, name, open_hours in reads.rows(connection, "special_days"):
        day = reads.maybe_day(raw_day)
        assert day is not None
        if change == HolidayChange.REMOVE:
            removed.add(day)
        elif open_hours:
            part_days[day] = parse_hours(f"Mon-Sun {open_hours}")[0]
        else:
            added[day] = name
    return BusinessCalendar(
        zone, parse_hours(hours), RegionHolidays(region, added, frozenset(removed)), part_days=part_days
    )
