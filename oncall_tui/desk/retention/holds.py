"""Legal holds: while one is in force, nothing of a client is erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import select

from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.text import day
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold in force."""

    client_id: int
    number: str
    by: str
    at: datetime
    because: str


def holds(connection: Connection) -> Mapping[int, HoldView]:
    """Return every hold in force, by client."""
    found = (
        HoldView(row.client_id, row.number, row.name, reads.instant(row.set_at), row.because)
        for row in reads.rows(connection, "legal_holds")
    )
    return {each.client_id: each for each in found}


def hold_words(hold: HoldView, desk: Desk) -> str:
    """Return why nothing of a client may be erased, with who said so."""
    since = day(hold.at, ZoneInfo(desk.house.zone), year=True)
    return f"under legal hold by {hold.by} since {since}: {hold.because}"


def set_hold(desk: Desk, client_id: int, because: str) -> Saved:
    """Keep everything of a client until the hold is lifted.

    Raises:
        Denied: whoever asks is no director.
        Refused: no reason is given, or there is a hold already.
    """
    from storage.models import LegalHold

    reason = clean(
        because, "because", needed="Say why it must be kept: a case, an inquiry, who asked for it."
    )
    with changing(desk, "retention.hold-set", f"client:{client_id}") as unit:
        hold = holds(unit.session.connection()).get(client_id)
        if hold is not None:
            raise Refused(f"It is {hold_words(hold, desk)}.")
        unit.session.add(
            LegalHold(client_id=client_id, because=reason, set_at=desk.now(), set_by=desk.operator.id)
        )
        unit.note(words="Put under legal hold: nothing of it is erased.")
    return Saved(client_id, "Under legal hold: nothing is erased until a director lifts it.")


def lift_hold(desk: Desk, client_id: int, because: str) -> Saved:
    """Let what is kept of a client be erased again when its time is over.

    Raises:
        Denied: whoever asks is no director.
        Refused: no reason is given, or there is no hold.
    """
    from storage.models import LegalHold

    reason = clean(because, "because", needed="Say why it need no longer be kept.")
    with changing(desk, "retention.hold-lifted", f"client:{client_id}") as unit:
        asked = select(LegalHold).where(LegalHold.client_id == client_id, LegalHold.lifted_at == None)  # noqa: E711
        hold = unit.session.exec(asked).first()
        if hold is None:
            raise Refused("There is no legal hold on this client.")
        hold.lifted_at, hold.lifted_by, hold.lifted_because = desk.now(), desk.operator.id, reason
        unit.note(words="The legal hold was lifted.")
    return Saved(client_id, "The legal hold is lifted.")
