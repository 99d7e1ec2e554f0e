"""Gaps of an absence are covered from the plan itself, before it is recorded."""

from __future__ import annotations

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.context import Desk
from oncall_tui.desk.responsibility import who
from oncall_tui.tui.absences.screen import PlanScreen
from oncall_tui.tui.flows.absences import AbsenceForm
from oncall_tui.tui.widgets.chooser import Chooser
from storage.vocabulary import AbsenceReason
from tests.house import HANA, JO, MAI, SAM
from tests.tui.console import console, told
from tests.tui.flows import begin
from tests.tui.waiting import wait_for


async def test_a_gap_is_covered_from_the_plan_and_the_plan_is_shown_anew(lone_desk: Desk) -> None:
    record_absence(lone_desk, NewAbsence(MAI, AbsenceReason.SICK))
    async with console(lone_desk) as (screen, pilot):
        form = await begin(screen, pilot, "A", AbsenceForm)
        await pilot.press(*"jo", "ctrl+s")
        app = form.app
        await wait_for(pilot, lambda: isinstance(app.screen, PlanScreen), description="the plan is shown")
        first = app.screen
        await pilot.press("a")
        await wait_for(pilot, lambda: isinstance(app.screen, Chooser), description="who could cover")
        chooser = app.screen
        assert isinstance(chooser, Chooser)
        assert SAM in [row.candidate.person.id for row in chooser.listing.rows]
        while chooser.listing.current is not None and chooser.listing.current.candidate.person.id != SAM:
            await pilot.press("down")
        await pilot.press("enter")
        await wait_for(
            pilot,
            lambda: isinstance(app.screen, PlanScreen) and app.screen is not first,
            description="the plan is shown anew",
        )
        assert who(lone_desk, HANA).role_holder.id == JO, "nothing is changed yet"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "u takes it back" in told(screen), description="it is recorded")
    assert who(lone_desk, HANA).role_holder.id == SAM
