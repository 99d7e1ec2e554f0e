"""Whatever comes from keyboard, mouse or window: no exception, and what is too long is cut aloud."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncall_tui.settings import Settings
from oncall_tui.tui.console.commands import COMMANDS
from tests.faults.figures import promise
from tests.pictures import quiet
from tests.terminal.hands import BURSTS, JUNK, obeyed_nothing, step_back
from tests.terminal.stage import Person, Stage, staged
from tests.tui.canaries import canary_desk
from tests.tui.console import stock
from tests.tui.test_privacy import console_of, leave
from tests.tui.waiting import wait_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")

ROW = "any input"
FIVE_MEGABYTES = 5_000_000
WORDS = "Okafor [/] \u202e "
CUT = "characters more than fit here were left off"
PALETTE = (
    b"\x10\r\r\r\r\r",
    b"\x10\x10\x10\r\x1b\r\x10",
    b"\x10zzzz\r\r\x1b\x1b",
    b"\x10\x1b[B\x1b[B\r\r\x1b" * 5,
)
STORM = ((1, 1), (1000, 500), (2, 3), (500, 1), (40, 10), (1, 500), (80, 24))
_LEAVES_NOTHING_OPEN = {"quit", "reload", "theme", "privacy"}


@pytest.fixture
def stage(sqlite_url: str) -> Iterator[Stage]:
    """Give an organisation to sit down in."""
    with staged(sqlite_url) as made:
        yield made


def pastes(kim: Person, where: str) -> None:
    """Paste five megabytes and wait until it is said how much was left off."""
    kim.shown.paste(WORDS * (FIVE_MEGABYTES // len(WORDS.encode())))
    kim.shown.wait_for(lambda: CUT in kim.text, description=f"the notice in {where}", timeout=60)


def test_five_megabytes_are_cut_aloud(stage: Stage) -> None:
    stock(stage.desk)
    notices = 0
    with stage.console() as kim:
        kim.sees("Okafor, Ben")
        for where, keys, label in (
            ("the look-up", ("/",), ""),
            ("a field", ("n",), "Caller"),
            ("a note", ("n",), "What was said"),
            ("the palette", ("ctrl+p",), ""),
            ("a filter", ("f",), ""),
        ):
            if label:
                kim.opens(keys[0], "NEW CALL")
                kim.field(label)
            else:
                kim.shown.press(*keys)
                kim.shown.settle()
            pastes(kim, where)
            notices += 1
            step_back(kim)
            kim.shown.wait_for(lambda: CUT not in kim.text, description="the notice has passed", timeout=60)
        obeyed_nothing(kim.shown)
    promise(ROW, "pasted", pasted_mb=FIVE_MEGABYTES / 1e6, notices=notices, exceptions=int(bool(stage.log())))
    assert stage.log() == ""


def test_junk_and_bursts_everywhere(stage: Stage) -> None:
    stock(stage.desk)
    bursts = 0
    with stage.console() as kim:
        kim.sees("Okafor, Ben")
        for keys in ("/", "n", "\x10", "f"):
            for junk in (*JUNK, *BURSTS, *PALETTE):
                kim.shown.send(keys)
                kim.shown.send(junk)
                kim.shown.settle(0.03)
                step_back(kim)
                bursts += 1
            assert kim.shown.child.isalive(), kim.text
        obeyed_nothing(kim.shown)
        assert stage.calls() == (1, 2, 3, 4), "none of it did anything to the record"
    promise(ROW, "junk and bursts of keys", bursts=bursts, exceptions=int(bool(stage.log())))
    assert stage.log() == ""


async def test_a_storm_of_sizes_on_each_screen(built_demo: Path, tmp_path: Path) -> None:
    desk = canary_desk(tmp_path / "demo", built_demo)
    screens: set[str] = set()
    sizes = 0
    async with console_of(desk, (120, 40), Settings()) as (app, screen, pilot):
        for command in COMMANDS:
            if command.id in _LEAVES_NOTHING_OPEN:
                continue
            await pilot.press(command.key_list[0])
            await wait_for(pilot, lambda: quiet(app), description="nothing is read any more")
            screens.add(type(app.screen).__name__)
            for width, height in STORM:
                await pilot.resize_terminal(width, height)
                await pilot.press("down")
                sizes += 1
            await pilot.resize_terminal(120, 40)
            await wait_for(pilot, lambda: quiet(app), description="nothing is read any more")
            await leave(app, screen, pilot)
    promise(ROW, "storms of sizes", screens=len(screens), sizes=sizes, exceptions=0)
    assert len(screens) > 20
