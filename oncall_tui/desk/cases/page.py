"""One case as lines under headings: what its organisation asks on top (R-020), then where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.cases.naming import (
    DECISION_WORDS,
    DEVELOPMENT_WORDS,
    KIND_WORDS,
    ORIGIN_WORDS,
    RESULT_WORDS,
    SEPARATE,
    SESSION_WORDS,
    STATE_WORDS,
    TICK_WORDS,
)
from oncall_tui.desk.handover.page import Line, Page, Section, Tone
from oncall_tui.desk.words import say
from oncall_tui.rules.reviews import Entitlement
from oncall_tui.rules.wording import say_count
from storage.vocabulary import CaseState, Development, ReviewDecision, SessionState

if TYPE_CHECKING:
    from oncall_tui.desk.cases.views import CaseView, NoteView, OutsideRef, ReviewView, SessionView


def case_page(case: CaseView, zone: str) -> Page:
    """Return a case in words."""
    row = case.row
    writer = _Writer(case, zone)
    sections = (
        *writer.procedures(),
        Section("the case", tuple(writer.about())),
        Section("sessions", tuple(writer.sessions())),
        *writer.review(),
        Section("completed notes", tuple(writer.notes())),
        *writer.developments(),
        *writer.closing(),
    )
    title = f"{row.id}  {row.client_name} · {row.client_number}"
    return Page(title, f"{KIND_WORDS[row.kind]} · {STATE_WORDS[row.state]}", sections, ())


def entitlement_words(may: Entitlement) -> str:
    """Return what may still be used, as R-095 counts it: available, used, authorised, remaining."""
    words = f"{may.available} available · {may.used} used · {may.authorised} authorised"
    words += f" · {may.remaining} remaining"
    return words + (f" · {may.booked} booked" if may.booked else "")


class _Writer:
    """Writes one case, section by section."""

    def __init__(self, case: CaseView, zone: str) -> None:
        self._case = case
        self._zone = zone

    def procedures(self) -> Iterator[Section]:
        """Write what the client organisation wants, each with what became of it."""
        organisation = self._case.organisation
        if organisation is None:
            return
        lines = []
        for place, each in enumerate(self._case.procedures, 1):
            tone = Tone.FAINT if each.answer else Tone.STRONG
            stand = f"✓ {TICK_WORDS[each.answer]}:" if each.answer else "□"
            why = f" ({each.reason})" if each.reason else ""
            sets = f"\nsets {each.number}" if each.number else ""
            lines.append(Line(str(place), f"{stand} {each.words}{why}{sets}", tone))
        if not lines:
            lines.append(Line("", "It has no procedures of its own on record.", Tone.FAINT))
        yield Section(f"{organisation.name} asks", tuple(lines))

    def about(self) -> Iterator[Line]:
        """Write how it came in, who has it, and whose rules count."""
        case, row = self._case, self._case.row
        yield Line("kind", KIND_WORDS[row.kind])
        if not row.covered:
            yield Line("origin", f"{ORIGIN_WORDS[row.origin]}. {SEPARATE}", Tone.ALARM)
        elif case.rules_at is not None:
            words = f"{ORIGIN_WORDS[row.origin]}; rules attached by {case.rules_by}: {case.rules_because}"
            yield Line("origin", words)
        else:
            yield Line("origin", ORIGIN_WORDS[row.origin])
        if case.about:
            yield Line("about", case.about)
        yield Line("with", case.clinician.name if case.clinician else "whoever is responsible for the client")
        if case.provider is not None:
            yield Line("provider", _party(case.provider))
        if case.organisation is not None:
            yield Line("organisation", _party(case.organisation))
        yield Line("opened", f"{self._when(row.opened_at)} by {case.opened_by}", Tone.FAINT)
        if case.ended_at is not None:
            yield Line("ended", f"{self._when(case.ended_at)}: {case.ended_because}")
        if case.closed_at is not None:
            yield Line("closed", f"{self._when(case.closed_at)} {case.closed_because}".rstrip())

    def sessions(self) -> Iterator[Line]:
        """Write what the benefit holds, what bars a further session, and each session."""
        case, may = self._case, self._case.row.may
        yield Line("benefit", entitlement_words(may), Tone.STRONG)
        if may.over:
            yield Line("over-use", f"{may.over} held beyond what was authorised", Tone.ALARM)
        if case.bars_session:
            yield Line("next", case.bars_session, Tone.ALARM)
        number = 0
        for each in case.sessions:
            number += each.state is SessionState.HELD
            yield self._session(each, number)

    def _session(self, each: SessionView, number: int) -> Line:
        stand = f"{SESSION_WORDS[each.state]} {self._when(each.at)}"
        texts = [stand, each.words]
        if each.agreed:
            texts.append(f"agreed: {each.agreed}")
        if each.override_reason:
            texts.append(f"went ahead because: {each.override_reason}")
        if each.cancelled_because:
            texts.append(f"because: {each.cancelled_because}")
        label = f"session {number}" if each.state is SessionState.HELD else ""
        tone = Tone.FAINT if each.state is SessionState.CANCELLED else Tone.PLAIN
        return Line(label, "\n".join(text for text in texts if text), tone)

    def review(self) -> Iterator[Section]:
        """Write the review after the first session, where there is one."""
        case = self._case
        if not (case.row.kind.reviewed and case.row.covered):
            return
        lines = []
        for place, each in enumerate(case.reviews):
            texts = [_decided(each), f"because: {each.reason}"]
            if each.resources:
                texts.append(f"resources: {each.resources}")
            texts.append(f"{each.decided_by}, {self._when(each.decided_at)}")
            lines.append(
                Line(
                    "before that" if place else "decided",
                    "\n".join(texts),
                    Tone.FAINT if place else Tone.PLAIN,
                )
            )
        if not lines:
            due = next((each.due_at for each in case.clocks if each.title.startswith("Review")), None)
            words = f"due {self._when(due)}" if due else "owed after the first session"
            lines.append(Line("to decide", words, Tone.STRONG if case.row.may.used else Tone.FAINT))
        yield Section("review after the first session", tuple(lines))

    def notes(self) -> Iterator[Line]:
        """Write each completed note: what it lacks, and what its review found."""
        case = self._case
        for place, each in enumerate(case.notes, 1):
            yield self._note(place, each)
        if case.notes:
            return
        if case.notes_missing:
            yield Line("none", f"because: {case.notes_missing}")
            return
        if not case.row.covered:
            yield Line("none yet", "whether they are owed is for its own policy to say", Tone.FAINT)
            return
        due = next((each.due_at for each in case.clocks if "on the record" in each.title), None)
        ended = case.row.state is CaseState.ENDED
        words = f"due {self._when(due)}" if due else "owed when the intervention ends"
        yield Line("none yet", words, Tone.STRONG if ended else Tone.FAINT)

    def _note(self, place: int, each: NoteView) -> Line:
        by = f", {each.author}" if each.author else ""
        texts = [f"{each.title}{by}", each.words]
        if each.missing:
            texts.append(f"✗ missing: {', '.join(each.missing)}")
        if each.reviewed_at is None or each.result is None:
            texts.append("□ not read yet")
        else:
            items = f" {', '.join(map(str, each.actions))}" if each.actions else ""
            texts.append(f"✓ read by {each.reviewed_by}: {RESULT_WORDS[each.result]}{items}")
        if each.found:
            texts.append(f"found: {each.found}")
        tone = Tone.STRONG if each.reviewed_at is None else Tone.PLAIN
        return Line(f"note {place}", "\n".join(texts), tone)

    def developments(self) -> Iterator[Section]:
        """Write what the provider told of."""
        found = self._case.developments
        if found:
            lines = (
                Line(
                    f"item {each.item_id}",
                    f"{DEVELOPMENT_WORDS[each.kind]}, {self._when(each.at)}, "
                    f"{each.state.value.replace('-', ' ')}\n{each.said}",
                    Tone.ALARM if each.kind is Development.RISK and each.state.open else Tone.PLAIN,
                )
                for each in found
            )
            yield Section("developments", tuple(lines))

    def closing(self) -> Iterator[Section]:
        """Write what still keeps the case from being closed."""
        case = self._case
        if case.row.state in (CaseState.CLOSED, CaseState.WITHDRAWN):
            return
        lines = [Line("", f"□ {each}") for each in case.bars_closing]
        yield Section(
            "before it can be closed", tuple(lines) or (Line("", "✓ Nothing: x closes it.", Tone.STRONG),)
        )

    def _when(self, at: datetime) -> str:
        return say(at, self._zone)


def _decided(review: ReviewView) -> str:
    if review.decision is ReviewDecision.AUTHORISE:
        return f"{say_count(review.sessions, 'more session')} authorised"
    return DECISION_WORDS[review.decision]


def _party(party: OutsideRef) -> str:
    ways = " · ".join(each for each in (party.phone, party.email) if each)
    line = f" · they ring back on {party.line}" if party.line else ""
    return f"{party.name}  {ways}{line}".rstrip()
