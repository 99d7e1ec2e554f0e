"""An error of the disk changes nothing and is told in words: a small dose of `make faults`."""

from __future__ import annotations

from pathlib import Path

from oncall_tui.tui.flows.handling import HoldForm
from tests.faults.erring import ERRORS, POINT, err, erring_desk
from tests.tui.console import console, stock
from tests.tui.flows import begin, on_item, text_of
from tests.tui.waiting import wait_for


def test_an_error_at_any_statement_changes_nothing(tmp_path: Path) -> None:
    with erring_desk(tmp_path / "oncall.db") as desk:
        seen = err(desk, ERRORS, (1, 7, 20, 33))
        assert desk.store.verify_audit().ok
    assert (seen.tried, seen.told, seen.changed, seen.repeated) == (40, 40, 0, 40)


async def test_what_was_typed_stays_in_the_form(tmp_path: Path) -> None:
    with erring_desk(tmp_path / "oncall.db") as desk:
        item = stock(desk)["back"]
        async with console(desk) as (screen, pilot):
            await on_item(screen, pilot, item)
            form = await begin(screen, pilot, "p", HoldForm)
            await pilot.press(*"tue 9:00", "tab", *"asked for later")
            await pilot.pause()
            POINT.always = "SQLITE_FULL"
            await pilot.press("ctrl+s")
            await wait_for(
                pilot,
                lambda: "disk is full" in text_of(form, "#form-error"),
                description="it is told in words",
            )
            assert form.values == {"until": "tue 9:00", "reason": "asked for later"}
            POINT.always = ""
            await pilot.press("ctrl+s")
            await wait_for(pilot, lambda: screen.app.screen is screen, description="it is saved after all")
