"""Say who a caller was, once it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from oncall_tui.desk.calls import started_by
from oncall_tui.desk.caseload.engaging import re_engage
from oncall_tui.desk.changing import changing, item_for
from oncall_tui.desk.views import Saved
from oncall_tui.desk.windows import start
from oncall_tui.errors import Refused
from oncall_tui.rules.states import Act
from storage.models import Attempt, Client
from storage.vocabulary import Category

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def link_client(desk: Desk, item_id: int, client_id: int, *, version: int | None = None) -> Saved:
    """Link an item to a client; its clocks are looked at again from when it was received (R-058).

    Raises:
        Refused: There is no such client.
    """
    with changing(desk, "item.linked", f"item:{item_id}") as unit:
        session = unit.session
        item = item_for(session, item_id, Act.LINK, version)
        client = session.get(Client, client_id)
        if client is None:
            raise Refused("That client is no longer on record. Look them up again.", field="client_id")
        item.client_id = client_id
        for attempt in session.exec(select(Attempt).where(Attempt.item_id == item_id)):
            attempt.client_id = client_id
        start(session, desk, item_id, started_by(desk, item))
        if item.category is Category.RE_ENGAGEMENT:
            re_engage(session, desk, client_id, f"Asked to take part again ({item_id}).", desk.now())
        unit.note(words=f"Linked to client {client.number}.")
    return Saved(item_id, f"{item_id}: linked to {client.number}.")
