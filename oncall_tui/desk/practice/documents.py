"""A practice review, and what a quarter showed, as pages to take to supervision (R-112, R-113)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.briefs.document import Document, Note, Part, Table, Text, Tone, plain
from oncall_tui.desk.practice.tags import tags
from oncall_tui.text import day, when

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.practice.views import Quarter, ReviewView, Shown


def review_document(desk: Desk, found: ReviewView, *, with_client: bool = False) -> Document:
    """Return a practice review as a page; it names the client only where that is asked for."""
    text, zone, known = found.text, ZoneInfo(desk.house.zone), tags()
    skills = [plain(known.title(code)) for code in text.skills]
    shown = [plain(known.title(code)) for code in text.competencies]
    about = f" · client {found.client_number}" if with_client and found.client_number else ""
    lead = (
        Text(f"Practice of {found.person.name}", Tone.STRONG),
        Text(f"Written {day(found.written_at, zone, year=True)} by {found.written_by}{about}", Tone.DIM),
    )
    parts = (
        _part("Practice issue", _lines(text.issue)),
        _part("Case management actions", _lines(text.actions)),
        _part("Skills used", skills),
        _part("Positive indicators", _lines(text.indicators)),
        _part("Bear traps avoided", _lines(text.traps)),
        _part("Competencies demonstrated", shown),
        _part("Reference", _lines(text.reference)),
        _part("Reflections", _lines(text.reflections)),
    )
    return Document("Practice review", lead, parts, (uncontrolled(desk),))


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
    return Part(title, None, kept or (Note(Text("Nothing noted.", Tone.DIM)),))


def _lines(text: str) -> list[Note]:
    return [plain(line.strip().lstrip("-•* ")) for line in text.splitlines() if line.strip(" -•*\t")]
