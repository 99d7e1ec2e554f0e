"""One outside party as lines under headings: how to reach it, whom we share, what was said (R-002, R-128)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.handover.page import NOTHING, Line, Page, Section, Tone, known, section
from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.desk.parties.views import KIND_WORDS
from oncall_tui.desk.words import say
from storage.vocabulary import OutsideKind

if TYPE_CHECKING:
    from oncall_tui.desk.parties.views import PartyNoteView, PartyView


def party_page(party: PartyView, zone: str) -> Page:
    """Return an outside party in words."""
    row = party.row
    last = say(row.last_contact, zone) if row.last_contact else ""
    reach = [
        known("works as", row.works_as),
        known("ask for", row.contact_name),
        known("phone", "\n".join(row.phones)),
        known("e-mail", "\n".join(row.emails)),
        known("last contact", last, none="none on record"),
    ]
    if row.kind is OutsideKind.CLIENT_ORGANISATION:
        reach.insert(4, known("rings back on", row.line, none="the house's own line"))
    shared = (
        Line(each.role or "shared", f"{each.name} · {each.number}" + (f"\n{each.note}" if each.note else ""))
        for each in party.clients
    )
    sections = [Section("how to reach them", tuple(reach))]
    if row.kind is OutsideKind.CLIENT_ORGANISATION:
        lines = (
            Line(str(place), each.words + (f"\nsets {each.number}" if each.number else ""))
            for place, each in enumerate(party.procedures, 1)
        )
        sections.append(section("what it wants done in each of its cases", lines))
    sections.append(Section("worth knowing", (known("", row.notes, none=NOTHING),)))
    sections.append(section("clients we share", shared))
    sections.append(section("notes and contacts", (_note(each, zone) for each in party.notes)))
    stand = KIND_WORDS[row.kind] + (" · no longer dealt with" if row.ended else "")
    return Page(row.name, stand, tuple(sections), ())


def _note(each: PartyNoteView, zone: str) -> Line:
    how = MODE_WORDS[each.channel] if each.channel else "note"
    about = f" about {each.client_number}" if each.client_number else ""
    texts = [f"{how} by {each.by}{about}", each.words]
    if each.agreed:
        texts.append(f"agreed: {each.agreed}")
    return Line(say(each.at, zone), "\n".join(texts), Tone.PLAIN)
