"""What an absence moves, as rows of one list: the gaps first, then clients, then clocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import tzinfo

from textual.content import Content

from oncall_tui.desk.absences.views import AbsencePlan, Candidate, Moved, MovedClock, Uncovered
from oncall_tui.text import when
from oncall_tui.tui.absences.screen import Sheet
from oncall_tui.tui.lines import DIM, HELD, LAPSED, STRONG, pair, wrapped
from oncall_tui.tui.widgets.columns import Cell, Column
from storage.vocabulary import CareRole

_ROLE = {CareRole.PCM: "primary", CareRole.SCM: "secondary"}


@dataclass(frozen=True, slots=True)
class Gaps:
    """All the gaps of one client."""

    spans: tuple[Uncovered, ...]

    @property
    def first(self) -> Uncovered:
        """The gap that comes first."""
        return self.spans[0]

    @property
    def more(self) -> Cell:
        """How many there are beside the first."""
        return (f"and {len(self.spans) - 1} more" if len(self.spans) > 1 else "", "lapsed")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line: a client's gaps, a client or a clock."""

    key: Hashable
    what: Gaps | Moved | MovedClock


def gaps_by_client(gaps: Iterable[Uncovered]) -> tuple[Gaps, ...]:
    """Return the gaps of each client together, whose comes first first."""
    found: dict[int, list[Uncovered]] = {}
    for gap in sorted(gaps, key=lambda each: each.start):
        found.setdefault(gap.client_id, []).append(gap)
    return tuple(Gaps(tuple(spans)) for spans in found.values())


def plan_rows(plan: AbsencePlan) -> tuple[PlanRow, ...]:
    """Return everything that a plan changes, what needs a decision first."""
    return (
        *(PlanRow(("gap", each.first.client_id), each) for each in gaps_by_client(plan.gaps)),
        *(PlanRow(("client", each.client_id), each) for each in plan.clients),
        *(PlanRow(("clock", each.item_id, each.rule), each) for each in plan.clocks),
    )


def absence_sheet(plan: AbsencePlan, zone: tzinfo) -> Sheet[PlanRow]:
    """Return what is shown of an absence before it is recorded."""
    return Sheet(
        "ABSENCE",
        plan.person.name,
        summary(plan, zone),
        plan_columns(zone),
        plan_rows(plan),
        lambda row: row.key,
        lambda row, room: details(row, zone, room),
        "Nobody's clients and no clock move.",
        refused=plan.refused,
        open_choices=len(plan.gaps),
        choosable=lambda row: isinstance(row.what, Gaps),
    )


def plan_columns(zone: tzinfo) -> tuple[Column[PlanRow], ...]:
    """Return the list's columns."""
    return (
        Column("", _mark, width=2),
        Column("", _about, width=22, fraction=3),
        Column("", lambda row: _change(row, zone), width=26, fraction=4),
        Column("", lambda row: _more(row, zone), width=16, fraction=1, priority=1),
    )


def _mark(row: PlanRow) -> Cell:
    match row.what:
        case Gaps():
            return ("✗G", "lapsed")
        case Moved(gap=True):
            return ("!C", "lapsing")
        case Moved():
            return (" C", "dim")
        case _:
            return (" K", "dim")


def _about(row: PlanRow) -> Cell:
    if isinstance(row.what, MovedClock):
        return ((f"item {row.what.item_id}  ", ""), (row.what.rule, "dim"))
    of = row.what.first if isinstance(row.what, Gaps) else row.what
    return ((of.name, "strong"), (f"  {of.number}", "dim"))


def _change(row: PlanRow, zone: tzinfo) -> Cell:
    match row.what:
        case Gaps():
            return (span(row.what.first, zone), "lapsed")
        case Moved():
            return ((f"{row.what.holder.name} → ", "dim"), (row.what.onto.name, "strong"))
        case _:
            return ((f"{row.what.holder.name} → ", "dim"), (row.what.onto.name, ""))


def _more(row: PlanRow, zone: tzinfo) -> Cell:
    match row.what:
        case Gaps():
            return row.what.more
        case Moved():
            return ("falls to the line", "lapsing") if row.what.gap else (_ROLE[row.what.role], "dim")
        case _:
            return (when(row.what.due_at, zone), "dim")


def summary(plan: AbsencePlan, zone: tzinfo) -> list[Content]:
    """Return in a few lines what follows, the gaps in the strongest words."""
    until = when(plan.end, zone) if plan.end else "nobody knows when"
    lines = [
        pair("away", f"{plan.reason.value.replace('-', ' ')} from {when(plan.start, zone)} until {until}"),
        pair("clients", *_tally("moves", "move", (each.onto.name for each in plan.clients))),
        pair("clocks", *_tally("moves", "move", (each.onto.name for each in plan.clocks))),
    ]
    if plan.gaps:
        clients = len({each.client_id for each in plan.gaps})
        spans = "1 cover gap" if len(plan.gaps) == 1 else f"{len(plan.gaps)} cover gaps"
        who = "1 client" if clients == 1 else f"{clients} clients"
        lines.append(pair("gaps", (f"✗ {spans}, of {who}", LAPSED), (": c chooses who covers", "")))
    else:
        lines.append(pair("gaps", "none: somebody is there for every client"))
    if plan.refused:
        lines.append(pair("before", (f"✗ {plan.refused}", LAPSED)))
    if plan.duty:
        first = f"from {when(plan.duty[0][0], zone)}"
        lines.append(
            pair("the line", (f"✗ had {len(plan.duty)} shifts meanwhile, the first {first}", LAPSED))
        )
    return lines


def details(row: PlanRow, zone: tzinfo, room: int) -> list[Content]:
    """Return what is to be known of one line."""
    what = row.what
    if isinstance(what, Gaps):
        return gap_details(what, zone, room)
    if isinstance(what, Moved):
        facts = f"{_ROLE[what.role]} care manager is away; {what.onto.name} has them then"
        return [
            pair("client", (what.name, STRONG), (f" · {what.number}", DIM)),
            *wrapped("then", f"{facts}, {what.onto.phone or 'no number on record'}.", room),
        ]
    return [
        pair("clock", (f"item {what.item_id}", STRONG), (f" · {what.rule}", DIM)),
        pair("due", when(what.due_at, zone)),
        pair("then", f"{what.onto.name} must keep it"),
    ]


def gap_details(gaps: Gaps, zone: tzinfo, room: int) -> list[Content]:
    """Return why nobody stands for a client, who could, and when again."""
    lines = wrapped("why", gaps.first.why, room)
    for each in gaps.first.candidates:
        lines += candidate(each, room)
    return [*lines, *(pair("also", span(gap, zone)) for gap in gaps.spans[1:])]


def span(gap: Uncovered, zone: tzinfo) -> str:
    """Return when a gap begins and ends."""
    return f"{when(gap.start, zone)} – {when(gap.end, zone)}"


def candidate(each: Candidate, room: int) -> list[Content]:
    """Return somebody who could cover, with the evidence for each criterion (R-025)."""
    evidence = "; ".join(
        (
            f"here {each.available}",
            each.relationship,
            f"expertise: {each.expertise}",
            f"location: {each.location}",
            f"primary for {each.load}",
        )
    )
    label = "secondary" if each.designated else "or"
    return wrapped(label, f"{each.person.name}: {evidence}", room, style=HELD if each.designated else "")


def _tally(one: str, many: str, names: Iterable[str]) -> list[str | tuple[str, str]]:
    """Return how many go to whom."""
    counted = Counter(names)
    total = sum(counted.values())
    if not total:
        return [("none moves", DIM)]
    said = ", ".join(f"{number} to {name}" for name, number in counted.most_common())
    return [(f"{total} ", STRONG), f"{one if total == 1 else many}: {said}"]
