"""Who hears of a reassignment: alerts ring for whoever has the clients now, and both are owed a notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.alerts.telling import Teller
from oncall_tui.desk.alerts.whom import known, whom
from oncall_tui.desk.rosters import load_roster
from storage import reads
from storage.models import Alert
from storage.vocabulary import AlertState, Step

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.reassigning.views import ReassignmentPlan


def tell_again(desk: Desk, session: Session, left: Mapping[int, int], now: datetime) -> None:
    """Let raised alerts ring again whose client has left the person who was told; `left` is by client."""
    rows = [
        row
        for row in reads.rows(session.connection(), "open_alerts")
        if row.client_id in left and row.recipient_id == left[row.client_id]
    ]
    if not rows:
        return
    raised = select(Alert).where(
        col(Alert.id).in_([row.id for row in rows]), col(Alert.state) == AlertState.RAISED
    )
    to = whom(desk, session.connection(), known(row.client_id for row in rows), now)
    teller = Teller(desk, session, to, now)
    for alert in session.exec(raised).all():
        teller.again(alert, Step.RANG, "was told to somebody who no longer has the client")


def owe_notices(desk: Desk, session: Session, plan: ReassignmentPlan, now: datetime) -> str:
    """Owe whoever gets clients, whoever gives them and the staff teams a notice that names nobody (R-041).

    Returns:
        How the keys of the notices begin, so that undo can take back what has not left.
    """
    round_key = f"clients-moved:{now.isoformat()}"
    moved = [each for each in plan.clients if not each.unchanged]
    concerned = {person.id for each in moved for person in (each.holder, each.onto) if person is not None}
    if not concerned or not desk.settings.channels:
        return round_key
    people = load_roster(desk, (), connection=session.connection()).people
    for person_id in sorted(concerned):
        outbox.put_text(
            session,
            desk,
            alert_id=None,
            person=people[person_id],
            text_id="clients-moved",
            facts={},
            at=now,
            round_key=round_key,
        )
    outbox.put_post(session, desk, text_id="clients-moved-post", facts={}, at=now, round_key=round_key)
    return round_key
