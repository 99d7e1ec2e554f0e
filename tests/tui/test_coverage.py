"""The weeks ahead on the screen: the picture, the list, a what-if; the load; one's own clients."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.context import Desk
from oncall_tui.desk.coverage.ahead import coverage_ahead
from oncall_tui.desk.coverage.views import Coverage
from oncall_tui.desk.responsibility import who
from oncall_tui.tui.console.lookup_pane import LookupPane
from oncall_tui.tui.coverage import cells
from oncall_tui.tui.coverage.load import LoadScreen
from oncall_tui.tui.coverage.own import OwnScreen
from oncall_tui.tui.coverage.screen import CoverageScreen
from oncall_tui.tui.flows.coverage import SupposeForm
from oncall_tui.tui.sheets.sheet import Page, Sheet
from storage.models import Client
from storage.search import index_clients
from storage.vocabulary import AbsenceReason
from tests.clock import FixedClock
from tests.house import HANA, JO, MAI, PER, desk_of
from tests.tui.console import NARROW, SIZES, console, shown, stock, told
from tests.tui.flows import HARMLESS, HOSTILE, back, begin, fits, line_of, text_of
from tests.tui.waiting import wait_for

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 11:00 in Sydney."""
DAY = timedelta(days=1)
SYDNEY = ZoneInfo("Australia/Sydney")


def away(desk: Desk, person: int, start: datetime, end: datetime | None, reason: AbsenceReason) -> None:
    record_absence(desk, NewAbsence(person, reason, start, end))


def both_away(desk: Desk) -> None:
    away(desk, JO, MONDAY, MONDAY + 4 * DAY, AbsenceReason.SICK)
    away(desk, MAI, MONDAY + 2 * DAY, MONDAY + 3 * DAY, AbsenceReason.STUDY)


def text(parts: Any) -> str:
    return "".join(part[0] for part in parts)


def drawn(found: Coverage, room: int = 76) -> list[str]:
    places = cells.grid(found, SYDNEY, room)
    return [text(cells.person_parts(each, places)) for each in found.people]


def test_a_line_a_person_and_a_sign_a_half_day(lone_desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    both_away(lone_desk)
    found = coverage_ahead(lone_desk, weeks=1)
    jo, mai, sam = drawn(found)
    lead = cells.grid(found, SYDNEY, 76).lead
    assert jo[lead : lead + 8] == "SSSS✗S✗S", "on Wednesday and Thursday her client has nobody"
    assert mai[lead : lead + 8] == "────TTT─", "until Thursday 11:00"
    assert sam[lead:] == "──────────    ─ "
    assert sam.startswith("Sam Idris        1 ")


def test_the_strip_counts_and_shades_and_the_legend_names_only_what_is_drawn(
    lone_desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    both_away(lone_desk)
    found = coverage_ahead(lone_desk, weeks=1)
    places = cells.grid(found, SYDNEY, 76)
    upper, lower, shades = (text(each)[places.lead :] for each in cells.heat(places))
    assert upper.split() == ["·", "·", "1", "1", "·", "·", "·", "·"]
    assert lower == ""
    assert shades == "····████········"
    assert text(cells.legend(found)) == "✗ nobody  ─ at work  S sick  T study"
    rows = text(cells.rota(found, places))
    assert rows[places.lead :] == "─✗✗✗✗✗✗✗✗✗✗✗✗✗✗ "
    many = replace(found, days=tuple(replace(each, uncovered=340 + n) for n, each in enumerate(found.days)))
    upper, lower, _ = (text(each) for each in cells.heat(cells.grid(many, SYDNEY, 76)))
    assert upper.split()[2:] == ["340", "342", "344", "346"]
    assert lower.split() == ["341", "343", "345", "347"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_what_if_is_drawn_and_changes_nothing(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    away(lone_desk, MAI, MONDAY + DAY, MONDAY + 2 * DAY, AbsenceReason.STUDY)
    with lone_desk.store.writing("system", "test.renamed", "client:1") as unit:
        unit.session.get_one(Client, HANA).family_name = HOSTILE
    async with console(lone_desk, size) as (screen, pilot):
        view = await begin(screen, pilot, "C", CoverageScreen)
        assert fits(view)
        before = drawn(view.shown)
        form = await begin(screen, pilot, "s", SupposeForm)
        await pilot.press(*"jo")
        await wait_for(pilot, lambda: "Jo Lee" in line_of(form, "person"), description="Jo Lee is picked")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: view.supposed is not None, description="what would be is drawn")
        await wait_for(pilot, lambda: "WHAT IF Jo Lee" in shown(screen), description="it says so")
        assert "Nothing was changed" in shown(screen)
        assert drawn(view.shown) != before
        assert view.troubles.current is not None
        assert view.troubles.current.what.new
        assert HARMLESS in text_of(view, "#coverage-detail")
        sheet = await begin(screen, pilot, "enter", Sheet)
        page = str(sheet.query_one(Page).shown)
        assert "Mai Tran" in page
        assert "secondary on record" in page
        assert "Jo Lee " not in page.split("why")[0]
        await begin(screen, pilot, "escape", CoverageScreen)
        await pilot.press("right")
        await wait_for(pilot, lambda: "A what-if begins now" in told(screen), description="it refuses")
        await pilot.press("escape")
        await wait_for(pilot, lambda: view.supposed is None, description="the weeks as they are")
        assert drawn(view.shown) == before
        await pilot.press("right")
        await wait_for(pilot, lambda: view.later == 1, description="a week later is shown")
        await pilot.press("escape")
        await back(screen, pilot)
    assert who(lone_desk, HANA).role_holder.id == JO


async def test_the_load_of_each_manager(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    both_away(lone_desk)
    async with console(lone_desk, NARROW) as (screen, pilot):
        view = await begin(screen, pilot, "L", LoadScreen)
        assert fits(view)
        assert "3 clients, 3 managers" in shown(screen)
        assert "of 350" in shown(screen)
        assert "sick since" in text_of(view, "#load-detail")
        await pilot.press("L")
        await back(screen, pilot)


async def test_ones_own_clients_and_everybody_a_key_away(lone_desk: Desk, clock: FixedClock) -> None:
    with lone_desk.store.writing("system", "test.indexed", "clients") as unit:
        index_clients(unit.session.connection())
    clock.jump(MONDAY)
    away(lone_desk, JO, MONDAY, None, AbsenceReason.SICK)
    async with console(desk_of(lone_desk.store, clock, MAI)) as (screen, pilot):
        lookup = screen.query_one(LookupPane)
        await wait_for(
            pilot,
            lambda: (
                [(each.hit.number, each.via) for each in lookup.listing.rows]
                == [("C-0977", "mine"), ("C-0412", "acts")]
            ),
            description="the look-up begins with one's own clients",
        )
        await wait_for(pilot, lambda: "your clients" in shown(screen), description="it says so")
        view = await begin(screen, pilot, "M", OwnScreen)
        assert [(each.number, each.why) for each in view.listing.rows] == [
            ("C-0977", "primary"),
            ("C-0412", "acting"),
        ]
        await pilot.press("a")
        await wait_for(pilot, lambda: view.all_shown, description="everybody's clients are shown")
        assert view.listing.move_to_key(PER)
        await pilot.press("enter")
        await back(screen, pilot)
        assert screen.client_id == PER
