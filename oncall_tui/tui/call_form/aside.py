"""What stands beside the call form: who the client is, who answers, and which clocks saving will start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.cases.naming import ORIGIN_WORDS, SEPARATE
from oncall_tui.text import when
from oncall_tui.tui.lines import ACCENT, DIM, LAPSED, LAPSING, STRONG, line, rule, stack, wrap, wrapped
from storage.vocabulary import Answer, CaseOrigin, ClientStatus, ConsentKind

if TYPE_CHECKING:
    from oncall_tui.desk.context import House
    from oncall_tui.desk.views import ClientCard
    from oncall_tui.desk.windows import Started
    from oncall_tui.rules.continuity import Responsibility


@dataclass(frozen=True, slots=True)
class Client:
    """The chosen client, as far as a caller's first minute needs it."""

    card: ClientCard
    responsibility: Responsibility
    origin: CaseOrigin = CaseOrigin.SELF_REFERRAL
    """How their cases that go on came in (R-021)."""


def emergency_text(house: House, client: Client | None, at: datetime | None, room: int) -> list[Content]:
    """Return what to do when somebody is in danger now (R-055)."""
    zone = ZoneInfo(house.zone)
    lines = [line((f"Ring {house.emergency_number} now", LAPSED))]
    if at:
        lines.append(line((f"said {when(at, zone)}", DIM)))
    if client is None:
        return [*lines, line("Ask where they are, and stay on the line.")]
    card = client.card
    where = ", ".join(part for part in (card.address, card.suburb) if part) or "no address on record"
    lines += wrapped("address", where, room, style=STRONG, width=9)
    for contact in card.contacts:
        if contact.emergency:
            lines += wrapped(
                contact.relationship or "contact", f"{contact.name} {contact.phone}", room, width=9
            )
    return lines


def client_text(client: Client, room: int) -> list[Content]:
    """Return who answers for the client and what not to say on a voicemail."""
    card, found = client.card, client.responsibility
    style = {ClientStatus.UNSTABLE: LAPSED, ClientStatus.WATCH: LAPSING}.get(card.status, DIM)
    lines = [
        line((card.name, STRONG), (f" {card.number} ", DIM), (card.status.value, style)),
        *wrapped(
            "answers", f"{found.answering_now.name} {found.answering_now.phone}", room, width=9, style=ACCENT
        ),
        *wrapped("role", found.role_holder.name, room, width=9),
    ]
    voicemail = card.answer(ConsentKind.VOICEMAIL)
    if voicemail is not Answer.YES:
        said = "✗ no voicemail" if voicemail is Answer.NO else "? voicemail not asked"
        lines.append(line((said, LAPSED if voicemail is Answer.NO else LAPSING)))
    for label, words in (("now", card.concerns), ("past", card.past_history)):
        if words:
            lines += wrapped(label, " · ".join(words), room, width=9)
    return lines


def clocks_text(begun: Sequence[Started] | None, house: House, room: int) -> list[Content]:
    """Return the clocks that saving will start."""
    if begun is None:
        return [line(("Choose what it is about to see what is owed.", DIM))]
    if not begun:
        return [line(("Nothing is owed by a time.", DIM))]
    zone = ZoneInfo(house.zone)
    lines: list[Content] = []
    for each in begun:
        lines.append(line((when(each.due_at, zone), STRONG)))
        said = f"{each.rule.title}: {each.rule.allows}; {each.rule.requirement}"
        lines += [line("  ", (words, DIM)) for words in wrap(said, room - 2)]
    return lines


def origin_text(origin: CaseOrigin, room: int) -> list[Content]:
    """Say of a case of one of the three excluded origins that the partner policy's rules do not cover it."""
    if origin is CaseOrigin.SELF_REFERRAL:
        return []
    said = f"{ORIGIN_WORDS[origin].capitalize()}. {SEPARATE}"
    return [line((each, LAPSING)) for each in wrap(said, room)]


def titled(title: str, lines: Sequence[Content], room: int) -> Content:
    """Return lines under a thin rule with a title."""
    return stack([rule(title, room), *lines])
