"""A practice review, and what a quarter showed, as pages to take to supervision (R-112, R-113)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.briefs.document import Document, Note, Part, Table, Text, Tone, plain
from oncall_tui.desk.practice.tags import tags
from oncall_tui.desk.practice.written import NOTHING, PARTS
from oncall_tui.text import day, when

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.practice.views import Quarter, ReviewText, ReviewView, Shown


def review_document(desk: Desk, found: ReviewView, *, with_client: bool = False) -> Document:
    """Return a practice review as a page; it tells the client's number only where that is asked for."""
    zone = ZoneInfo(desk.house.zone)
    about = f" · client {found.client_number}" if with_client and found.client_number else ""
    lead = (
        Text(f"Practice of {found.person.name}", Tone.STRONG),
        Text(f"Written {day(found.written_at, zone, year=True)} by {found.written_by}{about}", Tone.DIM),
    )
    return Document("Practice review", lead, review_parts(found.text), (uncontrolled(desk),))


def draft_document(desk: Desk, text: ReviewText) -> Document:
    """Return a review that was begun from a plan as a page to complete."""
    lead = (Text("Begun from the record. Complete it, above all what you make of it.", Tone.DIM),)
    return Document("Practice review", lead, review_parts(text), (uncontrolled(desk),))


def review_parts(text: ReviewText) -> tuple[Part, ...]:
    """Return the parts of a review under their headings."""
    known = tags()
    said = {
        "issue": _lines(text.issue),
        "actions": _lines(text.actions),
        "skills": [plain(known.title(code)) for code in text.skills],
        "indicators": _lines(text.indicators),
        "traps": _lines(text.traps),
        "competencies": [plain(known.title(code)) for code in text.competencies],
        "reference": _lines(text.reference),
        "reflections": _lines(text.reflections),
    }
    return tuple(_part(title, said[part]) for part, title in PARTS.items())


def quarter_document(desk: Desk, found: Quarter) -> Document:
    """Return what a quarter showed as a page."""
    rows = tuple(
        (
            Text(each.person.name),
            *(Text(count(each.shown.get(code))) for code in found.codes),
            Text(str(each.tagged)),
            Text(str(each.reviews)),
        )
        for each in found.people
    )
    table = Table(("manager", *found.titles, "contacts tagged", "reviews"), rows)
    note = plain("Each cell counts contacts, then reviews after a plus, that show the competency.")
    lead = (Text(f"{found.name}, by manager", Tone.STRONG),)
    return Document("Competencies shown", lead, (Part("By manager", table, (note,)),), (uncontrolled(desk),))


def count(shown: Shown | None) -> str:
    """Return how often something was shown: contacts, and reviews after a plus."""
    if shown is None:
        return "–"
    return f"{shown.contacts}+{shown.reviews}" if shown.reviews else str(shown.contacts)


def uncontrolled(desk: Desk) -> str:
    """Return what stands at the foot of every page that leaves the record."""
    at = when(desk.now(), ZoneInfo(desk.house.zone), year=True)
    return (
        f"Uncontrolled copy: made {at} by {desk.operator.name} from the record of {desk.house.name}, "
        "which may have changed since."
    )


def _part(title: str, notes: Iterable[Note]) -> Part:
    kept = tuple(notes)
    return Part(title, None, kept or (Note(Text(NOTHING, Tone.DIM)),))


def _lines(text: str) -> list[Note]:
    return [plain(line.strip().lstrip("-•* ")) for line in text.splitlines() if line.strip(" -•*\t")]
