"""What is not as the last brief told it (R-044)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.handover.views import Changed, HandoverView
from oncall_tui.desk.naming import CATEGORY_WORDS
from storage import reads
from storage.vocabulary import Answer, Category, ConsentKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.views import ClientCard, QueueRow

CONSENT_WORDS: Mapping[ConsentKind, str] = {
    ConsentKind.VOICEMAIL: "messages on voicemail",
    ConsentKind.EMAIL_MESSAGES: "messages by e-mail",
    ConsentKind.EMAIL_ONLY: "all contact by e-mail",
    ConsentKind.EMAIL_CHECK_IN: "check-ins by e-mail",
    ConsentKind.NO_PHONE: "no telephone number",
    ConsentKind.SAFE_TIMES: "safe times to ring",
    ConsentKind.MAY_TELL: "who else may be told",
}
"""What a client was asked, as a brief says it."""
ANSWER_WORDS: Mapping[Answer, str] = {Answer.YES: "yes", Answer.NO: "no", Answer.NOT_ASKED: "not asked"}
"""What they answered."""
_LISTS = {"concerns": "concern", "conditions": "condition", "past_history": "past history", "phones": "phone"}


def snapshot(card: ClientCard) -> dict[str, object]:
    """Return what the record says of a client without a date, to be compared with what it says later."""
    facts: dict[str, object] = {name: list(getattr(card, name)) for name in _LISTS}
    return facts | {"status": card.status.value, "address": card.address, "safe_times": card.safe_times}


def last_offered(found: Iterable[HandoverView]) -> HandoverView | None:
    """Return the handover that was offered last, if any was."""
    offered = [each for each in found if each.offered_at is not None]
    return max(offered, key=lambda each: each.offered_at or datetime.min.replace(tzinfo=UTC), default=None)


def since(
    connection: Connection, card: ClientCard, items: Sequence[QueueRow], last: HandoverView
) -> tuple[Changed, ...]:
    """Return what has changed since a brief was offered: dated things oldest first, then the undated."""
    at = last.offered_at
    assert at is not None
    dated = [
        *_calls(items, at),
        *_ended(connection, card.id, at),
        *_tries(connection, card.id, at),
        *_answers(card, at),
    ]
    dated.sort(key=lambda each: (each.at or at, each.words))
    return (*dated, *_facts(card, last.as_told))


def _calls(items: Iterable[QueueRow], at: datetime) -> Iterator[Changed]:
    for row in items:
        if row.received_at > at:
            yield Changed(row.received_at, f"item {row.id} came in: {CATEGORY_WORDS[row.category]}")


def _ended(connection: Connection, client_id: int, at: datetime) -> Iterator[Changed]:
    for row in reads.rows(connection, "client_ended_since", id=client_id, since=at):
        words = f"item {row.id} ({CATEGORY_WORDS[Category(row.category)]}) is {row.state}"
        because = f": {row.ended_because}" if row.ended_because else ""
        yield Changed(reads.instant(row.ended_at), words + because)


def _tries(connection: Connection, client_id: int, at: datetime) -> Iterator[Changed]:
    for row in reads.rows(connection, "client_attempts", id=client_id, since=at):
        made = reads.instant(row.made_at)
        if made > at:
            yield Changed(
                made, f"attempt on item {row.item_id} by {row.name}: {row.outcome.replace('-', ' ')}"
            )


def _answers(card: ClientCard, at: datetime) -> Iterator[Changed]:
    for each in card.consents:
        if each.noted_at is not None and each.noted_at > at:
            said = ANSWER_WORDS[each.answer] + (f", {each.detail}" if each.detail else "")
            yield Changed(each.noted_at, f"answered about {CONSENT_WORDS[each.kind]}: {said}")


def _facts(card: ClientCard, told: Mapping[str, object]) -> Iterator[Changed]:
    """Go through what the record does not date, by comparing it with what it said when that was offered."""
    now = snapshot(card)
    for name in ("status", "address", "safe_times"):
        if name in told and told[name] != now[name]:
            label = name.replace("_", " ")
            yield Changed(None, f"{label}: {told[name] or 'none'} → {now[name] or 'none'}")
    for name, label in _LISTS.items():
        was, is_ = told.get(name), now[name]
        if isinstance(was, list) and isinstance(is_, list):
            yield from (Changed(None, f"{label} added: {each}") for each in is_ if each not in was)
            yield from (Changed(None, f"{label} gone: {each}") for each in was if each not in is_)
