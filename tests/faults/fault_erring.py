"""Each error that SQLite may give, at each of 40 statements, on a plain and an encrypted database."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from oncall_tui.tui.flows.handling import HoldForm
from tests.faults.erring import ERRORS, POINT, err, erring_desk
from tests.faults.figures import promise
from tests.faults.stores import KEY
from tests.tui.console import console, stock
from tests.tui.flows import begin, on_item, text_of
from tests.tui.waiting import wait_for

ROW = "disk full, I/O error, read-only, missing, damaged, newer, foreign file"
POINTS = 40


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
def test_each_error_at_each_point_changes_nothing(tmp_path: Path, key: bytes | None) -> None:
    with erring_desk(tmp_path / "oncall.db", key) as desk:
        seen = err(desk, ERRORS, range(1, POINTS + 1))
        assert desk.store.verify_audit().ok
    test = f"{len(ERRORS)} errors at {POINTS} statements" + (", encrypted" if key else "")
    promise(ROW, test, **asdict(seen))
    assert (seen.tried, seen.changed) == (POINTS * len(ERRORS), 0)
    assert seen.told == seen.repeated == seen.tried


@pytest.mark.parametrize("error", ERRORS)
async def test_what_was_typed_stays_in_the_form(tmp_path: Path, error: str) -> None:
    with erring_desk(tmp_path / "oncall.db") as desk:
        item = stock(desk)["back"]
        async with console(desk) as (screen, pilot):
            await on_item(screen, pilot, item)
            form = await begin(screen, pilot, "p", HoldForm)
            await pilot.press(*"tue 9:00", "tab", *"asked for later")
            await pilot.pause()
            POINT.always = error
            await pilot.press("ctrl+s")
            await wait_for(
                pilot,
                lambda: ERRORS[error] in text_of(form, "#form-error"),
                description="it is told in words",
            )
            kept = form.values == {"until": "tue 9:00", "reason": "asked for later"}
            promise(ROW, f"typed and refused: {error}", kept=int(kept))
            assert kept
            POINT.always = ""
            await pilot.press("ctrl+s")
            await wait_for(pilot, lambda: screen.app.screen is screen, description="it is saved after all")
