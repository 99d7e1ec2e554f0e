"""How the tests of the console's flows begin, and what every form and sheet must hold to."""

from __future__ import annotations

from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.views import ItemCard
from oncall_tui.text import cell_width
from oncall_tui.tui.console.queue_pane import QueuePane
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.flows.base import SmallForm
from oncall_tui.tui.sheets.sheet import Page
from oncall_tui.tui.widgets.oneline import OneLine
from tests.tui.waiting import wait_for

HOSTILE = "[/red]\x1b[31m\u202eEvil\x07"
"""What an outsider may write to be obeyed: markup, an escape sequence, a turned direction, a bell."""
HARMLESS = "[/red]\ufffd[31mEvil\ufffd"
"""How it is shown."""

Top = TypeVar("Top", bound=Screen[Any])


async def on_item(screen: ConsoleScreen, pilot: Pilot[int], item_id: int) -> None:
    """Put the cursor on an item."""
    screen.query_one(QueuePane).listing.move_to_key(item_id)
    await wait_for(
        pilot,
        lambda: screen.selected is not None and screen.selected.id == item_id,
        description=f"item {item_id} is highlighted",
    )


async def begin(screen: ConsoleScreen, pilot: Pilot[int], key: str, kind: type[Top]) -> Top:
    """Press a key of the console and wait for what it opens."""
    await pilot.press(key)
    await wait_for(
        pilot,
        lambda: isinstance(screen.app.screen, kind) and screen.app.screen.focused is not None,
        description=f"{key} opens a {kind.__name__}",
    )
    top = screen.app.screen
    assert isinstance(top, kind)
    return top


async def back(screen: ConsoleScreen, pilot: Pilot[int]) -> None:
    """Wait until the console is on top again."""
    await wait_for(pilot, lambda: screen.app.screen is screen, description="the console is on top again")


async def back_to_say(screen: ConsoleScreen, pilot: Pilot[int], words: str) -> None:
    """Wait until the console is on top again and has said something."""
    await back(screen, pilot)
    await wait_for(
        pilot,
        lambda: any(words in str(each.message) for each in screen.app._notifications),
        description=f"it is said: {words}",
    )


def line_of(form: SmallForm, key: str) -> str:
    """Return what stands beneath a field."""
    return str(form.field(key).query_one(".field--line", Static).render())


def text_of(form: Screen[Any], selector: str) -> str:
    """Return the text of a part of a form."""
    return str(form.query_one(selector, Static).render())


def card_of(desk: Desk, item_id: int) -> ItemCard:
    """Return an item as the record has it."""
    return item_card(desk, item_id)


def fits(top: Screen[Any]) -> bool:
    """Say whether nothing stands beyond the window's width, needs to be moved sideways or cuts a key off."""
    width = top.size.width
    inside = all(each.region.right <= width for each in top.query("*") if each.display)
    whole = all(_said_in(each) <= width for each in top.query(OneLine) if each.has_class("sheet--keys"))
    return inside and whole and all(page.max_scroll_x == 0 for page in top.query(Page))


def _said_in(line: OneLine) -> int:
    """Return how many cells a line would take if nothing of it were cut."""
    return cell_width("".join(text for text, _ in line.parts(line.size.width)).rstrip())
