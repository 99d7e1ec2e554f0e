"""Read one e-mail whole, with the words that were given about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.cards import item_card
from oncall_tui.desk.prepared import UsedTextView, used_texts
from oncall_tui.desk.views import ItemCard
from storage import reads

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class MailPage:
    """An e-mail, or another item, with what was written about it."""

    card: ItemCard
    sender: str
    address: str
    subject: str
    sent_at: datetime | None
    attachments: tuple[str, ...]
    only_html: bool
    cut: bool
    automatic: bool
    used: tuple[UsedTextView, ...]
    """The texts that were used, the oldest first."""


def read_mail(desk: Desk, item_id: int) -> MailPage:
    """Return an e-mail whole.

    Raises:
        Refused: There is no item of that number.
    """
    card = item_card(desk, item_id)
    with desk.store.reading() as connection:
        row = next(reads.rows(connection, "mails_of", ids=[item_id]), None)
        used = used_texts(connection, item_id)
    if row is None:
        return MailPage(card, card.row.caller, "", "", None, (), False, False, False, used)
    return MailPage(
        card,
        row.sender,
        row.address,
        row.subject,
        reads.maybe_instant(row.sent_at),
        reads.listed(row.attachments),
        bool(row.only_html),
        bool(row.cut),
        bool(row.automatic),
        used,
    )
