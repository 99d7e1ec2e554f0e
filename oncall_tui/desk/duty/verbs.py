"""Take the line over, and give a shift or a part of it to another director (R-035)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.changing import active_person, changing
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.phrases import Phrases
from storage.models import DutyShift, Person, PersonRoleRow
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

EARLY = timedelta(hours=24)
"""How long before its start a shift can be accepted."""


def accept_line(desk: Desk, shift_id: int | None = None) -> Saved:
    """Take the line over: the shift of whoever sits here that runs, or the one that starts within a day.

    Shifts of theirs that go straight on from it are accepted with it, for the line does not change hands.

    Raises:
        Refused: They have no such shift, or have accepted it already.
    """
    now = desk.now()
    with changing(desk, "duty.accepted", "shift") as unit:
        shift = _mine(desk, unit.session, now, shift_id)
        unit.object = f"shift:{shift.id}"
        before = load_roster(desk, (), connection=unit.session.connection())
        had = before.people[before.index.moment(shift.starts_at - timedelta(microseconds=1)).line.person_id]
        end = _accept(unit.session, shift, now)
        until, number = say(end, desk.house.zone), desk.house.line
        from_ = f"from {say(shift.starts_at, desk.house.zone)} " if shift.starts_at > now else ""
        handed = f" It comes from {had.name}." if had.id != shift.director_id else ""
        unit.note(words=f"{desk.operator.name} accepted the line {from_}until {until}.{handed}")
    return Saved(0, f"You have the line {number} {from_}until {until}.{handed}")


def give_shift(
    desk: Desk,
    shift_id: int,
    to_id: int,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    version: int | None = None,
) -> Saved:
    """Give a shift, or a part of it, to another director; they have yet to accept it.

    Of a shift that runs, only what is left can be given.

    Raises:
        Refused: The shift has ended or changed, the part lies outside it, or the other one is no director,
            is away, or has the line then already.
    """
    now = desk.now()
    with changing(desk, "duty.given", f"shift:{shift_id}") as unit:
        session = unit.session
        shift = _shift(session, shift_id, version)
        begun, over = _part(desk, shift, start, end, now)
        giver = session.get_one(Person, shift.director_id)
        taker = active_person(session, to_id)
        _director(session, to_id, f"{taker.name} is no director. Choose one who is.")
        if to_id == shift.director_id:
            raise Refused(f"{taker.name} has that shift already. Choose another director.", field="person")
        _free(desk, session, taker, shift, begun, over)
        _split(session, shift, to_id, begun, over)
        zone = desk.house.zone
        words = f"{taker.name} has the line from {say(begun, zone)} until {say(over, zone)}"
        unit.note(words=f"{words}, given by {giver.name}.")
    return Saved(0, f"{words}, once they accept it. u takes it back.")


def _mine(desk: Desk, session: Session, now: datetime, shift_id: int | None) -> DutyShift:
    """Return the shift that whoever sits here can accept now."""
    soon = col(DutyShift.starts_at) <= now + EARLY
    mine = select(DutyShift).where(
        DutyShift.director_id == desk.operator.id, col(DutyShift.ends_at) > now, soon
    )
    found = session.exec(mine.order_by(col(DutyShift.starts_at)).with_for_update()).all()
    wanted = [each for each in found if shift_id is None or each.id == shift_id]
    if not wanted:
        raise Refused(_not_yours(desk, session, now), field="shift")
    unaccepted = [each for each in wanted if each.accepted_at is None]
    if not unaccepted:
        at, until = wanted[0].accepted_at, say(wanted[-1].ends_at, desk.house.zone)
        assert at is not None
        raise Refused(f"You accepted the line {say(at, desk.house.zone)} already. It is yours until {until}.")
    return unaccepted[0]


def _not_yours(desk: Desk, session: Session, now: datetime) -> str:
    """Say whose the line is, and when it next comes to whoever sits here."""
    roster = load_roster(desk, (), connection=session.connection())
    line = roster.index.moment(now).line
    coming = select(DutyShift).where(
        DutyShift.director_id == desk.operator.id, col(DutyShift.starts_at) > now
    )
    shift = session.exec(coming.order_by(col(DutyShift.starts_at))).first()
    theirs = f"{roster.people[line.person_id].name} has the line now."
    if shift is None:
        return f"The rota gives you no shift. {theirs}"
    zone = desk.house.zone
    return f"{theirs} Your next shift starts {say(shift.starts_at, zone)}; accept it from a day before on."


def _accept(session: Session, shift: DutyShift, now: datetime) -> datetime:
    """Note that a shift and those that go straight on from it are accepted; return when the last ends."""
    following: DutyShift | None = shift
    while following is not None:
        shift = following
        shift.accepted_at = now
        session.add(shift)
        following = _following(session, shift)
    return shift.ends_at


def _following(session: Session, shift: DutyShift) -> DutyShift | None:
    """Return the shift of the same director that goes straight on from one and is not accepted yet."""
    found = select(DutyShift).where(
        DutyShift.director_id == shift.director_id,
        col(DutyShift.starts_at) > shift.starts_at,
        col(DutyShift.starts_at) <= shift.ends_at,
        col(DutyShift.accepted_at).is_(None),
    )
    return session.exec(found.order_by(col(DutyShift.starts_at))).first()


def _shift(session: Session, shift_id: int, version: int | None) -> DutyShift:
    shift = session.get(DutyShift, shift_id, with_for_update=True)
    if shift is None:
        raise Refused("There is no such shift on the rota.", field="shift")
    unchanged(session, shift, version, "The rota")
    return shift


def _director(session: Session, person_id: int, refusal: str) -> None:
    if session.get(PersonRoleRow, (person_id, PersonRole.DIRECTOR)) is None:
        raise Refused(refusal, field="person")


def _part(
    desk: Desk, shift: DutyShift, start: datetime | None, end: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    """Return the span that is given: within the shift, and not in the past."""
    zone = desk.house.zone
    first, last = max(shift.starts_at, now), shift.ends_at
    if last <= now:
        raise Refused("That shift has ended. Only what is to come can be given.", field="shift")
    begun, over = start or first, end or last
    span = f"It runs from {say(first, zone)} until {say(last, zone)}"
    if begun < first:
        raise Refused(f"That is before what is left of the shift. {span}.", field="start")
    if over > last:
        raise Refused(f"That is after the end of the shift. {span}.", field="end")
    if over <= begun:
        raise Refused("It must end after it starts.", field="end")
    return begun, over


def _free(
    desk: Desk, session: Session, taker: Person, shift: DutyShift, begun: datetime, over: datetime
) -> None:
    """Refuse a time in which the other director has a shift, or is away."""
    zone = desk.house.zone
    others = select(DutyShift, Person).where(
        DutyShift.director_id == Person.id,
        DutyShift.id != shift.id,
        col(DutyShift.starts_at) < over,
        col(DutyShift.ends_at) > begun,
    )
    other = session.exec(others.order_by(col(DutyShift.starts_at))).first()
    if other is not None:
        span = f"from {say(other[0].starts_at, zone)} until {say(other[0].ends_at, zone)}"
        raise Refused(f"{other[1].name} has the line then already: {span}. Give another part.", field="start")
    assert taker.id is not None
    roster = load_roster(desk, (), connection=session.connection())
    away = roster.index.away(taker.id)
    found = next((span for span in away.spans() if span[0] < over and span[1] > begun), None)
    if found is not None:
        why = Phrases(roster.index.moment(max(begun, found[0]))).absent(taker.id)
        raise Refused(f"{taker.name} {why or 'is away then'}. Choose somebody else.", field="person")


def _split(session: Session, shift: DutyShift, to_id: int, begun: datetime, over: datetime) -> None:
    """Give a part of a shift to somebody; what lies before and after it stays as it was."""
    start, end, accepted = shift.starts_at, shift.ends_at, shift.accepted_at
    if begun == start and over == end:
        shift.director_id, shift.accepted_at = to_id, None
        session.add(shift)
        return
    if begun == start:
        shift.starts_at = over
    else:
        shift.ends_at = begun
    session.add(shift)
    session.flush()
    session.add(DutyShift(director_id=to_id, starts_at=begun, ends_at=over))
    if start < begun and over < end:
        rest = DutyShift(director_id=shift.director_id, starts_at=over, ends_at=end, accepted_at=accepted)
        session.add(rest)
