"""Everything that is planned with one client, read for the outreach sheet (R-145)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.caseload.book import Clashes
from oncall_tui.desk.caseload.views import (
    AppointmentView,
    ConsultView,
    OutreachView,
    OverrideView,
    PhaseView,
    RunView,
    StepView,
)
from oncall_tui.desk.caseload.worklist import Judge, Known, read_known
from oncall_tui.desk.coverage.ahead import is_director
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.caseload import lapse_words, rolling_average
from oncall_tui.rules.continuity import responsible
from storage import reads
from storage.vocabulary import Category, ConsultKind, ItemState, Phase, Priority, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef
    from oncall_tui.rules.continuity import Responsibility
    from oncall_tui.rules.roster import Roster

_YEAR = timedelta(days=365)
"""Over how long the average between talks is taken; the job aid says "throughout the year"."""


def outreach(desk: Desk, client_id: int, at: datetime | None = None) -> OutreachView:
    """Return everything that is planned with a client.

    Raises:
        Refused: There is no such client.
    """
    at = at or desk.now()
    calendar = desk.house.calendar
    today = calendar.local(at).date()
    with desk.store.reading() as connection:
        roster = load_roster(desk, [client_id], connection=connection)
        known = read_known(desk, connection, roster, [client_id], at)
        client = _client(known, client_id)
        found = responsible(roster, client_id, at)
        row = Judge(desk, at, today).row(client_id, known, primary=True, held=not found.gap)
        talks = [calendar.local(each).date() for each in _talks(connection, client_id, at - _YEAR)]
        lapse = _lapse(known.items.get(client_id, ()))
        lapse_on = calendar.local(lapse).date() if lapse else None
        confirmed = reads.maybe_instant(client.confirmed_at)
        return OutreachView(
            row=row,
            version=client.version or 0,
            pcm=found.pcm_of_record.name if found.pcm_of_record else "",
            books=_books(found),
            average_days=rolling_average(talks, today),
            contacts=len(talks),
            lapse_on=lapse_on,
            lapse_words=lapse_words((lapse_on - today).days) if lapse_on else "",
            interval_days=client.interval_days,
            confirmed_at=confirmed,
            confirmed_by=client.confirmed_by,
            stale_days=_stale(desk, confirmed, at),
            letter_due=bool(row.prompts),
            override=_override(connection, client_id, at),
            runs=_runs(connection, client_id),
            consults=_consults(desk, connection, client_id, at),
            appointments=_appointments(desk, connection, roster, client_id, at),
            phases=_phases(connection, client_id),
        )


def _client(known: Known, client_id: int) -> Any:
    client = known.clients.get(client_id)
    if client is None:
        raise Refused("That client is no longer on record. Look them up again.")
    return client


def _stale(desk: Desk, confirmed: datetime | None, at: datetime) -> int | None:
    """Return how old what is known of a client is, in days, once that is too long (R-017)."""
    age = (at - confirmed).days if confirmed else 0
    return age if age > desk.settings.confirmed_days else None


def _books(found: Responsibility) -> tuple[PersonRef, ...]:
    """Return whose books a client may stand in, each once."""
    people = (found.pcm_of_record, found.role_holder, found.secondary)
    return tuple({each.id: person_ref(each) for each in people if each is not None}.values())


def _talks(connection: Connection, client_id: int, since: datetime) -> list[datetime]:
    rows = reads.rows(connection, "client_talks", id=client_id, since=since)
    return [reads.instant(row.made_at) for row in rows]


def _phases(connection: Connection, client_id: int) -> tuple[PhaseView, ...]:
    return tuple(
        PhaseView(reads.instant(row.at), Phase(row.before), Phase(row.after), row.cause, row.by)
        for row in reads.rows(connection, "client_phases", id=client_id)
    )


def _lapse(items: Iterable[Any]) -> datetime | None:
    """Return when a client's funding lapses, as far as help with that is asked for (R-136)."""
    asked = (item for item in items if Category(item.category) is Category.RECERTIFICATION)
    return min((at for item in asked if (at := reads.maybe_instant(item.event_at))), default=None)


def _override(connection: Connection, client_id: int, at: datetime) -> OverrideView | None:
    row = reads.one(connection, "client_override", id=client_id, at=at)
    if row is None:
        return None
    return OverrideView(
        row.id,
        Priority(row.priority),
        row.reason,
        row.set_by,
        reads.instant(row.set_at),
        reads.instant(row.expires_at),
    )


def _runs(connection: Connection, client_id: int) -> tuple[RunView, ...]:
    rows = list(reads.rows(connection, "client_runs", id=client_id))
    steps: dict[int, list[StepView]] = {row.id: [] for row in rows}
    if rows:
        for step in reads.rows(connection, "run_steps", ids=list(steps)):
            done = reads.maybe_instant(step.done_at)
            steps[step.run_id].append(
                StepView(step.id, step.place, step.words, done, step.done_by, step.note)
            )
    return tuple(
        RunView(
            row.id,
            Workflow(row.kind),
            row.item_id,
            reads.instant(row.started_at),
            row.started_by,
            row.next_step,
            reads.maybe_day(row.next_on),
            reads.maybe_instant(row.ended_at),
            row.ended_because,
            tuple(steps[row.id]),
        )
        for row in rows
    )


def _consults(desk: Desk, connection: Connection, client_id: int, at: datetime) -> tuple[ConsultView, ...]:
    rows = list(reads.rows(connection, "client_consults", id=client_id))
    due: dict[int, dict[str, datetime]] = {row.item_id: {} for row in rows}
    if rows:
        for clock in reads.rows(connection, "item_clocks_of", ids=list(due)):
            if clock.state == "running":
                due[clock.item_id][clock.rule] = reads.instant(clock.due_at)
    return tuple(_consult(desk, row, due[row.item_id], at) for row in rows)


def _consult(desk: Desk, row: Any, due: dict[str, datetime], at: datetime) -> ConsultView:
    limit = due.pop("consult-limit", None)
    step = min(due.values(), default=None)
    late = any(each is not None and each <= at for each in (step, limit))
    return ConsultView(
        item_id=row.item_id,
        client_id=row.client_id,
        kind=ConsultKind(row.kind),
        whom=row.whom,
        need=row.need,
        from_item_id=row.from_item_id,
        needed_at=reads.instant(row.needed_at),
        submitted_at=reads.maybe_instant(row.submitted_at),
        chased_at=reads.maybe_instant(row.chased_at),
        completed_at=reads.maybe_instant(row.completed_at),
        outcome=row.outcome,
        followed_up_at=reads.maybe_instant(row.followed_up_at),
        follow_up=row.follow_up,
        due_at=step,
        limit_at=limit,
        stand=_stand(desk, row, step, limit, at),
        late=late,
    )


def _stand(desk: Desk, row: Any, step: datetime | None, limit: datetime | None, at: datetime) -> str:
    """Say where a consult stands: before its three weeks are over in time, then overdue (R-130)."""
    if not ItemState(row.state).open:
        return "followed up" if row.followed_up_at else "ended"
    said = say(step, desk.house.zone) if step else ""
    over = step is not None and step <= at
    if row.completed_at:
        words = f"follow-up overdue since {said}" if over else f"complete, follow up by {said}"
    elif row.submitted_at:
        words = f"overdue since {said}: chase it" if over else f"in time until {said}"
    else:
        words = f"overdue since {said}: ask for it" if over else f"ask for it by {said}"
    return f"{words}; beyond seven weeks" if limit is not None and limit <= at else words


def _appointments(
    desk: Desk, connection: Connection, roster: Roster, client_id: int, at: datetime
) -> tuple[AppointmentView, ...]:
    rows = list(reads.rows(connection, "work_appointments", ids=[client_id], at=at))
    if not rows:
        return ()
    whose = sorted({row.person_id for row in rows})
    before = max(reads.instant(row.ends_at) for row in rows)
    book = reads.rows(connection, "book", ids=whose, since=at, before=before)
    clashes = Clashes(roster, book, discreet=not is_director(desk, roster))
    return tuple(clashes.view(row) for row in rows)
