"""What the responsible pane says: the answer first, then what to know before ringing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.context import House
from oncall_tui.desk.views import ClientCard
from oncall_tui.rules.continuity import Responsibility
from oncall_tui.text import cell_width, span_words, when
from oncall_tui.tui.lines import (
    ACCENT,
    DIM,
    DONE,
    LAPSED,
    LAPSING,
    STRONG,
    Part,
    line,
    pair,
    rule,
    stack,
    words,
    wrapped,
)
from storage.vocabulary import Answer, ClientStatus, ConsentKind

_STATUS = {ClientStatus.STABLE: DONE, ClientStatus.WATCH: LAPSING, ClientStatus.UNSTABLE: LAPSED}


@dataclass(frozen=True, slots=True)
class Shown:
    """A client on the pane, with who is responsible at an instant."""

    card: ClientCard
    responsibility: Responsibility
    at: datetime
    """The instant that is asked about."""
    as_of: bool
    """Whether somebody asked for that instant, rather than now."""


def responsible_text(shown: Shown, house: House, room: int) -> Content:
    """Return the whole pane as text of a given width."""
    zone = ZoneInfo(house.zone)
    return stack(
        [
            *_answer(shown, house, zone, room),
            Content(""),
            rule("before you ring", room),
            *_before_ringing(shown, zone, room),
            rule("concerns", room),
            *_concerns(shown.card, room),
            rule("client", room),
            *_client(shown, zone, room),
        ]
    )


def _answer(shown: Shown, house: House, zone: ZoneInfo, room: int) -> list[Content]:
    found = shown.responsibility
    as_of: list[Part] = [("as of ", DIM), (when(shown.at, zone), LAPSING)] if shown.as_of else []
    until = f"until {when(found.valid_until, zone)}" if found.valid_until else "no change in sight"
    lines = [
        line((shown.card.name, STRONG), (f" · {shown.card.number}", DIM)),
        *_who_to_ring(found, room),
        *wrapped("why", found.why, room),
        pair("valid", (until, DIM)),
        pair("of record", found.pcm_of_record.name if found.pcm_of_record else ("nobody: unowned", LAPSED)),
        pair("role", found.role_holder.name, (f"  {found.role_holder.phone}", DIM)),
        pair("backup", *_backup(found, house)),
    ]
    if found.rota_gap:
        lines.insert(
            1, line(("✗ rota gap: nobody is on the duty rota; the default director stands in", LAPSED))
        )
    if as_of:
        lines.insert(0, line(*as_of))
    return lines


def _who_to_ring(found: Responsibility, room: int) -> list[Content]:
    """Return the name and the number to dial, which is never broken in two."""
    person, capacity = found.answering_now, _capacity(found)
    name: list[Part] = [(person.name, f"bold {ACCENT}"), "  ", (capacity, DIM)]
    if cell_width(f"{person.name}  {capacity}  {person.phone}") <= room:
        return [line(*name, "  ", (person.phone, STRONG))]
    return [line(*name), line((person.phone, STRONG))]


def _capacity(found: Responsibility) -> str:
    if found.answering_now.id != found.role_holder.id:
        return "on the line, for now"
    return {
        "primary": "primary care manager",
        "secondary": "acting: secondary",
        "decision": "acting: by decision",
        "line": "on the line: cover gap",
    }[found.capacity.value]


def _backup(found: Responsibility, house: House) -> list[Part]:
    if found.backup is None:
        return [("nobody is left", LAPSED)]
    if found.secondary is not None and found.backup.id == found.secondary.id:
        return [found.backup.name, (f"  {found.backup.phone}", DIM)]
    return ["the line ", (house.line, STRONG), (f"  {found.backup.name}", DIM)]


def _before_ringing(shown: Shown, zone: ZoneInfo, room: int) -> list[Content]:
    card = shown.card
    pressure = card.pressure
    lines = [
        line(*consent_parts(card)),
        pair("phone", words(card.phones, none="no number on record")),
    ]
    if card.safe_times:
        lines.append(pair("when", card.safe_times))
    tries = "try" if pressure.day == 1 else "tries"
    tried = f"{pressure.day} {tries} in 24 h, {pressure.week} in 7 days"
    if pressure.last:
        said = pressure.last.outcome.value.replace("-", " ")
        tried += f", last {when(pressure.last.made_at, zone)} ({said})"
    lines += wrapped("tried", tried, room)
    return lines


def consent_parts(card: ClientCard) -> list[Part]:
    """Return whether messages may be left, each answer with its sign."""
    said = {
        Answer.YES: ("✓ ", "ok", DONE),
        Answer.NO: ("✗ ", "no", LAPSED),
        Answer.NOT_ASKED: ("? ", "not asked", LAPSING),
    }
    parts: list[Part] = []
    for kind, name in ((ConsentKind.VOICEMAIL, "voicemail"), (ConsentKind.EMAIL_MESSAGES, "e-mail")):
        glyph, word, style = said[card.answer(kind)]
        parts += [(f"{glyph}{name}: {word}", style), "   "]
    if card.answer(ConsentKind.EMAIL_ONLY) is Answer.YES:
        parts.append(("! all contact by e-mail", LAPSING))
    return parts


def _concerns(card: ClientCard, room: int) -> list[Content]:
    lines = [
        line((card.status.value, _STATUS[card.status]), (f"  {card.phase.value.replace('-', ' ')}", DIM))
    ]
    for sign in card.overdue_signs:
        lines += wrapped("watch", f"✗ check overdue by {sign.days} d: {sign.sign}", room, style=LAPSED)
    lines += wrapped("now", words(card.concerns, none="none noted"), room)
    lines += wrapped("past", words(card.past_history, none="none noted"), room)
    return lines + wrapped("conditions", words(card.conditions, none="none noted"), room)


def _client(shown: Shown, zone: ZoneInfo, room: int) -> list[Content]:
    card = shown.card
    born = f"{card.dob:%d/%m/%Y}" if card.dob else "not on record"
    known_as = f' "{card.preferred_name}"' if card.preferred_name else ""
    lines = [
        pair("born", born + known_as),
        *wrapped(
            "address",
            ", ".join(part for part in (card.address, card.suburb) if part) or "not on record",
            room,
        ),
        *wrapped("service", card.service or "not on record", room),
        *wrapped("contact", _last_contact(shown, zone), room),
    ]
    for contact in card.contacts:
        mark = "! " if contact.emergency else ""
        lines += wrapped(contact.relationship or "contact", f"{mark}{contact.name}  {contact.phone}", room)
    held = [pair("hold", ("legal hold: nothing of it is erased", LAPSING))] if card.held else []
    return [*lines, *held, pair("record", *_freshness(shown, zone))]


def _last_contact(shown: Shown, zone: ZoneInfo) -> str:
    last = shown.card.last_contact_at
    if last is None or last > shown.at:
        return "never spoken to" if last is None else f"last {when(last, zone)}"
    said = f"{span_words(shown.at - last)} since {when(last, zone)}"
    return said if shown.as_of else f"{said}; {_by_primary(shown)}"


def _by_primary(shown: Shown) -> str:
    """Say for how many days the primary manager has not spoken with them (R-111)."""
    spoken = shown.card.spoken
    if spoken.days_primary is None:
        return "never by the primary manager"
    if spoken.primary == spoken.anybody:
        return "by the primary manager"
    return f"{spoken.days_primary} d ago by the primary manager"


def _freshness(shown: Shown, zone: ZoneInfo) -> list[Part]:
    card = shown.card
    if card.confirmed_at is None:
        return [("never confirmed to be current", LAPSING)]
    if card.stale_days is not None:
        return [(f"STALE {card.stale_days} days: confirmed {when(card.confirmed_at, zone)}", LAPSING)]
    return [(f"confirmed {when(card.confirmed_at, zone)}", DIM)]
