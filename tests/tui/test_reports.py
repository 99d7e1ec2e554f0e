"""Reports on the screen: choose one, its span and person, take it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.desk.reports.asked import asked
from oncall_tui.desk.reports.catalog import KINDS, build
from oncall_tui.desk.reports.paper import Cell, Text, text
from oncall_tui.tui.reports.forms import ExportForm, PersonForm, SpanForm
from oncall_tui.tui.reports.screen import ReportsScreen
from oncall_tui.tui.reports.text import paper_text
from tests.clock import FixedClock
from tests.tui.console import SIZES, console, shown, stock
from tests.tui.flows import HARMLESS, HOSTILE, back, begin, fits, line_of
from tests.tui.waiting import wait_for

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 11:00 in Sydney."""


def page(view: ReportsScreen) -> str:
    return str(view.page.shown)


@pytest.mark.parametrize("room", [56, 76, 116])
def test_every_report_fits_its_width_and_shows_what_an_outsider_wrote(
    lone_desk: Desk, clock: FixedClock, room: int
) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    for kind in KINDS:
        paper = build(lone_desk, kind, asked(lone_desk, "this month"))
        parts = tuple(
            replace(part, table=replace(part.table, rows=(tuple(map(hostile, part.table.rows[0])),)))
            if part.table and part.table.rows
            else part
            for part in paper.parts
        )
        drawn = str(paper_text(replace(paper, lead=(Text(HOSTILE),), parts=parts), room))
        assert HARMLESS in drawn
        assert "\x1b" not in drawn
        assert all(len(line) <= room for line in drawn.split("\n")), kind.name


def hostile(cell: Cell) -> Cell:
    return text(HOSTILE) if isinstance(cell.value, str) and cell.value else cell


@pytest.mark.parametrize("size", SIZES)
async def test_choose_a_report_its_span_and_person_and_take_it_out(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int], clean_home: Path
) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    async with console(lone_desk, size) as (screen, pilot):
        view = await begin(screen, pilot, "S", ReportsScreen)
        await wait_for(pilot, lambda: "How the rules were kept" in page(view), description="the first report")
        assert fits(view)
        form = await begin(screen, pilot, "s", SpanForm)
        form.field("span").value = "last week"
        await wait_for(pilot, lambda: "16 Nov 2026" in shown(screen), description="it is said what that is")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "last week: Mon 16 Nov" in page(view), description="last week is shown")
        who = await begin(screen, pilot, "p", PersonForm)
        await pilot.press(*"jo lee")
        await wait_for(pilot, lambda: "Jo Lee" in line_of(who, "person"), description="Jo is picked")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: bool(view.paper and view.paper.person), description="of one person")
        await pilot.press("3")
        await wait_for(pilot, lambda: "What reached the line" in page(view), description="the line")
        await pilot.press("p")
        await wait_for(pilot, lambda: "is about everybody" in shown(screen), description="it says why not")
        await pilot.press("c")
        await wait_for(pilot, lambda: "Case file: " in page(view), description="the chosen client's file")
        await pilot.press("3")
        await wait_for(pilot, lambda: "What reached the line" in page(view), description="the line again")
        out = await begin(screen, pilot, "e", ExportForm)
        assert fits(out)
        out.field("path").value = str(clean_home / "line")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: (clean_home / "line.md").exists(), description="the file is there")
        await wait_for(pilot, lambda: view.app.screen is view, description="the report is back")
        await pilot.press("escape")
        await back(screen, pilot)
    assert (clean_home / "line.md").read_text(encoding="utf-8").startswith("# What reached the line")
