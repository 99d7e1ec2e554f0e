"""Choose who covers the gaps that an absence leaves, with the evidence for each in sight (R-025)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oncall_tui.desk.absences.views import AbsencePlan, Candidate, Cover, NewAbsence, Uncovered
from oncall_tui.tui.widgets.chooser import Chooser
from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen

_SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who could cover, and how many of the gaps."""

    candidate: Candidate
    gaps: int


async def choose_cover(
    screen: ConsoleScreen, new: NewAbsence, plan: AbsencePlan, client_id: int | None
) -> NewAbsence:
    """Return an absence with a cover chosen for the gaps of one client, or of all; unchanged if none was."""
    gaps = [gap for gap in plan.gaps if client_id in (None, gap.client_id)]
    choices = offered(gaps)
    count = len({gap.client_id for gap in gaps})
    about = gaps[0].name if count == 1 else f"{count} clients"
    chooser = Chooser(
        f"WHO COVERS  {about}",
        _columns(len(gaps)),
        choices,
        key=lambda choice: choice.candidate.person.id,
        hint="Enter chooses, Esc steps back; nothing is changed yet",
    )
    picked = await screen.app.push_screen_wait(chooser)
    if picked is None:
        return new
    person = picked.candidate.person
    covers = tuple(
        Cover(gap.client_id, person.id, gap.start, gap.end)
        for gap in gaps
        if any(each.person.id == person.id and each.there for each in gap.candidates)
    )
    if not covers:
        tell(screen, f"{person.name} is away then as well. Choose somebody else.", severity="warning")
    return replace(new, covers=(*new.covers, *covers))


def offered(gaps: Sequence[Uncovered]) -> list[Choice]:
    """Return everybody who could cover: of one client the secondary first, of many who could fill most."""
    counts = Counter(each.person.id for gap in gaps for each in gap.candidates if each.there)
    first: dict[int, Candidate] = {}
    for gap in gaps:
        for each in gap.candidates:
            first.setdefault(each.person.id, each)
    found = [Choice(candidate, counts[person_id]) for person_id, candidate in first.items()]
    one = len({gap.client_id for gap in gaps}) == 1
    return sorted(found, key=lambda choice: (not (one and choice.candidate.designated), -choice.gaps))


def _columns(total: int) -> tuple[Column[Choice], ...]:
    return (
        Column("who", lambda row: row.candidate.person.name, width=14, fraction=2),
        Column("", lambda row: (_SECONDARY if row.candidate.designated else "", "held"), width=9),
        Column("gaps", lambda row: f"{row.gaps}/{total}", width=5, align="right"),
        Column("here", lambda row: row.candidate.available, width=12, fraction=2),
        Column("knows them", lambda row: row.candidate.relationship, width=12, fraction=3),
        Column("expertise", lambda row: (row.candidate.expertise, "dim"), width=10, fraction=2),
        Column("where", lambda row: (row.candidate.location, "dim"), width=8, fraction=2),
        Column("has", lambda row: str(row.candidate.load), width=4, align="right"),
    )
