"""Alerts that went to whoever had a client before: they ring again for whoever has them now (R-158)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.alerts.telling import Teller
from oncall_tui.desk.alerts.whom import known, whom
from storage import reads
from storage.models import Alert
from storage.vocabulary import AlertState, Step

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


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
