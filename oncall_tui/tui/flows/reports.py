"""Look at reports, and take them out of the console (R-178 … R-185)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.directory import people
from oncall_tui.desk.reports.asked import asked
from oncall_tui.desk.reports.catalog import build
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.reports.forms import ExportForm, PersonForm, SpanForm
from oncall_tui.tui.reports.screen import Choice, ReportsScreen
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.desk.reports.paper import Paper
    from oncall_tui.tui.console.screen import ConsoleScreen


async def show_reports(screen: ConsoleScreen) -> None:
    """Show reports until they are left."""
    desk = screen.desk

    def load(choice: Choice) -> Paper:
        return build(desk, choice.kind, asked(desk, choice.span, person=choice.person))

    acts = {
        "span": partial(_span, screen),
        "person": partial(_person, screen),
        "export": partial(_export, screen),
    }
    await screen.app.push_screen_wait(ReportsScreen(load, acts))


async def _span(screen: ConsoleScreen, view: ReportsScreen) -> None:
    form = SpanForm(screen.desk, view.choice.span, _unkept())
    await screen.app.push_screen_wait(form)
    if form.taken:
        view.ask_for(Choice(view.choice.kind, form.taken, view.choice.person))


async def _person(screen: ConsoleScreen, view: ReportsScreen) -> None:
    desk = screen.desk
    staff = await screen.answer_to(lambda: people(desk, desk.now()))
    if staff is None:
        return
    form = PersonForm(staff, _unkept())
    await screen.app.push_screen_wait(form)
    if form.saved is not None:
        view.ask_for(Choice(view.choice.kind, view.choice.span, form.taken))


async def _export(screen: ConsoleScreen, view: ReportsScreen) -> None:
    if view.paper is not None:
        await export(screen, view.paper)


async def export(screen: ConsoleScreen, paper: Paper) -> None:
    """Ask where to and what for, write the file, and say where it is."""
    form: SmallForm = ExportForm(screen.desk, paper, _unkept())
    await screen.app.push_screen_wait(form)
    if form.saved is not None:
        tell(screen, form.saved.words)


def _unkept() -> Kept:
    return Kept({}, lambda _values: None)
