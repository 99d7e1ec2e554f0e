"""Finish an item: resolve it, then close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk import windows
from oncall_tui.desk.access.glass import must_be_another
from oncall_tui.desk.changing import changing, clean, end, item_for
from oncall_tui.desk.handling import unhold
from oncall_tui.desk.inbox.informing import ask_for_outcome, contact_owed
from oncall_tui.desk.plans.care import decided
from oncall_tui.desk.tried import (
    allowance_of,
    consents_of,
    must_be_tried,
    stop_on_record,
    tried_so_far,
)
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.attempts import exhausted
from oncall_tui.rules.intake import ANSWERED_BY
from oncall_tui.rules.rulebook import Event
from oncall_tui.rules.states import Act
from storage.models import Item
from storage.vocabulary import ItemState, Outcome

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

_DONE = (Event.RESOLVED, Event.ACTIONED, Event.RESPONSE)


def resolve(
    desk: Desk, item_id: int, outcome: str, *, override: str = "", version: int | None = None
) -> Saved:
    """Say that an item is done and how; what still runs of its clocks ends with it.

    An item about somebody who was owed a call and never reached can only be resolved once the attempts that
    its rule asks for were made (R-084, R-086), or with a reason of its own.

    Raises:
        Refused: The outcome is not said, or attempts are still owed.
    """
    now = desk.now()
    with changing(desk, "item.resolved", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.RESOLVE, version)
        said = clean(outcome, "outcome", needed="Say what was done, so that a colleague can pick it up.")
        because = clean(override, "override")
        unreached = must_be_tried(item) and not _reached(unit.session, item)
        if not because and (owed := _still_owed(unit.session, desk, item, unreached=unreached)):
            raise Refused(f"{item_id}: {owed} Or give a reason for stopping.", field="override")
        decided(unit.session, desk, item, said)
        must_be_another(unit.session, desk, item)
        if item.state is ItemState.ON_HOLD:
            unhold(item)
        done = (*_DONE, *ANSWERED_BY.get(item.category, ()))
        met = windows.stop(unit.session, desk, item, done, now)
        windows.cancel(unit.session, item, now, f"resolved: {because or said}")
        item.state = ItemState.RESOLVED
        end(item, now, said)
        if unreached:
            ask_for_outcome(unit.session, desk, item, now)
        early = f" (stopped early: {because})" if because else ""
        words = f"Resolved: {said.removesuffix('.')}{early}."
        if met:
            words += f" Kept: {', '.join(met)}."
        unit.note(words=words)
    return Saved(item_id, f"{item_id}: resolved.")


def close(desk: Desk, item_id: int, reason: str = "", *, version: int | None = None) -> Saved:
    """Close an item that is resolved, or one of which nothing is owed.

    Raises:
        Refused: Something is still owed: resolve it first.
    """
    now = desk.now()
    with changing(desk, "item.closed", f"item:{item_id}") as unit:
        item = item_for(unit.session, item_id, Act.CLOSE, version)
        if item.state is not ItemState.RESOLVED:
            if must_be_tried(item) and not _reached(unit.session, item):
                raise Refused(f"{item_id}: a call back is still owed. Resolve it first.")
            if windows.running(unit.session, item):
                raise Refused(f"{item_id}: its clocks still run. Resolve it first.")
        item.state = ItemState.CLOSED
        because = clean(reason, "reason") or item.ended_because or "Closed"
        end(item, now, because)
        unit.note(words=f"Closed: {because}.")
    return Saved(item_id, f"{item_id}: closed.")


def _reached(session: Session, item: Item) -> bool:
    assert item.id is not None
    reached = (each.outcome is Outcome.REACHED for each in tried_so_far(session, item.id))
    return item.state is ItemState.CONTACTED or any(reached)


def _still_owed(session: Session, desk: Desk, item: Item, *, unreached: bool) -> str:
    """Return what bars an item from being resolved without a reason; empty for nothing."""
    assert item.id is not None
    if unreached:
        tried, consents = tried_so_far(session, item.id), consents_of(session, desk, item)
        stop = stop_on_record(session, item.id)
        enough = exhausted(tried, allowance_of(desk, item), consents, stop_reason=stop)
        if not enough.done:
            return enough.why
    return contact_owed(session, desk, item)
