"""Break the glass: go past what one may do, in an emergency, for an hour, seen and reviewed (R-174).

It never makes anybody somebody else: what is done stands in the record under the name of whoever did it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.access.permits import require
from oncall_tui.desk.access.signing_in import prove, sign_in_wanted
from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.asks.asking import Ask, put
from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.duty.holder import line_holder
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.permissions import Capability
from storage.models import BrokenGlass, Client, Item
from storage.vocabulary import Category

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef

HOLDS = timedelta(minutes=60)
"""For how long it lets somebody do more."""
LINE = "what directors decide on the line"


def break_glass(desk: Desk, client_id: int | None, reason: str, *, secret: str = "") -> Saved:
    """Let whoever sits here do more for an hour; the director on the line is told, and reviews it.

    Args:
        desk: where they sit.
        client_id: whose record they need; None for what directors decide on the line.
        reason: why it cannot wait.
        secret: their PIN or passphrase once more, where people sign in here.

    Raises:
        Refused: no reason is given, the secret is wrong, it is broken already, or they need not.
    """
    because = clean(reason, "reason", needed="Say why it cannot wait: somebody else reads it.")
    if sign_in_wanted(desk):
        prove(desk, desk.operator, secret)
    now = desk.now()
    second = line_holder(desk).person
    about = "organisation:1" if client_id is None else f"client:{client_id}"
    with changing(desk, "access.glass-broken", about) as unit:
        session = unit.session
        _refuse_twice(session, desk, client_id, now)
        scope = _scope(session, client_id)
        row = BrokenGlass(
            person_id=desk.operator.id,
            client_id=client_id,
            reason=because,
            opened_at=now,
            until=now + HOLDS,
            told_id=second.id,
        )
        session.add(row)
        session.flush()
        row.item_id = _ask_for_review(session, desk, row, second, scope)
        session.add(row)
        unit.note(words=f"Glass broken until {say(row.until, desk.house.zone)}, {scope}: {because}")
    return Saved(
        row.item_id,
        f"The glass is broken until {say(row.until, desk.house.zone)}, {scope}. {second.name} is told and "
        "reviews it; what you do stands under your name.",
    )


def must_be_another(session: Session, desk: Desk, item: Item) -> None:
    """Refuse a review of broken glass by whoever broke it, or by somebody who decides nothing.

    Raises:
        Refused: as it says.
    """
    if item.category is not Category.GLASS_REVIEW:
        return
    words = "Broken glass is reviewed by a director who did not break it."
    require(desk, session.connection(), Capability.REVIEW_GLASS, words, field="outcome")
    row = session.exec(select(BrokenGlass).where(BrokenGlass.item_id == item.id)).first()
    if row is not None and row.person_id == desk.operator.id:
        raise Refused(words, field="outcome")


def _refuse_twice(session: Session, desk: Desk, client_id: int | None, now: datetime) -> None:
    """Refuse to break what is broken already for the same."""
    whose = col(BrokenGlass.client_id)
    standing = select(BrokenGlass.until).where(
        BrokenGlass.person_id == desk.operator.id,
        whose.is_(None) if client_id is None else whose == client_id,
        col(BrokenGlass.until) > now,
    )
    until = session.exec(standing).first()
    if until is not None:
        raise Refused(f"It is broken already, until {say(until, desk.house.zone)}.", field="client")


def _scope(session: Session, client_id: int | None) -> str:
    """Return what it is broken for; a client by number."""
    if client_id is None:
        return f"for {LINE}"
    client = session.get(Client, client_id)
    if client is None:
        raise Refused("There is no such client.", field="client")
    return f"for {client.number}"


def _ask_for_review(session: Session, desk: Desk, row: BrokenGlass, second: PersonRef, scope: str) -> int:
    """Put the review to the second person, and tell them now, wherever they are."""
    key = f"glass:{row.id}"
    asked = Ask(
        key,
        Category.GLASS_REVIEW,
        f"{desk.operator.name} went past what they may do, {scope}, until {say(row.until, desk.house.zone)}: "
        f"{row.reason} Read what they did (J), then resolve this with what you found.",
        desk.operator.name,
        second.id,
        row.client_id,
    )
    item_id = put(session, desk, [asked], row.opened_at)[key]
    item = session.get_one(Item, item_id)
    item.subject_id = desk.operator.id
    outbox.put_text(
        session,
        desk,
        alert_id=None,
        person=second,
        text_id="glass-broken",
        facts={"reference": f"#{item_id}"},
        at=row.opened_at,
        round_key=key,
    )
    return item_id
