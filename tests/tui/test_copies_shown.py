"""The console's foot tells how old the newest copy is, its head when that is too old (R-177)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot

from oncall_tui.alerting.copier import Copied
from oncall_tui.desk.context import Desk
from oncall_tui.desk.retention.holds import set_hold
from oncall_tui.settings import Settings
from oncall_tui.tui.console.copies_text import foot_note, head_words
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.console.responsible_text import responsible_text
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.widgets.header import ConsoleHeader
from oncall_tui.tui.widgets.keybar import KeyBar
from tests.clock import NOON
from tests.house import HANA
from tests.tui.console import NARROW, WIDE, console
from tests.tui.test_commands import FACTS, header_text
from tests.tui.waiting import wait_for

ROOMY = (170, 40)
SYDNEY = ZoneInfo("Australia/Sydney")
GOOD = Copied(NOON - timedelta(minutes=40), late=False, failed=False)


def test_the_foot_tells_the_age_and_when_something_was_saved() -> None:
    assert foot_note(None, GOOD, NOON, SYDNEY) == (("", "dim"), ("backup 0:40", "dim"))
    saved = foot_note(NOON - timedelta(minutes=2), GOOD, NOON, SYDNEY)
    assert saved == (("saved 11:58 · ", "dim"), ("backup 0:40", "dim"))
    for unknown in (None, Copied(None, late=False, failed=True)):
        assert foot_note(None, unknown, NOON, SYDNEY) == (("", "dim"), ("backup –   ", "dim"))


@pytest.mark.parametrize(
    ("copied", "words"),
    [
        (None, ""),
        (GOOD, ""),
        (Copied(None, late=False, failed=False), ""),
        (Copied(None, late=False, failed=True), "no backup"),
        (Copied(NOON - timedelta(minutes=50), late=False, failed=True), "backup failed"),
        (Copied(NOON - timedelta(minutes=190), late=True, failed=False), "backup 3:10 old"),
        (Copied(NOON - timedelta(days=3), late=True, failed=True), "backup 3 d old"),
    ],
)
def test_the_head_says_what_is_wrong(copied: Copied | None, words: str) -> None:
    assert head_words(copied, NOON) == words


def test_the_head_keeps_saying_so_however_narrow_it_is() -> None:
    facts = replace(FACTS, backup="backup 3:10 old")
    assert "● 14:06  ✗ backup 3:10 old" in header_text(facts, 170)
    for width in range(70, 200):
        text = header_text(facts, width)
        assert "✗ backup" in text
        assert "1 LAPSED" in text or "1✗" in text
        assert len(text) <= width


def line_of(screen: ConsoleScreen, kind: type[ConsoleHeader | KeyBar]) -> str:
    return screen.query_one(kind).render_line(0).text


@pytest.mark.parametrize("size", [ROOMY, WIDE, NARROW])
async def test_nothing_jumps_as_copies_grow_old(lone_desk: Desk, size: tuple[int, int]) -> None:
    async with console(lone_desk, size) as (screen, pilot):
        before = line_of(screen, KeyBar)
        await hear(screen, pilot, GOOD)
        after = line_of(screen, KeyBar)
        assert after == before.replace("backup –   ", "backup 0:40")
        assert ("backup 0:40" in after) == (size != NARROW)
        assert after.strip().startswith("n new call")
        assert "? keys" in after
        screen.note_saved()
        screen.tick()
        assert ("saved 12:00 · backup 0:40" in line_of(screen, KeyBar)) == (size == ROOMY)
        assert "backup" not in line_of(screen, ConsoleHeader)
        await hear(screen, pilot, Copied(NOON - timedelta(hours=5), late=True, failed=True))
        assert "✗ backup" in line_of(screen, ConsoleHeader)


@pytest.mark.parametrize("size", [ROOMY, WIDE])
async def test_where_no_copies_are_made_nothing_is_said_of_them(
    lone_desk: Desk, size: tuple[int, int]
) -> None:
    lone_desk.settings = Settings(backup_minutes=0)
    async with console(lone_desk, size) as (screen, _pilot):
        screen.note_saved()
        screen.tick()
        assert "u undo   " in line_of(screen, KeyBar)
        assert "backup" not in line_of(screen, KeyBar)
        assert "saved" not in line_of(screen, KeyBar)


async def hear(screen: ConsoleScreen, pilot: Pilot[int], copied: Copied) -> None:
    """Let the console hear from its engine how the copies stand."""
    await wait_for(pilot, lambda: screen._engine is not None, description="the engine was started")
    assert screen._engine is not None
    screen._engine._copier.copied = copied
    await wait_for(pilot, lambda: screen._copied == copied, description="the console heard of the copies")
    screen.tick()


async def test_a_legal_hold_stands_on_the_card(lone_desk: Desk) -> None:
    async with console(lone_desk, WIDE) as (screen, pilot):
        pane = screen.query_one(ResponsiblePane)

        def card() -> str:
            return responsible_text(pane.shown, lone_desk.house, 60).plain if pane.shown else ""

        screen.choose_client(HANA)
        await wait_for(pilot, lambda: "C-0412" in card(), description="the client is on the pane")
        assert "legal hold" not in card()
        set_hold(lone_desk, HANA, "Inquest 2026/113")
        screen.load_client()
        await wait_for(pilot, lambda: "legal hold" in card(), description="the hold is on the card")
