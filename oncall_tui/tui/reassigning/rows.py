"""What a reassignment changes, as rows of one list: what cannot be or stays open first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

from textual.content import Content

from oncall_tui.desk.reassigning.views import Given, ReassignmentPlan, Unfilled
from oncall_tui.desk.views import PersonRef
from oncall_tui.text import when
from oncall_tui.tui.absences.rows import Gaps, candidate, gap_details, gaps_by_client, span
from oncall_tui.tui.absences.screen import Sheet
from oncall_tui.tui.lines import DIM, LAPSED, LAPSING, STRONG, pair, wrapped
from oncall_tui.tui.widgets.columns import Cell, Column

_ORDER = {Given: 3, Gaps: 1, Unfilled: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a client and a role, a cover gap, or a client without a secondary."""

    key: Hashable
    what: Given | Gaps | Unfilled


def reassignment_sheet(plan: ReassignmentPlan, zone: tzinfo) -> Sheet[Row]:
    """Return what is shown of a reassignment before it is done."""
    return Sheet(
        "REASSIGN",
        plan.person.name if plan.person else "to their secondaries",
        tuple(_summary(plan, zone)),
        (
            Column("", _mark, width=2),
            Column("", _about, width=22, fraction=3),
            Column("", lambda row: _change(row, zone), width=26, fraction=4),
            Column("", _more, width=16, fraction=2, priority=1),
        ),
        _rows(plan),
        lambda row: row.key,
        lambda row, room: _details(row, zone, room),
        "Nothing changes.",
        _refusal(plan),
        0 < len({each.client_id for each in plan.refused}) < plan.count,
    )


def _rows(plan: ReassignmentPlan) -> tuple[Row, ...]:
    rows = [
        *(Row(("gap", each.first.client_id), each) for each in gaps_by_client(plan.gaps)),
        *(Row(("open", each.client_id), each) for each in plan.unfilled),
        *(Row(("client", each.client_id, each.share), each) for each in plan.clients),
    ]
    return tuple(sorted(rows, key=_rank))


def _rank(row: Row) -> int:
    return 0 if isinstance(row.what, Given) and row.what.refused else _ORDER[type(row.what)]


def _mark(row: Row) -> Cell:
    match row.what:
        case Given(refused=refused) if refused:
            return ("✗N", "lapsed")
        case Given():
            return (" C", "dim")
        case Gaps():
            return ("✗G", "lapsed")
        case _:
            return ("!S", "lapsing")


def _about(row: Row) -> Cell:
    what = row.what.first if isinstance(row.what, Gaps) else row.what
    return ((what.name, "strong"), (f"  {what.number}", "dim"))


def _change(row: Row, zone: tzinfo) -> Cell:
    match row.what:
        case Given(refused=refused) if refused:
            return (refused, "lapsed")
        case Given():
            return ((f"{_name(row.what.holder)} → ", "dim"), (_name(row.what.onto), "strong"))
        case Gaps():
            return (span(row.what.first, zone), "lapsed")
        case _:
            return ("no secondary from then on: name one", "lapsing")


def _more(row: Row) -> Cell:
    if isinstance(row.what, Gaps):
        return row.what.more
    if not isinstance(row.what, Given):
        return ""
    return ("has it already", "dim") if row.what.unchanged else (row.what.share.value, "dim")


def _summary(plan: ReassignmentPlan, zone: tzinfo) -> Iterator[Content]:
    until = f"until {when(plan.end, zone)}" if plan.end else "for good"
    yield pair("role", (plan.share.value, STRONG), (f" from {when(plan.start, zone)}, {until}", ""))
    given = [each for each in plan.clients if each.share is plan.share]
    before = Counter(_name(each.holder) for each in given).most_common()
    names = (f"{name} ({number})" if len(before) > 1 else name for name, number in before)
    yield pair("clients", (f"{len(given)} ", STRONG), f"from {', '.join(names)}")
    if plan.refused:
        yield pair("cannot", (f"✗ {len(plan.refused)} of them: none is changed while one cannot be", LAPSED))
    if plan.gaps:
        clients = len({each.client_id for each in plan.gaps})
        who = "1 client" if clients == 1 else f"{clients} clients"
        yield pair("gaps", (f"✗ {len(plan.gaps)} with neither manager, of {who}", LAPSED))
    else:
        yield pair("gaps", "none new: somebody is there for every client")
    if plan.unfilled:
        yield pair(
            "secondary", (f"! {len(plan.unfilled)} are left without one: R names it afterwards", LAPSING)
        )


def _refusal(plan: ReassignmentPlan) -> str:
    if not plan.refused:
        return ""
    first = plan.refused[0]
    return f"{first.number}: {first.refused} x leaves out those who cannot, Esc goes back to the form."


def _details(row: Row, zone: tzinfo, room: int) -> list[Content]:
    what = row.what
    if isinstance(what, Gaps):
        return gap_details(what, zone, room)
    lines = [pair("client", (what.name, STRONG), (f" · {what.number}", DIM))]
    match what:
        case Given():
            if what.refused:
                return [*lines, *wrapped("cannot", what.refused, room, style=LAPSED)]
            lines += wrapped(what.share.value, f"{_name(what.holder)}, then {_reach(what.onto)}", room)
            return [
                *lines,
                *wrapped("acting", f"{_reach(what.acting)} has the primary role at that hour", room),
            ]
        case _:
            lines += wrapped("then", "nobody is secondary; choose one of these", room)
            for each in what.candidates:
                lines += candidate(each, room)
            return lines


def _name(person: PersonRef | None) -> str:
    return person.name if person else "nobody"


def _reach(person: PersonRef | None) -> str:
    return "nobody" if person is None else f"{person.name} ({person.phone or 'no number on record'})"
