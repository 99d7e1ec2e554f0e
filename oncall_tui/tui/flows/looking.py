"""Look at an item closely, at another time, at fewer items, or at the keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.cards import item_card
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.views import QueueRow
from oncall_tui.text import when
from oncall_tui.tui.console.queue_pane import QueuePane
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.sheets.as_of import AsOfPrompt
from oncall_tui.tui.sheets.card_sheet import WHY, ItemSheet
from oncall_tui.tui.sheets.card_text import CardFacts
from oncall_tui.tui.sheets.filter_sheet import Choice, FilterSheet
from oncall_tui.tui.sheets.help_text import help_text, key_groups
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.sheets.stories import clock_stories
from oncall_tui.tui.sheets.why_text import why_text
from oncall_tui.tui.words import CATEGORY

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen


async def why(screen: ConsoleScreen) -> None:
    """Show the arithmetic of each due time of the item under the cursor (R-063, R-076)."""
    if screen.selected is not None:
        await _why(screen, screen.selected)


async def _why(screen: ConsoleScreen, row: QueueRow) -> None:
    stories = await screen.answer_to(partial(clock_stories, screen.desk, row.clocks))
    if stories is None:
        return
    draw = partial(why_text, stories, screen.desk.now(), screen.lapsing)
    await screen.app.push_screen_wait(Sheet(f"WHY  item {row.id}", draw, rest=_name(row)))


async def open_card(screen: ConsoleScreen) -> None:
    """Show everything about the item under the cursor."""
    if screen.selected is not None:
        await show_card(screen, screen.selected.id)


async def show_card(screen: ConsoleScreen, item_id: int) -> None:
    """Show everything about an item; the arithmetic is one key away."""
    facts = await screen.answer_to(partial(_card, screen, item_id))
    while facts is not None:
        if facts.card.row.client_id is not None:
            screen.desk.glances.saw(facts.card.row.client_id, "item card")
        keys = screen.commands()["why"].shown_keys
        answer = await screen.app.push_screen_wait(ItemSheet(facts, screen.desk.now(), keys))
        if answer != WHY:
            return
        await _why(screen, facts.card.row)


def _card(screen: ConsoleScreen, item_id: int) -> CardFacts:
    desk: Desk = screen.desk
    card = item_card(desk, item_id)
    client_id = card.row.client_id
    found = who(desk, client_id) if client_id is not None else None
    return CardFacts(card, found, ZoneInfo(desk.house.zone), screen.lapsing)


async def as_of(screen: ConsoleScreen) -> None:
    """Ask who was, or will be, responsible at another time (R-014); an empty line goes back to now."""
    typed = when(screen.as_of, screen.zone, year=True) if screen.as_of else ""
    answer = await screen.app.push_screen_wait(AsOfPrompt(understanding(screen.desk), typed))
    if answer is not None:
        screen.as_of = answer.at
        screen.load_client()


async def choose_filter(screen: ConsoleScreen) -> None:
    """Keep only some items in sight (R-056)."""
    pane = screen.query_one(QueuePane)
    choices = screen.choices()
    rows = screen.queue.rows if screen.queue else ()
    offered = [Choice(each.id, each.title, sum(1 for row in rows if each.keeps(row))) for each in choices]
    chosen = await screen.app.push_screen_wait(FilterSheet(offered, pane.chosen.id))
    choices = screen.choices()
    picked = next((each for each in choices if each.id == chosen), None)
    if picked is not None:
        pane.choose(picked, choices)


async def show_help(screen: ConsoleScreen) -> None:
    """Show the keys, the states of an item and the signs."""
    groups = key_groups(screen.commands(), screen.command_state())
    await screen.app.push_screen_wait(Sheet("KEYS", partial(help_text, groups)))


def _name(row: QueueRow) -> str:
    who_it_is = (
        f"{row.client_name} · {row.client_number}" if row.client_name else row.caller or "unknown caller"
    )
    return f"{who_it_is} · {CATEGORY[row.category][1]}"
