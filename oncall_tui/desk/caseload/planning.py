"""Say when a client is next rung, make an appointment, give a class by hand (R-115, R-145)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from oncall_tui.desk.asks.asking import Ask
from oncall_tui.desk.caseload import standing, transfers
from oncall_tui.desk.caseload.base import FURTHEST, about, ahead, happened, say_day, seen
from oncall_tui.desk.caseload.book import Clashes
from oncall_tui.desk.caseload.dates import set_next
from oncall_tui.desk.changing import active_person, clean
from oncall_tui.desk.coverage.ahead import is_director
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.caseload import GONE, PRIORITY_SHORT
from oncall_tui.rules.events import Event
from storage import reads
from storage.models import Appointment, Client, PriorityOverride
from storage.vocabulary import Category, Priority

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

LONGEST = timedelta(hours=12)
"""How long one appointment may take: longer is a slip of the finger."""


def next_outreach(
    desk: Desk, client_id: int, day: date, because: str = "", *, version: int | None = None
) -> Saved:
    """Set when a client is reached out to next (R-145).

    Raises:
        Refused: The day has passed, the client has left, or somebody changed the plan meanwhile.
    """
    now = desk.now()
    with about(desk, "next-outreach", client_id) as (unit, client):
        _in_programme(client)
        seen(unit.session, client_id, version)
        said = clean(because, "because") or "set by hand"
        set_next(unit.session, client_id, ahead(desk, day, "next_on"), said, now, by=desk.operator.email)
        kept = transfers.integrate(unit.session, desk, client_id, now)
        unit.note(words=f"Next outreach on {say_day(day)}: {said}.{kept}")
    return Saved(0, f"{client.number}: next outreach on {say_day(day)}.{kept}")


def make_appointment(
    desk: Desk,
    client_id: int,
    person_id: int,
    starts_at: datetime,
    minutes: int = 30,
    what: str = "",
    *,
    clash_ok: bool = False,
) -> Saved:
    """Put a client into somebody's appointment book (R-145).

    Args:
        desk: at which it is made.
        client_id: of the client.
        person_id: whose book.
        starts_at: when.
        minutes: how long; half an hour if nobody says otherwise, which is ours: no document says.
        what: what it is about.
        clash_ok: make it although something stands against it.

    Raises:
        Refused: It has passed, or something stands against it and nobody said that this is meant.
    """
    now = desk.now()
    if not 0 < minutes <= LONGEST.total_seconds() / 60:
        raise Refused("An appointment takes 1 to 720 minutes.", field="minutes")
    if starts_at <= now or starts_at > now + FURTHEST:
        raise Refused("That is not ahead, or more than ten years away. Correct the time.", field="starts_at")
    ends_at = starts_at + timedelta(minutes=minutes)
    with about(desk, "appointment-made", client_id) as (unit, client):
        _in_programme(client)
        person = active_person(unit.session, person_id)
        against = _against(unit.session, desk, person_id, starts_at, ends_at)
        if against and not clash_ok:
            raise Refused(f"{person.name}: {against}. Choose another time, or say it is meant.", field="ok")
        said = clean(what, "about")
        unit.session.add(_entry(desk, client_id, person_id, (starts_at, ends_at), said))
        unit.session.flush()
        kept = transfers.integrate(unit.session, desk, client_id, now)
        at = say(starts_at, desk.house.zone)
        unit.note(words=f"Appointment with {person.name} on {at}.{kept}")
    return Saved(0, f"{client.number}: appointment with {person.name} on {at}.{kept}")


def _entry(
    desk: Desk, client_id: int, person_id: int, span: tuple[datetime, datetime], said: str
) -> Appointment:
    return Appointment(
        client_id=client_id,
        person_id=person_id,
        starts_at=span[0],
        ends_at=span[1],
        about=said,
        made_at=desk.now(),
        made_by=desk.operator.email,
    )


def _against(session: Session, desk: Desk, person_id: int, start: datetime, end: datetime) -> str:
    connection = session.connection()
    roster = load_roster(desk, (), connection=connection)
    rows = reads.rows(connection, "book", ids=[person_id], since=start, before=end)
    return Clashes(roster, rows, discreet=not is_director(desk, roster)).against(person_id, start, end)


def cancel_appointment(desk: Desk, appointment_id: int, because: str = "") -> Saved:
    """Take an entry out of an appointment book; that it was there stays on record.

    Raises:
        Refused: It was taken out before, or is over.
    """
    now = desk.now()
    with desk.store.reading() as connection, Session(connection) as session:
        found = session.get(Appointment, appointment_id)
        if found is None:
            raise Refused("That appointment is no longer on record.")
        client_id = found.client_id
    with about(desk, "appointment-cancelled", client_id) as (unit, client):
        entry = unit.session.get(Appointment, appointment_id)
        if entry is None or entry.cancelled_at is not None:
            raise Refused("That appointment was cancelled before.")
        if entry.ends_at <= now:
            raise Refused("That appointment is over.")
        entry.cancelled_at = now
        entry.cancelled_because = clean(because, "because")
        at = say(entry.starts_at, desk.house.zone)
        unit.note(words=f"Appointment of {at} cancelled: {entry.cancelled_because or 'no reason given'}.")
    return Saved(0, f"{client.number}: appointment of {at} cancelled.")


def give_class(desk: Desk, client_id: int, priority: Priority, reason: str, until: date) -> Saved:
    """Give a client a class by hand, to the end of a day; the one before ends (R-115).

    Raises:
        Refused: There is no reason, or the day has passed.
    """
    now = desk.now()
    with about(desk, "class-given", client_id) as (unit, client):
        _in_programme(client)
        said = clean(reason, "reason", needed="Say why, so that whoever acts next can judge it.")
        expires = desk.house.calendar.day_start(ahead(desk, until, "until") + timedelta(days=1))
        _end_given(unit.session, client_id, now)
        unit.session.add(
            PriorityOverride(
                client_id=client_id,
                priority=priority,
                reason=said,
                set_at=now,
                set_by=desk.operator.name,
                expires_at=expires,
            )
        )
        unit.note(words=f"{PRIORITY_SHORT[priority]} by hand until {say_day(until)}: {said}")
    return Saved(0, f"{client.number}: {PRIORITY_SHORT[priority]} until {say_day(until)}.")


def take_class_back(desk: Desk, client_id: int) -> Saved:
    """Let the rules say again how soon a client is due.

    Raises:
        Refused: They do already.
    """
    with about(desk, "class-taken-back", client_id) as (unit, client):
        if not _end_given(unit.session, client_id, desk.now()):
            raise Refused("The rules say it already: no class was given by hand.")
        unit.note(words="The rules decide the class again.")
    return Saved(0, f"{client.number}: the rules decide again.")


def _end_given(session: Session, client_id: int, now: datetime) -> bool:
    found = select(PriorityOverride).where(
        PriorityOverride.client_id == client_id,
        col(PriorityOverride.ended_at).is_(None),
        col(PriorityOverride.expires_at) > now,
    )
    given = session.exec(found).all()
    for each in given:
        each.ended_at = now
    return bool(given)


def confirm_information(desk: Desk, client_id: int, *, at: datetime | None = None) -> Saved:
    """Say that what is on record of a client is right as it stands; its age counts from then (R-017).

    Raises:
        Refused: That lies ahead, or it was confirmed later than that.
    """
    now = desk.now()
    with about(desk, "information-confirmed", client_id) as (unit, client):
        confirmed = happened(desk, at, now)
        if client.confirmed_at is not None and confirmed < client.confirmed_at:
            raise Refused("It was confirmed later than that. Correct the time.", field="at")
        client.confirmed_at, client.confirmed_by = confirmed, desk.operator.name
        item = standing.find_open(unit.session, Category.INFORMATION_FRESH, client_id)
        if item is None:
            standing.begin(unit.session, desk, _freshness(client, confirmed), now)
        else:
            standing.again(unit.session, desk, item, Event.INFORMATION_CONFIRMED, confirmed)
        unit.note(words="What is on record was confirmed to be right.")
    return Saved(0, f"{client.number}: information confirmed.")


def _freshness(client: Client, confirmed: datetime) -> Ask:
    return Ask(
        standing.key_of(Category.INFORMATION_FRESH, client.id or 0),
        Category.INFORMATION_FRESH,
        f"What is known of {client.number} is confirmed again before it is stale.",
        client.number,
        client_id=client.id,
        counts_from=confirmed,
    )


def _in_programme(client: Client) -> None:
    if client.phase in GONE:
        raise Refused(f"{client.number} is no longer in the programme. Take them in again first (phase).")
