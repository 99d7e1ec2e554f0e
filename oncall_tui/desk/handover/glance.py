"""A brief in a screenful of 80 by 24: a line a subject, the gravest first; the whole of it follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from oncall_tui.desk.handover.page import NOTHING, Line, Tone
from oncall_tui.desk.handover.views import Brief
from oncall_tui.desk.handover.wording import PART_WORDS
from oncall_tui.text import countdown, when
from storage.vocabulary import Answer, ConsentKind, HandoverPart

LINES = 19
"""How many lines it has at the most."""
_DOMAINS = (
    HandoverPart.HEALTH,
    HandoverPart.CARE_DELIVERY,
    HandoverPart.FUNDING,
    HandoverPart.COMMUNICATIONS,
)
_PUT_FORWARD = (HandoverPart.CONTINGENCIES, HandoverPart.TELL)
_CONSENTS = ((ConsentKind.VOICEMAIL, "voicemail"), (ConsentKind.EMAIL_MESSAGES, "e-mail"))
_SAID = {Answer.YES: "ok", Answer.NO: "NO", Answer.NOT_ASKED: "not asked"}


def glance(brief: Brief, zone: ZoneInfo) -> Iterator[Line]:
    """Go through the lines of the first screen."""
    card, terms = brief.client, brief.terms
    yield Line("severity", "; ".join(brief.severity), Tone.ALARM if brief.grave else Tone.STRONG)
    born = f"born {card.dob:%d/%m/%Y}" if card.dob else "birth date not on record"
    home = card.suburb or card.address or "address not on record"
    yield Line("client", f"{card.name} · {card.number} · {born} · {home}", Tone.STRONG)
    yield Line("hand-over", f"{terms.giver.name} → {terms.receiver.name} {terms.receiver.phone}".rstrip())
    until = when(terms.end, zone) if terms.end else "no end set"
    yield Line("period", f"{when(terms.start, zone)} – {until} · {terms.choice.depth.value}")
    yield _author(brief, HandoverPart.CONCERNS, card.concerns)
    yield _clocks(brief, zone)
    history = (*card.conditions, *(f"past: {each}" for each in card.past_history))
    yield _author(brief, HandoverPart.BACKGROUND, history)
    yield _contact(brief)
    for part in _DOMAINS:
        yield _author(brief, part)
    yield _author(brief, HandoverPart.GOALS)
    steps = [f"{row.id}: {row.next_step} ({row.acting.name})" for row in brief.items if row.next_step]
    yield _author(brief, HandoverPart.ACTIONS, steps)
    for part in _PUT_FORWARD:
        yield _author(brief, part)
    other = brief.held.backup if brief.held.backup != brief.held.answering else None
    backup = f"; backup {other.name}" if other else ""
    yield _author(
        brief, HandoverPart.CALL, (f"{brief.held.answering.name} {brief.held.answering.phone}{backup}",)
    )
    yield _changed(brief)
    synthesis = brief.handover.synthesis if brief.handover is not None else ""
    yield Line("synthesis", synthesis or "none yet", Tone.STRONG if synthesis else Tone.FAINT)


def _author(brief: Brief, part: HandoverPart, record: Sequence[str] = ()) -> Line:
    """Return what the author wrote, else what the record says, else the last brief's, marked as old."""
    own = brief.handover.parts.get(part) if brief.handover is not None else None
    label = PART_WORDS[part]
    if own is not None:
        return Line(label, own.text)
    if record:
        return Line(label, " · ".join(record))
    if part in brief.carried:
        return Line(label, f"last brief: {brief.carried[part].text}", Tone.FAINT)
    return Line(label, NOTHING, Tone.FAINT)


def _clocks(brief: Brief, zone: ZoneInfo) -> Line:
    owed = [row for row in brief.items if row.due_at is not None]
    if not owed:
        return Line("clocks", f"none runs; {len(brief.items)} items open" if brief.items else "none runs")
    first = owed[0]
    assert first.due_at is not None
    left = countdown((first.due_at - brief.made_at).total_seconds())
    more = f" · +{len(owed) - 1} more" if len(owed) > 1 else ""
    lapsed = first.lapsed(brief.made_at)
    state = "LAPSED " if lapsed else "due "
    said = f"{first.id} {state}{when(first.due_at, zone)} ({left}){more}"
    return Line("clocks", said, Tone.ALARM if lapsed else Tone.STRONG)


def _contact(brief: Brief) -> Line:
    card = brief.client
    parts = [f"{name} {_SAID[card.answer(kind)]}" for kind, name in _CONSENTS]
    if card.answer(ConsentKind.EMAIL_ONLY) is Answer.YES:
        parts.insert(0, "E-MAIL ONLY")
    stale = f"STALE {card.stale_days} days" if card.stale_days is not None else ""
    tail = (*card.phones[:1], card.safe_times, stale)
    refused = any(card.answer(kind) is Answer.NO for kind, _ in _CONSENTS)
    return Line(
        "contact", " · ".join((*parts, *filter(None, tail))), Tone.STRONG if refused or stale else Tone.PLAIN
    )


def _changed(brief: Brief) -> Line:
    if brief.since is None:
        return Line("changed", "there was no earlier brief", Tone.FAINT)
    if not brief.changed:
        return Line("changed", "nothing since the last brief", Tone.FAINT)
    newest = brief.changed[-1].words
    more = f"{len(brief.changed)} since the last brief: " if len(brief.changed) > 1 else ""
    return Line("changed", more + newest, Tone.STRONG, new=True)
