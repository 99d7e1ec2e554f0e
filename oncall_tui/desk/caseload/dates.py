"""The next outreach date of a client: who set it and why, and what follows from it (R-137, R-145)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.caseload.base import after, local_day, outreach_of
from storage import reads
from storage.models import WorkflowRun
from storage.vocabulary import Phase, Workflow

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from storage.models import Client, Outreach

_BY_RULE = {
    Phase.NEW: "new-client",
    Phase.OUTREACH: "new-client",
    Phase.ENGAGED: "maintenance-contact",
    Phase.MAINTENANCE: "maintenance-contact",
    Phase.DISCHARGE: "maintenance-contact",
    Phase.ACTIVE_UNENGAGED: "after-letter",
    Phase.TRANSFERRED: "transfer-in",
}
"""Whose window gives the next outreach date of a phase after somebody spoke with the client."""


def set_next(
    session: Session,
    client_id: int,
    day: date | None,
    because: str,
    now: datetime,
    *,
    by: str = "",
) -> Outreach:
    """Set a client's next outreach date; the open outreach workflow goes by the same day (R-121).

    Args:
        session: of the transaction.
        client_id: of the client.
        day: the date; None for none.
        because: what says so.
        now: when it is set.
        by: who sets it; empty where a rule does.
    """
    plan = outreach_of(session, client_id)
    plan.next_on, plan.next_because = day, because
    plan.next_set_at, plan.next_set_by = now, by
    run = session.exec(
        select(WorkflowRun).where(
            WorkflowRun.client_id == client_id,
            WorkflowRun.kind == Workflow.OUTREACH,
            col(WorkflowRun.ended_at).is_(None),
        )
    ).first()
    if run is not None:
        run.next_on = day
    return plan


def usual_next(desk: Desk, phase: Phase, spoken_at: datetime, interval_days: int | None) -> tuple[date, str]:
    """Return when somebody is usually rung next after a talk, and what says so.

    Once all goals are complete it is the interval that was chosen (R-140); otherwise the phase's own rule,
    60 days for whoever is engaged (R-137).
    """
    if phase is Phase.GOALS_COMPLETE:
        days = interval_days or desk.settings.check_in_days
        return local_day(desk, spoken_at) + timedelta(days=days), f"a well-being check after {days} days"
    rule = desk.rulebook.get(_BY_RULE.get(phase, "maintenance-contact"))
    return after(desk, rule.id, spoken_at), f"{rule.title}: {rule.allows}"


def last_talk(session: Session, client_id: int) -> datetime | None:
    """Return when somebody last spoke with a client themselves."""
    return reads.maybe_instant(reads.scalar(session.connection(), "last_contact", id=client_id))


def fill_next(session: Session, desk: Desk, client: Client, now: datetime) -> None:
    """Set the usual next outreach date where a client has none, or one that has passed."""
    assert client.id is not None
    plan = outreach_of(session, client.id)
    today = local_day(desk, now)
    if plan.next_on is not None and plan.next_on >= today:
        return
    day, because = usual_next(desk, client.phase, last_talk(session, client.id) or now, plan.interval_days)
    set_next(session, client.id, max(day, today), because, now)
