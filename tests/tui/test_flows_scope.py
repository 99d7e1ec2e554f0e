"""What goes beyond the core services, from its key: marked, locked, and opened by the supervisor's word."""

from __future__ import annotations

from oncall_tui.desk.context import Desk
from oncall_tui.desk.scope import discussions
from oncall_tui.tui.flows.scope import DiscussForm, MarkForm
from tests.tui.console import console, stock
from tests.tui.flows import back_to_say, begin, fits, line_of, on_item


async def test_a_request_is_locked_until_the_supervisor_was_asked(lone_desk: Desk) -> None:
    """R-124."""
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "X", MarkForm)
        await pilot.press("ctrl+s")
        assert "beyond the core services" in line_of(form, "asked")
        await pilot.press(*"A prescription.", "ctrl+s")
        await back_to_say(screen, pilot, "Ask the supervisor before anything is done")
        await on_item(screen, pilot, item)
        await pilot.press("a")
        await back_to_say(screen, pilot, "more than the core services")
        talk = await begin(screen, pilot, "e", DiscussForm)
        assert fits(talk)
        await pilot.press("k", "tab", *"We decline.", "ctrl+s")
        await back_to_say(screen, pilot, "it may be acted upon")
    assert [(each.supervisor, each.decision) for each in discussions(lone_desk, item)] == [
        ("Kim Webb", "We decline.")
    ]
