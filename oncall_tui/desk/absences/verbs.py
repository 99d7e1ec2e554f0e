"""Record that somebody is away, and that they are back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.absences.covers import end_covers, write_covers
from oncall_tui.desk.absences.following import away_of, begin, ended, following
from oncall_tui.desk.absences.planning import plan
from oncall_tui.desk.absences.views import AbsencePlan, NewAbsence
from oncall_tui.desk.alerts.telling import Teller
from oncall_tui.desk.alerts.whom import known, whom
from oncall_tui.desk.changing import active_person, changing, cleaned
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say, until
from oncall_tui.errors import Refused
from storage import reads
from storage.models import Absence, Alert, Person
from storage.vocabulary import AlertState, Step

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


def record_absence(desk: Desk, new: NewAbsence) -> AbsencePlan:
    """Record an absence: everything that the plan shows changes in one transaction, or nothing does (R-030).

    Raises:
        Refused: The person is unknown or gone, it ends before it starts, or they are away then already, or a
            planned leave leaves clients without any secondary care manager and without a cover.
    """
    new = cleaned(new, "contactable", "note")
    now = desk.now()
    with changing(desk, "absence.recorded", f"person:{new.person_id}") as unit:
        unit.session.get(Person, new.person_id, with_for_update=True)  # one absence of theirs at a time
        active_person(unit.session, new.person_id)
        found = plan(desk, unit.session.connection(), new, now)
        if found.refused:
            raise Refused(found.refused, field="person")
        absence = Absence(
            person_id=new.person_id,
            reason=new.reason,
            starts_at=found.start,
            ends_at=found.end,
            source=new.source,
            contactable=new.contactable,
            note=new.note,
            entered_by=desk.operator.email,
            recorded_at=now,
        )
        unit.session.add(absence)
        unit.session.flush()
        write_covers(desk, unit.session, new, found.person.name)
        if found.start <= now:
            found_next = following(desk, unit.session.connection(), away_of(absence), now)
            begin(unit.session, desk, found_next, now)
        _tell_again(desk, unit.session, new.person_id, now)
        span = f"from {say(found.start, desk.house.zone)} {until(found.end, desk.house.zone)}"
        unit.note(
            words=f"{found.person.name} is away {span}: {len(found.clients)} clients, "
            f"{len(found.clocks)} clocks, {len(found.gaps)} gaps."
        )
    return replace(found, applied=True)


def record_return(desk: Desk, person_id: int, at: datetime | None = None) -> Saved:
    """Record that somebody is back (R-024).

    Raises:
        Refused: They are not away, or came back before they went.
    """
    now = desk.now()
    at = at or now
    if at > now:
        raise Refused("That hour has not come yet. Say it when they are back.", field="at")
    with changing(desk, "absence.ended", f"person:{person_id}") as unit:
        person = active_person(unit.session, person_id)
        open_ones = select(Absence).where(
            Absence.person_id == person_id,
            col(Absence.cancelled_at).is_(None),
            col(Absence.returned_at).is_(None),
            col(Absence.item_id).is_(None),
            col(Absence.starts_at) <= at,
        )
        current = [
            absence
            for absence in unit.session.exec(open_ones)
            if absence.ends_at is None or absence.reason.unplanned or absence.ends_at > at
        ]
        if not current:
            raise Refused(f"{person.name} is not away then. Nothing was changed.", field="person")
        words = f"{person.name} is back since {say(at, desk.house.zone)}."
        for absence in current:
            absence.returned_at = at
            ended(unit.session, desk, away_of(absence), person.name, words, now)
        end_covers(desk, unit.session, person_id, now)
        unit.note(words=words)
    return Saved(0, words)


def _tell_again(desk: Desk, session: Session, person_id: int, now: datetime) -> None:
    """Let alerts that went to the absent person ring again for whoever has it now (R-158)."""
    told = session.exec(
        select(Alert).where(Alert.recipient_id == person_id, col(Alert.state) == AlertState.RAISED)
    ).all()
    if not told:
        return
    ids = {alert.id for alert in told}
    rows = [row for row in reads.rows(session.connection(), "open_alerts") if row.id in ids]
    to = whom(desk, session.connection(), known(row.client_id for row in rows), now)
    if to.roster.index.moment(now).available(person_id):
        return  # it has yet to begin, or is over
    teller = Teller(desk, session, to, now)
    for alert in told:
        teller.again(alert, Step.RANG, "was told to somebody who is away")
