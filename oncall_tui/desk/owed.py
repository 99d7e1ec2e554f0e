"""What is still owed of an item before it may be resolved, told before anybody is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session

from oncall_tui.desk.changing import item_for
from oncall_tui.desk.inbox.informing import contact_owed
from oncall_tui.desk.tried import (
    allowance_of,
    consents_of,
    must_be_tried,
    stop_on_record,
    tried_so_far,
)
from oncall_tui.rules.attempts import exhausted
from oncall_tui.rules.states import Act
from storage.vocabulary import ItemState, Outcome

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def still_owed(desk: Desk, item_id: int) -> str:
    """Return which attempts the rule still asks for, in words; empty when the item may be resolved.

    Raises:
        Refused: There is no such item, or it cannot be resolved any more.
    """
    with desk.store.reading() as connection, Session(connection) as session:
        item = item_for(session, item_id, Act.RESOLVE)
        tried = tried_so_far(session, item_id)
        reached = any(each.outcome is Outcome.REACHED for each in tried)
        if must_be_tried(item) and not reached and item.state is not ItemState.CONTACTED:
            stop = stop_on_record(session, item_id)
            consents = consents_of(session, desk, item)
            enough = exhausted(tried, allowance_of(desk, item), consents, stop_reason=stop)
            if not enough.done:
                return enough.why
        return contact_owed(session, desk, item)
