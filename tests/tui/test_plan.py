"""A client's plan on the console: its parts, a form for each act, hostile text, small windows."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from oncall_tui.desk.context import Desk
from oncall_tui.desk.plans import changes, goals, referrals, team, watch
from oncall_tui.desk.plans.reading import plan_of
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.flows.base import SmallForm
from oncall_tui.tui.flows.plans import _FlagItem
from oncall_tui.tui.plan.change_forms import AnswerForm, ChangeForm, EngageForm
from oncall_tui.tui.plan.goal_forms import AdjustForm, GoalForm, ObjectiveForm
from oncall_tui.tui.plan.rows import View
from oncall_tui.tui.plan.screen import PlanScreen
from oncall_tui.tui.plan.team_forms import ContactForm, StepForm
from oncall_tui.tui.sheets.sheet import Sheet
from storage.vocabulary import (
    Answer,
    ChangeKind,
    EngagementView,
    IssueFinding,
    PlanQuestion,
    ReferralKind,
    UnderlyingIssue,
)
from tests.house import HANA
from tests.tui.console import NARROW, console, shown, stock, told
from tests.tui.flows import HARMLESS, HOSTILE, begin, fits, on_item
from tests.tui.test_practice import day_after
from tests.tui.waiting import wait_for


async def fill(form: SmallForm, pilot: Pilot[int], screen: ConsoleScreen, **values: str) -> PlanScreen:
    """Fill a form in and save it; return the plan that is on top again."""
    for key, value in values.items():
        form.field(key.replace("_", "-") if key.replace("_", "-") in form.values else key).value = value
    return await begin(screen, pilot, "ctrl+s", PlanScreen)


async def test_a_plan_is_made_and_met_by_keys(lone_desk: Desk) -> None:
    """R-102 … R-107: from the first goal to a change that was met, and why it is not their choice."""
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        screen.choose_client(HANA)
        plan = await begin(screen, pilot, "P", PlanScreen)
        assert "g sets one, with the client" in shown(screen)
        await fill(await begin(screen, pilot, "g", GoalForm), pilot, screen, words="Back to work")
        form = await begin(screen, pilot, "n", ObjectiveForm)
        await fill(form, pilot, screen, words="Exercise", measure="ticked", target_on="+7d", owner="Hana")
        await wait_for(pilot, lambda: "Exercise" in shown(screen), description="the objective is there")
        await pilot.press("down")
        adjust = await begin(screen, pilot, "enter", AdjustForm)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "Why is needed" in shown(screen), description="it asks why")
        await fill(adjust, pilot, screen, words="Exercise with help", why="Too hard", client_part="yes")
        assert plan_of(lone_desk, HANA).goals[0].objectives[0].revisions[0].why == "Too hard"
        await wait_for(
            pilot,
            lambda: "was “Exercise”, is “Exercise with help”" in shown(screen),
            description="the old text",
        )
        change = await begin(screen, pilot, "c", ChangeForm)
        yes = {each.value: "yes" for each in PlanQuestion if each is not PlanQuestion.ADD_SUPPORT}
        await fill(change, pilot, screen, kind="relapse", words="Drinks again", **yes)
        await wait_for(pilot, lambda: plan.view is View.CHANGES, description="the part that it belongs to")
        assert "3 tasks to do" in shown(screen)
        answer = await begin(screen, pilot, "enter", AnswerForm)
        await fill(answer, pilot, screen, add_support="no")
        assert plan_of(lone_desk, HANA).changes[0].unanswered == 0


async def test_choosing_not_to_engage_is_refused_at_what_lies_beneath(lone_desk: Desk) -> None:
    """R-105, with everything typed kept."""
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        screen.choose_client(HANA)
        await begin(screen, pilot, "P", PlanScreen)
        form = await begin(screen, pilot, "e", EngageForm)
        for issue in UnderlyingIssue:
            form.field(issue.value).value = IssueFinding.NOTHING.value
        form.field("mood").value = IssueFinding.BEHIND_IT.value
        form.field("mood-note").value = "low since the accident"
        form.field("view").value = EngagementView.CHOSE_NOT_TO.value
        form.field("words").value = "Does not want to"
        await pilot.press("ctrl+s")
        await wait_for(
            pilot, lambda: "Something may be behind it: mood" in shown(screen), description="why not"
        )
        assert "let the plan meet it" in shown(screen), "the whole of it stands at the foot"
        assert fits(form)
        form.field("view").value = EngagementView.SOMETHING_BEHIND.value
        await begin(screen, pilot, "ctrl+s", PlanScreen)
        assert plan_of(lone_desk, HANA).changes[0].kind is ChangeKind.NOT_FOLLOWING_THROUGH


@pytest.mark.parametrize("size", [NARROW, (120, 40)])
async def test_every_part_shows_hostile_text_as_it_stands_and_fits(
    lone_desk: Desk, size: tuple[int, int]
) -> None:
    stock(lone_desk)
    desk = lone_desk
    goals.set_goal(desk, HANA, HOSTILE, HOSTILE)
    text = goals.ObjectiveText(HOSTILE, HOSTILE, day_after(desk, 9), HOSTILE)
    goals.set_objective(desk, 1, text)
    yes = changes.Answers(dict.fromkeys(PlanQuestion, Answer.YES))
    changes.log_change(desk, changes.NewChange(HANA, ChangeKind.OTHER, HOSTILE, HOSTILE, answers=yes))
    sent = desk.now()
    referrals.refer(
        desk, referrals.NewReferral(HANA, ReferralKind.OTHER, HOSTILE, HOSTILE, HOSTILE, sent_at=sent)
    )
    team.add_member(desk, team.NewMember(HANA, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    watch.watch(desk, watch.NewSign(HANA, HOSTILE, day_after(desk, 1), 7, HOSTILE))
    async with console(desk, size) as (screen, pilot):
        screen.choose_client(HANA)
        plan = await begin(screen, pilot, "P", PlanScreen)
        for key, view in zip("123478", (*list(View)[:4], View.WATCH, View.CARE), strict=True):
            await pilot.press(key)
            await wait_for(pilot, lambda view=view: plan.view is view, description=f"part {key}")  # type: ignore[misc]
            assert "Esc back" in shown(screen)
            if view is not View.CARE:
                assert HARMLESS[:8] in shown(screen)
        await begin(screen, pilot, "i", Sheet)
        assert HARMLESS in shown(screen)
        await begin(screen, pilot, "escape", PlanScreen)
        await pilot.press("3")
        assert fits(await begin(screen, pilot, "enter", StepForm))
        await begin(screen, pilot, "escape", PlanScreen)
        await pilot.press("4")
        assert fits(await begin(screen, pilot, "enter", ContactForm))


async def test_an_item_is_flagged_for_a_director(lone_desk: Desk) -> None:
    """R-114: any item, by its key."""
    item = next(iter(stock(lone_desk).values()))
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "exclamation_mark", _FlagItem)
        form.field("why").value = "May be harmed"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "asked to decide" in told(screen), description="who decides")
