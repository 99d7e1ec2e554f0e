"""Commands that look ahead: coverage with its what-if, and the load of each manager."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant
from oncall_tui.errors import BadSettings

if TYPE_CHECKING:
    from datetime import datetime

    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.coverage.views import Coverage, CoverGap, RotaHole, Stint, Supposed

Suppose = Annotated[
    str,
    typer.Option("--suppose", metavar="PERSON", help="What if they were away? Nothing is changed."),
]
Since = Annotated[str, typer.Option("--from", metavar="WHEN", help="With --suppose; now if left out.")]
Until = Annotated[str, typer.Option("--until", metavar="WHEN", help="With --suppose; left out, open-ended.")]
People = Annotated[
    bool, typer.Option("--people", help="Each manager's weeks: at work, off, away, who covers.")
]


def coverage(
    weeks: opt.Weeks = 4,
    people: People = False,
    suppose: Suppose = "",
    from_: Since = "",
    until: Until = "",
    at: opt.At = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print when clients or the line have nobody, weeks ahead; or what an absence would leave uncovered."""
    if (from_ or until) and not suppose:
        raise BadSettings("--from and --until say when somebody is supposed away: add --suppose PERSON.")
    if suppose and at:
        raise BadSettings("--suppose counts from now. Leave --at out, and say --from and --until.")
    with desk_at(db, as_) as desk:
        if suppose:
            _suppose(desk, suppose, (instant(desk, from_), instant(desk, until)), weeks, people, json=json)
        elif people:
            _people(desk, weeks, instant(desk, at), json=json)
        else:
            _gaps(desk, weeks, instant(desk, at), json=json)


def load(at: opt.At = "", json: opt.Json = False, db: opt.Db = "", as_: opt.As = "") -> None:
    """Print what each care manager has on their hands, against what is planned for one."""
    from oncall_tui.cli.looking_ahead import Shaper
    from oncall_tui.desk.load import load as managers_load

    with desk_at(db, as_) as desk:
        found = managers_load(desk, instant(desk, at))
        if json:
            output.emit(Shaper(desk.house.zone).load(found))
            return
        titles = ("manager", "primary", f"of {found.ceiling}", "acting", "watching", "clocks", "lapsed", "")
        rows = (
            (
                each.person.name,
                str(each.primary),
                f"{round(100 * each.primary / found.ceiling)} %",
                *map(str, (each.acting, each.watching, each.open_clocks, each.lapsed_clocks)),
                each.away,
            )
            for each in found.managers
        )
        output.table(titles, rows, right=(1, 2, 3, 4, 5, 6))
        if found.unowned:
            output.narrate(f"{found.unowned} clients have no primary manager: oncall coverage.")
        if found.uncovered:
            output.narrate(f"{found.uncovered} clients have only the line now: oncall coverage.")


def _gaps(desk: Desk, weeks: int, at: datetime | None, *, json: bool) -> None:
    """Print the gaps; as JSON nothing else, otherwise the rota's holes as well."""
    from oncall_tui.cli.looking_ahead import Shaper
    from oncall_tui.desk.coverage import ahead

    if json:
        output.emit_list(map(Shaper(desk.house.zone).gap, ahead.coverage(desk, weeks, at)))
        return
    found = ahead.coverage_ahead(desk, weeks, at)
    zone = ZoneInfo(desk.house.zone)
    _print_gaps(found.gaps, zone)
    if not found.gaps:
        output.narrate(f"No cover gap in the next {weeks} weeks.")
    output.lines(_hole_words(hole, zone) for hole in found.rota)


def _print_gaps(gaps: Iterable[CoverGap], zone: ZoneInfo) -> None:
    from oncall_tui.text import when

    rows = [(each.number, each.name, when(each.start, zone), when(each.end, zone), each.why) for each in gaps]
    if rows:
        output.table(("client", "name", "from", "until", "why"), rows)


def _people(desk: Desk, weeks: int, at: datetime | None, *, json: bool) -> None:
    from oncall_tui.cli.looking_ahead import Shaper
    from oncall_tui.desk.coverage.ahead import coverage_ahead

    found = coverage_ahead(desk, weeks, at)
    if json:
        output.emit(Shaper(desk.house.zone).ahead(found))
    else:
        _print_people(found, ZoneInfo(desk.house.zone))


def _print_people(found: Coverage, zone: ZoneInfo) -> None:
    """Print each manager's spans, then the days on which clients have nobody, then the rota."""
    from oncall_tui.text import day as day_words
    from oncall_tui.text import when

    titles = ("manager", "from", "until", "", "clients", "covered by")
    rows = (
        (each.person.name, when(stint.start, zone), when(stint.end, zone), *_stint_cells(stint))
        for each in found.people
        for stint in each.stints
    )
    output.table(titles, rows, right=(4,))
    for day in found.days:
        if day.neither:
            covered = day.neither - day.uncovered
            decided = f", {covered} more by a decision only" if covered else ""
            who = "1 client" if day.uncovered == 1 else f"{day.uncovered:,} clients"
            output.lines((f"{day_words(day.start, zone)}: {who} with nobody{decided}",))
    output.lines(_hole_words(hole, zone) for hole in found.rota)


def _stint_cells(stint: Stint) -> Iterator[str]:
    yield stint.kind or stint.stand.value.replace("-", " ")
    yield str(stint.clients)
    tally: Counter[str] = Counter()
    for each in stint.covers:
        tally[each.person.name if each.person else "NOBODY"] += each.clients
    yield ", ".join(f"{name} {number}" for name, number in tally.items())


def _hole_words(hole: RotaHole, zone: ZoneInfo) -> str:
    """Return a hole of the rota as a sentence."""
    from oncall_tui.text import when

    span = f"{when(hole.start, zone)} to {when(hole.end, zone)}"
    names = " and ".join(each.name for each in hole.people)
    new = " (NEW)" if hole.new else ""
    if hole.trouble.value == "overlap":
        return f"ROTA OVERLAP{new} {span}: {names} both have the line."
    absent = f" {names} is on the rota but away." if names else ""
    return f"ROTA GAP{new} {span}: nobody has the line, {hole.stand_in.name} stands in.{absent}"


def _suppose(
    desk: Desk,
    named: str,
    span: tuple[datetime | None, datetime | None],
    weeks: int,
    people: bool,
    *,
    json: bool,
) -> None:
    """Print what an absence would change, and say that nothing was."""
    from oncall_tui.cli.looking_ahead import Shaper
    from oncall_tui.desk.coverage.supposing import suppose
    from oncall_tui.desk.people import find_person

    found = suppose(desk, find_person(desk, named).id, *span, weeks=weeks)
    shape = Shaper(desk.house.zone)
    if json and people:
        output.emit(shape.supposed(found))
    elif json:
        output.emit_list(shape.supposed_gap(each) for each in found.after.gaps)
    else:
        _print_supposed(found, ZoneInfo(desk.house.zone), people=people)
    output.narrate("A what-if: nothing was changed. To record it: oncall absent.")


def _print_supposed(found: Supposed, zone: ZoneInfo, *, people: bool) -> None:
    from oncall_tui.text import when

    plan = found.plan
    output.table(
        ("client", "name", "from", "to", ""),
        (
            (each.number, each.name, each.holder.name, each.onto.name, "COVER GAP" if each.gap else "")
            for each in plan.clients
        ),
    )
    for gap in plan.gaps:
        output.lines(
            (f"NEW GAP {gap.number} {gap.name}, {when(gap.start, zone)} to {when(gap.end, zone)}: {gap.why}",)
        )
        names = (f"{each.person.name} (here {each.available})" for each in gap.candidates)
        output.lines((f"  could cover: {', '.join(names) or 'nobody'}",))
    for start, end in plan.duty:
        output.lines((f"ON THE LINE meanwhile: {when(start, zone)} to {when(end, zone)}.",))
    output.lines(_hole_words(hole, zone) for hole in found.after.rota if hole.new)
    output.lines((f"clocks that move: {len(plan.clocks)}",))
    if people:
        _print_people(found.after, zone)
