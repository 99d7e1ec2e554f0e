"""Where nothing can be recorded the console says so, tells who is responsible, and loses nothing typed."""

from __future__ import annotations

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.tui.flows.handling import HoldForm
from tests.dose import dose
from tests.tui.console import NARROW, console, shown, stock, told
from tests.tui.flows import begin, card_of, on_item, text_of
from tests.tui.waiting import wait_for

WHY = "The folder cannot be written by this user. Everything can be read, nothing can be changed."


@pytest.mark.parametrize("why", dose(("frozen",), ("frozen", "no key")))
async def test_what_cannot_be_written_is_read_all_the_same(lone_desk: Desk, why: str) -> None:
    item = stock(lone_desk)["back"]
    if why == "frozen":
        lone_desk.store.frozen = WHY
    else:
        lone_desk.store.audit_key = None
    before = card_of(lone_desk, item)
    async with console(lone_desk, NARROW) as (screen, pilot):
        assert "READ ONLY" in shown(screen).splitlines()[0]
        assert "nothing can be changed" in told(screen)
        await on_item(screen, pilot, item)
        await wait_for(pilot, lambda: screen.settled, description="who is responsible is shown")
        assert "Kim Webb acting" in shown(screen)
        form = await begin(screen, pilot, "p", HoldForm)
        await pilot.press(*"tue 9:00", "tab", *"asked for later", "ctrl+s")
        await wait_for(
            pilot,
            lambda: "nothing can be changed" in text_of(form, "#form-error"),
            description="it is refused in words",
        )
        assert form.values == {"until": "tue 9:00", "reason": "asked for later"}
    assert card_of(lone_desk, item) == before
