"""Practice on the console: a review begun from a plan, written, read, copied; a contact tagged."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from oncall_tui.desk.context import Desk
from oncall_tui.desk.drafts import drafts
from oncall_tui.desk.plans import goals
from oncall_tui.desk.plans.base import today
from oncall_tui.desk.practice.quarters import contacts
from oncall_tui.desk.practice.reviews import review
from oncall_tui.tui.flows.practice import KIND
from oncall_tui.tui.practice.forms import CopyForm, ReviewForm
from oncall_tui.tui.practice.screen import PracticeScreen
from oncall_tui.tui.sheets.sheet import Sheet
from tests.house import HANA
from tests.tui.console import NARROW, console, shown, stock, told
from tests.tui.flows import begin, fits
from tests.tui.waiting import wait_for


def day_after(desk: Desk, days: int) -> date:
    """Return the organisation's date some days from now."""
    return today(desk) + timedelta(days=days)


async def test_a_review_is_begun_from_the_plan_kept_while_typed_read_and_copied(
    lone_desk: Desk, tmp_path: Path
) -> None:
    """R-112."""
    stock(lone_desk)
    goals.set_goal(lone_desk, HANA, "Hana walks to the shop")
    async with console(lone_desk, NARROW) as (screen, pilot):
        screen.choose_client(HANA)
        assert fits(await begin(screen, pilot, "V", PracticeScreen))
        assert "n begins one" in shown(screen)
        form = await begin(screen, pilot, "n", ReviewForm)
        assert form.field("issue").value == "Goal: The client walks to the shop."
        assert fits(form)
        form.field("reflections").value = "Ask early."
        await begin(screen, pilot, "escape", PracticeScreen)
        await wait_for(pilot, lambda: len(drafts(lone_desk, KIND, HANA)) == 1, description="it is kept")
        form = await begin(screen, pilot, "n", ReviewForm)
        assert form.values["reflections"] == "Ask early."
        form.field("actions").value = "Rang the nurse"
        await begin(screen, pilot, "ctrl+s", PracticeScreen)
        assert review(lone_desk, 1).text.actions == "Rang the nurse"
        assert not drafts(lone_desk, KIND, HANA)
        await wait_for(pilot, lambda: "walks to the shop" in shown(screen), description="it is listed")
        await begin(screen, pilot, "enter", Sheet)
        assert "Practice of Kim Webb" in shown(screen)
        await begin(screen, pilot, "escape", PracticeScreen)
        copy = await begin(screen, pilot, "s", CopyForm)
        copy.field("path").value = str(tmp_path / "review.md")
        await begin(screen, pilot, "ctrl+s", PracticeScreen)
        assert "Ask early." in (tmp_path / "review.md").read_text(encoding="utf-8")
        await pilot.press("3", "right")
        await wait_for(pilot, lambda: "yet to begin" in told(screen), description="the next quarter")
        assert "2026-Q4" in shown(screen)
        assert contacts(lone_desk, lone_desk.operator.id) == ()
