"""While the screen is private nothing of a client or a caller can be read on it, wherever one goes."""

from __future__ import annotations

import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

import oncall_tui.tui
from oncall_tui.desk.context import Desk
from oncall_tui.settings import Settings
from oncall_tui.text import cell_width
from oncall_tui.tui.app import OncallApp
from oncall_tui.tui.console.commands import COMMANDS
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.privacy.mask import Known, Mask
from oncall_tui.tui.privacy.own_words import own_words
from oncall_tui.tui.widgets.form import Form
from oncall_tui.tui.widgets.inputs import Typing
from oncall_tui.tui.widgets.notice import tell
from tests.dose import dose
from tests.pictures import quiet
from tests.tui.canaries import NUMBER, TOLD, canary_desk
from tests.tui.console import NARROW, WIDE, shown
from tests.tui.waiting import wait_for

_NOT_WALKED = {"privacy", "quit", "theme", "reload", "acknowledge", "undo", "look-up"}
"""Commands that open nothing, or that the walk does in another way."""
_DEEPER = (
    ("A", *"mai", "ctrl+s"),
    ("k", "a", "enter"),
    ("g", "down", "down", "enter", "enter"),
    ("u",),
)
"""Ways to screens that lie further behind a command than one Enter."""
_UNWALKED = {"OpeningScreen", "ReturnSheet"}
"""Screens before there is anything to tell, or that need a story of their own."""

KNOWN = Known(
    own=own_words() | {"kim", "webb", "mai", "tran"},
    names=frozenset({"Hana", "Okafor", "May", "Will"}),
    staff=frozenset({"Kim Webb", "May Tran"}),
    tokens=frozenset({"C-0412", "kim@example.org"}),
    phones=frozenset({"0491570110"}),
    phrases=frozenset({"call back today"}),
)


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("1042  Okafor, Hana   C-0412", "1042  O•••••, H•••   C-0412"),
        ("Mai Tran  acting (secondary)  0491 570 110", "Mai Tran  acting (secondary)  0491 570 110"),
        ("phone      02 5550 0188", "phone      •• •••• ••••"),
        ("born       12/03/1948", "born       ••/••/••••"),
        ("Sat 21 Nov 2026 14:07", "Sat 21 Nov 2026 14:07"),
        ("Grzegorz is unwell and cries at night. Call", "•••••••• •• •••••• ••• ••••• •• •••••. Call"),
        ("kim@example.org  ada@example.org", "kim@example.org  a••@e••••••.o••"),
        ("May has fallen", "M•• h•• f•••••"),
        ("May Tran has the line", "May Tran has the line"),
        ("it will be due", "it will be due"),
        ("said  call back today", "said  c••• b••• t••••"),
        ("阿部 ngozi", "•• n••••"),
        ("✗LA  −0:23", "✗LA  −0:23"),
    ],
)
def test_the_mask_lets_through_what_is_the_consoles_own(line: str, masked: str) -> None:
    assert Mask(KNOWN).line(line) == masked


def test_what_is_not_known_yet_is_masked() -> None:
    assert Mask().line(" Okafor, Hana  queue 14:07") == " O•••••, H•••  q•••• 14:07"


def test_only_what_is_typed_goes_past_the_mask() -> None:
    past = [each for each in below(Widget) if each.get_line_filters is not Widget.get_line_filters]
    assert all(issubclass(each, Typing) and issubclass(each, Input | TextArea) for each in past)
    assert {each.__name__ for each in past} >= {"LineInput", "NoteInput", "LookupInput"}


def below(kind: type[Any]) -> Iterator[type[Any]]:
    """Yield every class of ours that is made from one."""
    for module in pkgutil.walk_packages(oncall_tui.tui.__path__, "oncall_tui.tui."):
        import_module(module.name)
    waiting = [kind]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("oncall_tui."):
                yield each


def screens() -> set[type[Any]]:
    """Return every screen that is opened as it is, but forms, which are all drawn by one frame."""
    every = set(below(Screen))
    return {each for each in every if not each.__subclasses__() and not issubclass(each, Form)}


@asynccontextmanager
async def console_of(
    desk: Desk, size: tuple[int, int], settings: Settings
) -> AsyncIterator[tuple[OncallApp, ConsoleScreen, Pilot[int]]]:
    """Open the console on a desk, and close both."""
    app = OncallApp(settings, lambda: desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ConsoleScreen), description="the console opened")
        screen = app.screen
        assert isinstance(screen, ConsoleScreen)
        await wait_for(pilot, lambda: screen.settled, description="everything was read")
        yield app, screen, pilot
        app.exit()
    desk.close()


async def read(app: OncallApp, screen: ConsoleScreen, pilot: Pilot[int], where: str) -> str:
    """Return what stands on the screen, which must not tell of anybody."""
    await wait_for(pilot, lambda: quiet(app), description="nothing is read any more")
    await pilot.pause()
    text = shown(screen)
    found = TOLD.search(text)
    assert found is None, f"{where} ({type(app.screen).__name__}) shows {found[0]}:\n{text}"
    return text


async def leave(app: OncallApp, screen: ConsoleScreen, pilot: Pilot[int]) -> None:
    for _ in range(8):
        if app.screen is screen:
            return
        await pilot.press("escape")
        await pilot.pause()
    raise AssertionError(f"{type(app.screen).__name__} cannot be left")


@pytest.mark.parametrize("size", dose((WIDE,), (WIDE, NARROW)), ids=str)
async def test_no_screen_tells_of_anybody_while_it_is_private(
    size: tuple[int, int], built_demo: Path, tmp_path: Path
) -> None:
    desk = canary_desk(tmp_path / "demo", built_demo)
    async with console_of(desk, size, Settings()) as (app, screen, pilot):
        assert TOLD.search(shown(screen)), "without it everything is shown"
        await pilot.press("asterisk")
        await wait_for(pilot, lambda: app.masks_knowingly, description="it is known what may be shown")
        text = await read(app, screen, pilot, "the console")
        assert "PRIVATE" in text
        assert "Zqx" not in app.export_screenshot()
        walked = [each for each in COMMANDS if each.id not in _NOT_WALKED]
        ways = [(command.key_list[0], "enter") for command in dose(walked[::4], walked)]
        seen = set()
        for way in (*ways, *dose((), _DEEPER)):
            for key in way:
                await pilot.press(key)
                await read(app, screen, pilot, ", ".join(way))
                seen.add(type(app.screen))
            await leave(app, screen, pilot)
        new = {each.__name__ for each in screens() - seen}
        assert not dose(set(), new - _UNWALKED), f"walk to these too: {new - _UNWALKED}"
        await pilot.press("slash", "z", "q", "x")
        await wait_for(pilot, lambda: quiet(app), description="clients were found")
        await pilot.pause()
        assert len(TOLD.findall(shown(screen))) <= 1, "only what is typed is shown"
        await pilot.press("escape", "escape")
        tell(screen, f"Zqxsomebody was rung at {NUMBER}.")
        await read(app, screen, pilot, "a notice")


async def test_the_setting_begins_private_and_the_key_ends_it(built_demo: Path, tmp_path: Path) -> None:
    desk = canary_desk(tmp_path / "demo", built_demo)
    async with console_of(desk, WIDE, Settings(privacy=1)) as (app, screen, pilot):
        await wait_for(pilot, lambda: app.masks_knowingly, description="it is known what may be shown")
        masked = await read(app, screen, pilot, "the console")
        await pilot.press("asterisk")
        await pilot.pause()
        plain = shown(screen)
        assert TOLD.search(plain)
        assert [cell_width(line) for line in plain.splitlines()] == [
            cell_width(line) for line in masked.splitlines()
        ]
        await pilot.press("slash")
        app.copy_to_clipboard("Zqxname")
        assert app.clipboard == "Zqxname"
        await pilot.press("escape", "asterisk")
        await wait_for(pilot, lambda: app.masks_knowingly, description="it is known what may be shown")
        app.copy_to_clipboard("Zqxname\nrang")
        assert app.clipboard == "Z••••••\nrang"
        await pilot.press("asterisk", "slash", "asterisk")
        assert not app.private, "in a field the key types"
