"""Look at reports, and take them out of the console (R-178 … R-185)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.directory import people
from oncall_tui.desk.export.casefile import case_file
from oncall_tui.desk.reports.asked import asked
from oncall_tui.desk.reports.catalog import build
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.reports.forms import ExportForm, PersonForm, SpanForm
from oncall_tui.tui.reports.screen import Choice, ReportsScreen
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.desk.reports.paper import Paper
    from oncall_tui.tui.console.screen import ConsoleScreen

_NO_CLIENT = "No client is chosen. Choose an item or look one up on the console first."


async def show_reports(screen: ConsoleScreen) -> None:
    """Show reports until they are left."""
    desk = screen.desk

    def load(choice: Choice) -> Paper:
        return build(desk, choice.kind, asked(desk, choice.span, person=choice.person))

    acts = {
        "span": partial(_span, screen),
        "person": partial(_person, screen),
        "export": partial(_export, screen),
        "case": partial(_case, screen),
    }
    await screen.app.push_screen_wait(ReportsScreen(load, acts))


async def _span(screen: ConsoleScreen, view: ReportsScreen) -> None:
    form = SpanForm(screen.desk, view.choice.span, _kept(view, "span"))
    await screen.app.push_screen_wait(form)
    if form.taken:
        view.typed.pop("span", None)
        view.ask_for(Choice(view.choice.kind, form.taken, view.choice.person))


async def _person(screen: ConsoleScreen, view: ReportsScreen) -> None:
    desk = screen.desk
    staff = await screen.answer_to(lambda: people(desk, desk.now()))
    if staff is None:
        return
    form = PersonForm(staff, Kept({}, lambda _values: None))
    await screen.app.push_screen_wait(form)
    if form.saved is not None:
        view.ask_for(Choice(view.choice.kind, view.choice.span, form.taken))


async def _case(screen: ConsoleScreen, view: ReportsScreen) -> None:
    """Show the file of the client who is on the console's responsible pane (R-183)."""
    client_id = screen.client_id
    if client_id is None:
        tell(view, _NO_CLIENT, severity="warning")
        return
    paper = await screen.answer_to(partial(case_file, screen.desk, client_id))
    if paper is not None:
        screen.desk.glances.saw(client_id, "case file")
        view.show_paper(paper)


async def _export(screen: ConsoleScreen, view: ReportsScreen) -> None:
    """Ask where to and what for, write the file, and say where it is."""
    if view.paper is None:
        return
    form = ExportForm(screen.desk, view.paper, _kept(view, f"export {view.paper.title}"))
    await screen.app.push_screen_wait(form)
    if form.saved is not None:
        view.typed.pop(f"export {view.paper.title}", None)
        tell(screen, form.saved.words)


def _kept(view: ReportsScreen, name: str) -> Kept:
    """Return what was typed into a form that was left, and where what is typed now goes."""

    def note(values: Values) -> None:
        view.typed[name] = dict(values)

    return Kept(dict(view.typed.get(name, {})), note)
