"""The sections of a one-client brief, in ISBAR order (R-043)."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from oncall_tui.desk.handover.changes import ANSWER_WORDS, CONSENT_WORDS
from oncall_tui.desk.handover.glance import glance
from oncall_tui.desk.handover.page import NOTHING, Line, Page, Tone, after, known, listed, section
from oncall_tui.desk.handover.views import Brief
from oncall_tui.desk.handover.wording import CAPACITY_WORDS, PART_WORDS, STATE_WORDS, span, told_words
from oncall_tui.desk.naming import CATEGORY_WORDS
from oncall_tui.text import due_words, when
from storage.vocabulary import ClockState, HandoverPart, HandoverState

_DOMAINS = (
    HandoverPart.HEALTH,
    HandoverPart.CARE_DELIVERY,
    HandoverPart.FUNDING,
    HandoverPart.COMMUNICATIONS,
    HandoverPart.OTHER,
)
"""What a care manager oversees for a client (R-015)."""


_NOT_KEPT = "pending consults, next outreach date, re-certification: nothing on record"
"""What a brief is to tell and this record does not keep, said so that nobody takes silence for none."""


def page_of(brief: Brief) -> Page:
    """Return a brief in words."""
    zone = ZoneInfo(brief.zone)
    sections = (
        section("I  Identification", _identification(brief, zone)),
        section("S  Situation", _situation(brief, zone)),
        section("B  Background", _background(brief, zone)),
        section("A  Assessment", _assessment(brief, zone)),
        section("R  Recommendation", _recommendation(brief, zone)),
        section("Last contacts", _contacts(brief, zone)),
        section(_since(brief, zone), _changed(brief, zone)),
        section("Receiver", _receiver(brief, zone)),
    )
    title = f"{brief.client.name} · {brief.client.number}"
    return Page(title, stand(brief), sections, footer(brief, zone), tuple(glance(brief, zone)))


def stand(brief: Brief) -> str:
    """Return where the handover stands, in a few words."""
    found = brief.handover
    if found is None:
        return STATE_WORDS[HandoverState.NOT_STARTED]
    words = STATE_WORDS[found.state]
    return f"{words}, {len(found.missing)} parts missing" if found.state.open and found.missing else words


def footer(brief: Brief, zone: ZoneInfo) -> tuple[str, ...]:
    """Return what every copy ends with."""
    source = brief.source
    newest = when(source.record_at, zone, year=True) if source.record_at else ""
    record = f"entry {source.record_seq} of {newest}" if newest else ""
    return (
        f"{brief.source.house}. Built {when(brief.made_at, zone, year=True)} from the record as of "
        f"{record or 'its beginning'}.",
        "A printed or saved copy is uncontrolled: the record may have changed since.",
    )


def _identification(brief: Brief, zone: ZoneInfo) -> Iterator[Line]:
    card, terms = brief.client, brief.terms
    preferred = f" (goes by {card.preferred_name})" if card.preferred_name else ""
    yield Line("severity", "; ".join(brief.severity), Tone.ALARM if brief.grave else Tone.STRONG)
    yield Line("client", card.name + preferred, Tone.STRONG)
    born = f"{card.dob:%d/%m/%Y}" if card.dob else "birth date not on record"
    home = ", ".join(part for part in (card.address, card.suburb, card.region) if part)
    yield Line("identifiers", f"{card.number} · born {born} · {home or 'address not on record'}")
    yield Line("from", f"{terms.giver.name} {terms.giver.phone}".strip())
    yield Line("to", f"{terms.receiver.name} {terms.receiver.phone}".strip(), Tone.STRONG)
    why = f" ({terms.leave.code.replace('-', ' ')})" if terms.leave else ""
    yield Line("period", span(terms.start, terms.end, zone) + why)
    yield Line("as", CAPACITY_WORDS[terms.capacity])
    yield Line("depth", f"{terms.choice.depth.value}: {'; '.join(terms.choice.because)}")
    found = brief.handover
    if found is not None and found.state.open and found.missing:
        yield Line("missing", ", ".join(PART_WORDS[part] for part in found.missing), Tone.ALARM)


def _situation(brief: Brief, zone: ZoneInfo) -> Iterator[Line]:
    yield from _part(brief, HandoverPart.CONCERNS, zone)
    yield listed("on record", brief.client.concerns)
    if not brief.items:
        yield Line("open items", "none", Tone.FAINT)
    for row in brief.items:
        about = f"{row.id} {CATEGORY_WORDS[row.category]}, {row.urgency.value}"
        came = f"came {when(row.received_at, zone, year=True)} · with {row.acting.name}"
        grave = row.lapsed(brief.made_at) or row.risk
        yield Line(
            "item",
            f"{about} · {came}",
            Tone.ALARM if grave else Tone.PLAIN,
            after(row.received_at, brief.since),
        )
        for clock in row.clocks:
            if clock.state is ClockState.RUNNING:
                left = due_words((clock.due_at - brief.made_at).total_seconds())
                tone = Tone.ALARM if clock.lapsed else Tone.PLAIN
                yield Line("due", f"{when(clock.due_at, zone)} · {left} · {clock.title}", tone)
    unreturned = ", ".join(str(row.id) for row in brief.unreturned)
    yield known("unreturned", unreturned, none="no call waits to be returned")
    yield known("also", "", none=_NOT_KEPT)
    for item_id, at in brief.shifts:
        yield Line("shift", f"item {item_id}: nobody covers the shift of {when(at, zone)}", Tone.ALARM)


def _background(brief: Brief, zone: ZoneInfo) -> Iterator[Line]:
    card = brief.client
    yield freshness(brief, zone)
    yield listed("conditions", card.conditions)
    yield listed("history", card.past_history)
    funding = " · ".join(part for part in (card.service, card.organisation) if part)
    yield known("service", funding)
    yield listed(
        "around them",
        (
            f"{each.name}{f', {each.relationship}' if each.relationship else ''}, {each.phone or 'no number'}"
            f"{' · in an emergency' if each.emergency else ''}"
            for each in card.contacts
        ),
    )
    yield listed("reach", (*card.phones, *((card.email,) if card.email else ())))
    for each in card.consents:
        asked = f" (since {when(each.noted_at, zone, year=True)})" if each.noted_at else ""
        new = after(each.noted_at, brief.since)
        said = ANSWER_WORDS[each.answer] + (f", {each.detail}" if each.detail else "")
        yield Line("consent", f"{CONSENT_WORDS[each.kind]}: {said}{asked}", new=new)
    yield known("best time", card.safe_times)
    if card.board_url:
        yield Line("board", card.board_url)
    yield from _part(brief, HandoverPart.BACKGROUND, zone)


def _assessment(brief: Brief, zone: ZoneInfo) -> Iterator[Line]:
    for part in (*_DOMAINS, HandoverPart.GOALS):
        yield from _part(brief, part, zone)


def _recommendation(brief: Brief, zone: ZoneInfo) -> Iterator[Line]:
    yield from _part(brief, HandoverPart.ACTIONS, zone)
    for row in brief.items:
        if row.next_step:
            due = f" by {when(row.due_at, zone)}" if row.due_at else ""
            yield Line("next step", f"item {row.id}: {row.next_step} · {row.acting.name}{due}")
    for part in (HandoverPart.CONTINGENCIES, HandoverPart.TELL, HandoverPart.CALL):
        yield from _part(brief, part, zone)
    held, source = brief.held, brief.source
    answers = f"{held.answering.name} {held.answering.phone}".strip()
    yield Line("now", f"{answers} answers; {held.role.name} has the role")
    backup = f"{held.backup.name} {held.backup.phone}".strip() if held.backup else ""
    yield Line("backup", backup or "nobody stands behind them")
    yield Line("line", f"{source.line} ({held.on_line.name}) · emergency {source.emergency}")


def _contacts(brief: Brief, zone: ZoneInfo) -> Iterator[Line]:
    for each in brief.contacts:
        said = f"{each.words} (item {each.item_id})"
        yield Line(when(each.at, zone, year=True), said, new=after(each.at, brief.since))


def _since(brief: Brief, zone: ZoneInfo) -> str:
    if brief.since is None:
        return "Changed since the last brief"
    return f"Changed since the last brief ({when(brief.since, zone, year=True)})"


def _changed(brief: Brief, zone: ZoneInfo) -> Iterator[Line]:
    if brief.since is None:
        yield Line("", "there was no earlier brief", Tone.FAINT)
    elif not brief.changed:
        yield Line("", "nothing that the record shows", Tone.FAINT)
    for each in brief.changed:
        yield Line(when(each.at, zone, year=True) if each.at else "on record", each.words, new=True)


def _receiver(brief: Brief, zone: ZoneInfo) -> Iterator[Line]:
    found = brief.handover
    answered = found.answered_at if found is not None else None
    if found is not None and found.offered_at:
        yield Line("offered", f"{when(found.offered_at, zone, year=True)} by {found.offered_by}")
    if found is not None and answered:
        said = f"{STATE_WORDS[found.state]} {when(answered, zone, year=True)} by {found.answered_by}"
        yield Line("answer", said)
    if found is not None and found.declined_because:
        yield Line("declined", found.declined_because, Tone.ALARM)
    synthesis = found.synthesis if found is not None else ""
    yield Line("synthesis", synthesis or "none yet", Tone.STRONG if synthesis else Tone.FAINT)
    if found is not None and found.questions:
        yield Line("questions", found.questions)
    yield Line("client told", told_words(found, zone))
    if found is not None and found.passed_on:
        yield Line("passed on", found.passed_on)


def freshness(brief: Brief, zone: ZoneInfo) -> Line:
    """Say how fresh the client's information is (R-017)."""
    card = brief.client
    if card.confirmed_at is None:
        return Line("as of", "never confirmed to be current", Tone.ALARM)
    said = f"confirmed current {when(card.confirmed_at, zone, year=True)}"
    if card.stale_days is None:
        return Line("as of", said)
    return Line("as of", f"STALE {card.stale_days} days: {said}", Tone.ALARM)


def _part(brief: Brief, part: HandoverPart, zone: ZoneInfo) -> Iterator[Line]:
    """Return what the author wrote of a part; else what an earlier brief said, dated; else nothing."""
    own = brief.handover.parts.get(part) if brief.handover is not None else None
    label = PART_WORDS[part]
    if own is not None:
        yield Line(label, f"{own.text} ({when(own.at, zone, year=True)})", new=after(own.at, brief.since))
    elif part in brief.carried:
        old = brief.carried[part]
        said = f"from the brief of {when(old.at, zone, year=True)}: {old.text}"
        yield Line(label, said, Tone.FAINT)
    elif part is not HandoverPart.OTHER:
        yield Line(label, NOTHING, Tone.FAINT)
