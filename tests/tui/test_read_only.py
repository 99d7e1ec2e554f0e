"""Where nothing can be recorded the console says so, still tells who is responsible, and loses nothing typed."""

from __future__ import annotations

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.tui.widgets.form import FormScreen
from tests.tui.console import NARROW, console, shown, stock, told
from tests.tui.waiting import wait_for

WHY = "The folder cannot be written by this user. Everything can be read, nothing can be changed."


@pytest.mark.parametrize("why", ["frozen", "no key"])
async def test_a_console_that_cannot_write_reads_all_the_same(lone_desk: Desk, why: str) -> None:
    stock(lone_desk)
    store = lone_desk.store
    if why == "frozen":
        store.frozen = WHY
    else:
        store.audit_key = None
    with store.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM audit").scalar()
    async with console(lone_desk, NARROW) as (screen, pilot):
        assert "READ ONLY" in shown(screen).splitlines()[0]
        assert "nothing can be changed" in told(screen)
        await wait_for(pilot, lambda: screen.settled, description="who is responsible is shown")
        assert "acting" in shown(screen)
        await pilot.press("n")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, FormScreen), description="the form is open")
        form = pilot.app.screen
        await pilot.press("tab", "tab", *"Bea", "ctrl+s")
        assert "Bea" in shown(screen)
        assert pilot.app.screen is form
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit").scalar() == before
