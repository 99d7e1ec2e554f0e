"""Look weeks ahead, suppose an absence, see who could cover; see everybody's load and one's own clients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.coverage.ahead import MOST_WEEKS, coverage_ahead
from oncall_tui.desk.coverage.supposing import SUPPOSED, candidates, suppose
from oncall_tui.desk.coverage.views import CoverGap, Supposed
from oncall_tui.desk.directory import PersonLine, people
from oncall_tui.desk.load import load
from oncall_tui.desk.own import own_clients
from oncall_tui.desk.responsibility import who_all
from oncall_tui.desk.views import Saved
from oncall_tui.tui.coverage.load import LoadScreen
from oncall_tui.tui.coverage.own import OwnScreen, Shown
from oncall_tui.tui.coverage.rows import candidate_lines, person_lines
from oncall_tui.tui.coverage.screen import CoverageScreen
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.flows.people import staff_field
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, line, rule, stack, wrap
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.widgets.fields import Field, WhenField
from oncall_tui.tui.widgets.form import Values

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_WEEKS = 4
_MOST = 20_000
"""How many clients are listed at once; beyond that the look-up finds them."""
_FORM = "Ctrl+S draws the weeks as they would be. Nothing is changed, whatever you look at."


class SupposeForm(SmallForm):
    """Who is supposed to be away, and from when to when; saving it only shows what would be."""

    def __init__(self, desk: Desk, staff: Sequence[PersonLine], kept: Kept) -> None:
        super().__init__("WHAT IF", line(("somebody were away? Nothing is changed.", DIM)), self._look, kept)
        self._desk = desk
        self._staff = tuple(staff)
        self._since = WhenField("start", "From", understanding(desk), hint="left empty: from now")
        self._until = WhenField("end", "Until", understanding(desk), hint="left empty: with no end")
        self.found: Supposed | None = None
        """What would be, once it is known."""

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (staff_field(self._staff, "Who", ""), self._since, self._until)

    def changed(self, values: Values) -> None:
        """Say what the key does."""
        lines = [rule("what follows", self.room)]
        self.aside(stack([*lines, *(line((each, DIM)) for each in wrap(_FORM, self.room))]))

    def _look(self, values: Values) -> Saved:
        self.found = suppose(self._desk, int(values["person"]), self._since.at, self._until.at)
        return Saved(0, "")


async def show_coverage(screen: ConsoleScreen) -> None:
    """Show the weeks ahead until they are left (R-033)."""
    desk = screen.desk
    found = await screen.answer_to(partial(coverage_ahead, desk, _WEEKS))
    if found is None:
        return
    acts = {
        "suppose": partial(_suppose, screen),
        "candidates": partial(_candidates, screen),
        "person": partial(_person, screen),
        "later": partial(_move, screen, 1),
        "earlier": partial(_move, screen, -1),
        "reload": partial(_move, screen, 0),
    }
    await screen.app.push_screen_wait(CoverageScreen(found, ZoneInfo(desk.house.zone), acts))


async def _suppose(screen: ConsoleScreen, view: CoverageScreen) -> None:
    """Ask who is supposed to be away, and draw what would be."""
    desk = screen.desk
    staff = await screen.answer_to(lambda: people(desk, desk.now()))
    if staff is None:
        return
    form = SupposeForm(desk, staff, Kept({}, lambda _values: None))
    await screen.app.push_screen_wait(form)
    if form.found is not None:
        view.suppose(form.found)


async def _candidates(screen: ConsoleScreen, view: CoverageScreen) -> None:
    """Show who could cover the gap under the cursor, by the four criteria."""
    row, desk = view.troubles.current, screen.desk
    if row is None or not isinstance(row.what, CoverGap):
        return
    gap, supposed = row.what, None
    if view.supposed is not None:
        plan = view.supposed.plan
        supposed = NewAbsence(plan.person.id, SUPPOSED, plan.start, plan.end)
    asked = partial(candidates, desk, gap.client_id, gap.start, gap.end, supposed)
    found = await screen.answer_to(asked)
    if found is not None:
        zone = ZoneInfo(desk.house.zone)
        page = Sheet("WHO COULD COVER", lambda room: stack(candidate_lines(gap, found, zone, room)))
        await screen.app.push_screen_wait(page)


async def _person(screen: ConsoleScreen, view: CoverageScreen) -> None:
    """Show all spans of the person under the cursor."""
    row = view.people.current
    if row is not None:
        zone = ZoneInfo(screen.desk.house.zone)
        page = Sheet("WEEKS AHEAD", lambda room: stack(person_lines(row.person, zone, room)))
        await screen.app.push_screen_wait(page)


async def _move(screen: ConsoleScreen, weeks: int, view: CoverageScreen) -> None:
    """Show the same number of weeks, some weeks later or earlier, never before now."""
    desk = screen.desk
    later = min(MOST_WEEKS, max(0, view.later + weeks))
    found = await screen.answer_to(lambda: coverage_ahead(desk, _WEEKS, _weeks_on(desk, later)))
    if found is not None:
        view.show(found, later=later)


def _weeks_on(desk: Desk, weeks: int) -> datetime | None:
    """Return the instant some weeks from now; None for now."""
    return desk.now() + timedelta(weeks=weeks) if weeks else None


async def show_load(screen: ConsoleScreen) -> None:
    """Show what each care manager has on their hands (R-005)."""
    found = await screen.answer_to(partial(load, screen.desk))
    if found is not None:
        await screen.app.push_screen_wait(LoadScreen(found))


async def show_own(screen: ConsoleScreen) -> None:
    """Show the clients who are one's own, everybody a key away; the one that is chosen is shown (R-006)."""
    desk = screen.desk
    mine = await screen.answer_to(partial(own_clients, desk, desk.operator.id))
    if mine is None:
        return

    def everybody() -> tuple[Shown, ...]:
        return tuple(Shown.of(each) for each in islice(who_all(desk), _MOST))

    view = OwnScreen(tuple(map(Shown.own, mine)), desk.operator.name, partial(screen.answer_to, everybody))
    chosen = await screen.app.push_screen_wait(view)
    if chosen is not None:
        screen.choose_client(chosen)
        screen.go_to("responsible", "#responsible-scroll")
