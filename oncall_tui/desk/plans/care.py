"""A matter of duty of care: flagged by anybody, put to the directors, ended only by a decision (R-114)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.access.permits import require
from oncall_tui.desk.asks.asking import Ask, put
from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.drafts import new_key
from oncall_tui.desk.duty.holder import line_holder
from oncall_tui.desk.naming import CATEGORY_WORDS
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.permissions import Capability
from storage.models import Client, DutyOfCare, Item
from storage.vocabulary import Category, ItemState

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


def flag(desk: Desk, why: str, *, item_id: int | None = None, client_id: int | None = None) -> Saved:
    """Flag an item, or a matter of a client's plan, as one of duty of care; the directors are asked.

    Raises:
        Refused: nobody says why, there is no such item or client, or it waits for a decision already.
    """
    said = clean(why, "why", needed="Say what the risk is, so that a director can decide.")
    holder = line_holder(desk).person
    about = f"item:{item_id}" if item_id is not None else f"client:{client_id}"
    with changing(desk, "plan.duty-of-care-flagged", about) as unit:
        session = unit.session
        client_id, words = _matter(session, item_id, client_id)
        asked = f"{words} is flagged as a matter of duty of care. It needs a decision of yours."
        key = f"duty-of-care:{new_key()}"
        ask = Ask(key, Category.DUTY_OF_CARE, asked, "duty of care", holder.id, client_id)
        number = put(session, desk, [ask], desk.now())[key]
        session.add(
            DutyOfCare(
                item_id=number,
                about_id=item_id,
                client_id=client_id,
                why=said,
                flagged_at=desk.now(),
                flagged_by=desk.operator.id,
            )
        )
        session.flush()
        unit.note(words=f"Flagged as a matter of duty of care: {said}")
    return Saved(0, f"Flagged. {holder.name} is asked to decide (item {number}).")


def decided(session: Session, desk: Desk, item: Item, decision: str) -> None:
    """Keep a director's decision inside the transaction that resolves the item.

    Raises:
        Refused: whoever sits here is no director.
    """
    if item.category is not Category.DUTY_OF_CARE:
        return
    words = "A matter of duty of care is decided by a director."
    require(desk, session.connection(), Capability.DECIDE, words, field="outcome")
    row = session.exec(select(DutyOfCare).where(DutyOfCare.item_id == item.id)).first()
    if row is not None:
        row.decision, row.decided_at, row.decided_by = decision, desk.now(), desk.operator.id


def _matter(session: Session, item_id: int | None, client_id: int | None) -> tuple[int | None, str]:
    """Return whose matter it is, and what it is in words that name nobody.

    Raises:
        Refused: it is on record no more, or it waits for a decision already.
    """
    if item_id is not None:
        item = session.get(Item, item_id)
        if item is None or item.state is ItemState.WITHDRAWN:
            raise Refused(f"There is no item {item_id}.")
        _refuse_waiting(session, DutyOfCare.about_id == item_id)
        return item.client_id, f"Item {item_id} ({CATEGORY_WORDS[item.category]})"
    client = session.get(Client, client_id) if client_id is not None else None
    if client is None:
        raise Refused("That client is no longer on record. Look them up again.")
    return client.id, f"The plan of {client.number}"


def _refuse_waiting(session: Session, condition: bool) -> None:
    waiting = select(DutyOfCare).where(
        condition, col(DutyOfCare.decided_at).is_(None), col(DutyOfCare.withdrawn_at).is_(None)
    )
    row = session.exec(waiting).first()
    if row is not None:
        raise Refused(f"It is flagged already and waits for a decision: item {row.item_id}.")
