"""What the coverage screen lists beneath its picture: gaps of cover and of the rota, the new ones first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import tzinfo

from textual.content import Content

from oncall_tui.desk.absences.views import Candidate
from oncall_tui.desk.coverage.views import Coverage, CoverGap, PersonAhead, RotaHole, Stint
from oncall_tui.rules.rota import RotaTrouble
from oncall_tui.text import cell_fit, day, when
from oncall_tui.tui.lines import DIM, LAPSED, STRONG, line, pair, wrap, wrapped
from oncall_tui.tui.widgets.columns import Cell, Column

_LABEL, _LEAST = 13, 22


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the list."""

    what: CoverGap | RotaHole

    @property
    def key(self) -> Hashable:
        """What tells it from the others."""
        if isinstance(self.what, CoverGap):
            return ("gap", self.what.client_id, self.what.start)
        return (self.what.trouble, self.what.start)


def troubles(found: Coverage) -> tuple[Trouble, ...]:
    """Return the gaps and holes by time, those that a what-if adds before all others."""
    both: Iterable[CoverGap | RotaHole] = (*found.rota, *found.gaps)
    return tuple(Trouble(each) for each in sorted(both, key=lambda each: (not each.new, each.start)))


def trouble_columns(zone: tzinfo) -> tuple[Column[Trouble], ...]:
    """Return the list's columns."""
    return (
        Column("", _mark, width=3),
        Column("from", lambda row: _short(row.what, zone, ends=False), width=16),
        Column("until", lambda row: (_short(row.what, zone, ends=True), "dim"), width=16),
        Column("who has nobody", _about, width=20, fraction=2),
        Column("why", lambda row: (_why(row.what), "dim"), width=16, fraction=3, priority=1),
    )


def _mark(row: Trouble) -> Cell:
    sign = "L" if isinstance(row.what, RotaHole) else "G"
    overlap = isinstance(row.what, RotaHole) and row.what.trouble is RotaTrouble.OVERLAP
    style = "lapsing" if overlap else "lapsed"
    return (("!" if overlap else "✗") + sign + ("+" if row.what.new else ""), style)


def _short(what: CoverGap | RotaHole, zone: tzinfo, *, ends: bool) -> str:
    at = what.end if ends else what.start
    return f"{day(at, zone)} {at.astimezone(zone):%H:%M}"


def _about(row: Trouble) -> Cell:
    if isinstance(row.what, CoverGap):
        return ((row.what.name, "strong"), (f"  {row.what.number}", "dim"))
    overlap = row.what.trouble is RotaTrouble.OVERLAP
    return ("the line, twice" if overlap else "the line", "strong")


def _why(what: CoverGap | RotaHole) -> str:
    if isinstance(what, CoverGap):
        return what.why
    names = " and ".join(each.name for each in what.people)
    if what.trouble is RotaTrouble.OVERLAP:
        return f"{names} both have it"
    absent = f"{names} is on the rota but away; " if names else "nobody is on the rota; "
    return f"{absent}{what.stand_in.name} stands in"


def trouble_lines(row: Trouble, zone: tzinfo, room: int) -> list[Content]:
    """Return what is to be known of one gap or hole."""
    what = row.what
    span = f"{when(what.start, zone)} – {when(what.end, zone)}"
    new = "would be new" if what.new else ""
    head = what.name if isinstance(what, CoverGap) else "The line"
    number = f" · {what.number}" if isinstance(what, CoverGap) else ""
    return [
        line((head, STRONG), (f"{number}   {span}   ", DIM), (new, LAPSED)),
        *wrapped("why", _why(what), room),
    ]


def person_lines(person: PersonAhead, zone: tzinfo, room: int) -> list[Content]:
    """Return a person's spans in words, as many as there are."""
    clients = "1 client" if person.clients == 1 else f"{person.clients} clients"
    lines = [line((person.person.name, STRONG), (f"   {clients} of their own", DIM))]
    before = ""
    for stint in person.stints:
        label, said = f"{day(stint.start, zone)} {stint.start.astimezone(zone):%H:%M}", _stint(stint, zone)
        lines += wrapped(label, said, room, width=18) if said != before else []
        before = said
    return lines


def _stint(stint: Stint, zone: tzinfo) -> str:
    stand = stint.kind or stint.stand.value.replace("-", " ")
    if stint.kind:
        stand += f" until {when(stint.until, zone)}" if stint.until else ", return unknown"
    tally: dict[str, int] = {}
    for each in stint.covers:
        name = each.person.name if each.person else "NOBODY"
        tally[name] = tally.get(name, 0) + each.clients
    covers = ", ".join(f"{name} {number}" for name, number in tally.items())
    return f"{stand}; held by {covers}" if covers else stand


def candidate_lines(gap: CoverGap, found: tuple[Candidate, ...], zone: tzinfo, room: int) -> list[Content]:
    """Return who could cover, the criteria down the side and the people beside each other (R-025)."""
    lines = [
        line((gap.name, STRONG), (f" · {gap.number}", DIM)),
        line((f"{when(gap.start, zone)} – {when(gap.end, zone)}", LAPSED)),
        *wrapped("why", gap.why, room),
        line(""),
    ]
    if not found:
        return [*lines, line("Nobody is there who could. The line answers for this client.")]
    beside = max(1, (room - _LABEL) // _LEAST)
    for first in range(0, len(found), beside):
        lines += _beside(found[first : first + beside], room)
        lines.append(line(""))
    lines += [
        line((each, DIM))
        for each in wrap("The order is that of the criteria, nobody's score: you choose.", room)
    ]
    return lines


def _beside(people: tuple[Candidate, ...], room: int) -> list[Content]:
    """Return some candidates in columns of one width."""
    width = (room - _LABEL) // len(people)
    table = (
        ("", [each.person.name for each in people], STRONG),
        ("", ["secondary on record" if each.designated else "" for each in people], DIM),
        ("here", [each.available for each in people], ""),
        ("knows them", [each.relationship for each in people], ""),
        ("expertise", [each.expertise for each in people], ""),
        ("location", [each.location for each in people], ""),
        ("primary for", [f"{each.load} clients" for each in people], ""),
    )
    lines = []
    for label, texts, style in table:
        columns = [wrap(text, width - 2) or [""] for text in texts]
        for number in range(max(map(len, columns))):
            cells = (column[number] if number < len(column) else "" for column in columns)
            row = "".join(cell_fit(cell, width) for cell in cells)
            lines.append(pair(label if not number else "", (row, style), width=_LABEL))
    return lines
