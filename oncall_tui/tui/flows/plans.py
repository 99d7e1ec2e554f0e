"""A client's plan from its key: its parts, and a form for each thing that is done to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.plans import care
from oncall_tui.desk.plans.documents import plan_document
from oncall_tui.desk.plans.others import AdvocacyView, MemberView, ReferralView, SignView, SupportView
from oncall_tui.desk.plans.reading import plan_of
from oncall_tui.desk.plans.views import ChangeView, GoalView, ObjectiveView, Plan
from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.tui.duty.text import pages_text
from oncall_tui.tui.flows.base import FlowForm, Kept, SmallForm, fill, fill_about
from oncall_tui.tui.flows.finishing import undo
from oncall_tui.tui.flows.practice import show_reviews
from oncall_tui.tui.lines import DIM, line, rule, stack, wrap
from oncall_tui.tui.plan import change_forms, goal_forms, support_forms, team_forms
from oncall_tui.tui.plan.rows import View
from oncall_tui.tui.plan.screen import Act, PlanScreen
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.widgets.fields import Field, NoteField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

Make = Callable[[Kept], SmallForm]

_NEW = {
    View.CHANGES: change_forms.ChangeForm,
    View.REFERRALS: team_forms.ReferForm,
    View.TEAM: team_forms.MemberForm,
    View.SUPPORT: support_forms.SupportForm,
    View.ADVOCACY: support_forms.AdvocateForm,
    View.WATCH: support_forms.WatchForm,
    View.CARE: change_forms.FlagForm,
}
_ENDED = "That has ended. What came of it stays on record."


async def show_plan(screen: ConsoleScreen, client_id: int | None = None, view: View = View.GOALS) -> None:
    """Show the plan of a client, of whoever is on the responsible pane if nobody is named."""
    client = client_id if client_id is not None else screen.client_id
    if client is None:
        return
    plan = await screen.answer_to(partial(plan_of, screen.desk, client))
    if plan is not None:
        screen.desk.glances.saw(client, "plan")
        zone = ZoneInfo(screen.desk.house.zone)
        await screen.app.push_screen_wait(PlanScreen(plan, zone, _Acts(screen).by_name(), view))


async def flag_item(screen: ConsoleScreen) -> None:
    """Flag the item under the cursor as a matter of duty of care (R-114)."""
    row = screen.selected
    if row is not None:
        await fill(screen, "duty-of-care", row, partial(_FlagItem, screen.desk, row))


class _FlagItem(FlowForm):
    """An item that a director has to decide as a matter of duty of care."""

    def __init__(self, desk: Desk, row: QueueRow, kept: Kept) -> None:
        super().__init__("DUTY OF CARE", row, self._flag, kept)
        self._desk = desk

    def make_fields(self) -> list[Field]:
        """Return the form's fields."""
        return [NoteField("why", "The risk", required=True, room=2000, hint="so that a director can decide")]

    def changed(self, values: Values) -> None:
        """Say what follows."""
        said = "It goes to the director on the line as an item of its own, and ends only with their decision."
        lines = [rule("what follows", self.room), *(line((each, DIM)) for each in wrap(said, self.room))]
        self.aside(stack(lines))

    def _flag(self, values: Values) -> Saved:
        return care.flag(self._desk, values["why"], item_id=self.row.id)


class _Acts:
    """What the keys of a plan do; after each the plan is read again."""

    def __init__(self, screen: ConsoleScreen) -> None:
        self._screen, self._desk = screen, screen.desk

    def by_name(self) -> dict[str, Act]:
        """Return what the keys do, by the names that the screen has for them."""
        return {
            "new": self.new,
            "open": self.open,
            "end": self.end,
            "goal": self._form("goal", goal_forms.GoalForm, View.GOALS),
            "change": self._form("change", change_forms.ChangeForm, View.CHANGES),
            "engage": self._form("engage", change_forms.EngageForm, View.CHANGES),
            "decide": self._form("decide", team_forms.DecisionForm, View.TEAM),
            "history": self._form("history", change_forms.HistoryForm, None),
            "flag": self._form("flag", change_forms.FlagForm, View.CARE),
            "page": self.page,
            "reviews": self.reviews,
            "undo": self.undo,
            "reload": self.reload,
        }

    def _form(self, name: str, form: Callable[[Desk, Plan, Kept], SmallForm], view: View | None) -> Act:
        """Return what a key does that opens the same form wherever it is pressed."""

        async def begin(shown: PlanScreen) -> None:
            await self._fill(shown, name, shown.plan.client_id, partial(form, self._desk, shown.plan), view)

        return begin

    async def new(self, shown: PlanScreen) -> None:
        """Add to the part that is shown."""
        plan = shown.plan
        if shown.view is not View.GOALS:
            make = partial(_NEW[shown.view], self._desk, plan)
            await self._fill(shown, f"new-{shown.view.name}", plan.client_id, make)
            return
        goal = _goal_of(shown)
        if goal is None:
            await self.by_name()["goal"](shown)
        elif not goal.status.open:
            tell(
                shown, "That goal has ended. Open it again (Enter), or set a new one (g).", severity="warning"
            )
        else:
            make_objective = partial(goal_forms.ObjectiveForm, self._desk, plan, goal)
            await self._fill(shown, "objective", goal.id, make_objective)

    async def open(self, shown: PlanScreen) -> None:
        """Do what comes next with the line under the cursor."""
        found = shown.current
        made = self._next(shown.plan, found.what) if found is not None else None
        if found is None:
            tell(shown, "There is no line here yet. n adds one.", severity="warning")
        elif made is None:
            tell(shown, "Nothing more is done to that line. i shows all of the plan.")
        elif isinstance(made, str):
            tell(shown, made, severity="warning")
        else:
            name, _, number = found.key.partition(":")
            await self._fill(shown, f"next-{name}", int(number), made)

    def _next(self, plan: Plan, what: object) -> Make | str | None:
        """Return the form of what comes next with a line, or why nothing does."""
        desk = self._desk
        match what:
            case GoalView():
                return partial(goal_forms.AdjustGoalForm, desk, plan, what)
            case ObjectiveView():
                return partial(goal_forms.AdjustForm, desk, plan, what)
            case ChangeView():
                return partial(change_forms.AnswerForm, desk, plan, what)
            case ReferralView():
                return _ENDED if what.ended_at else partial(team_forms.StepForm, desk, plan, what)
            case MemberView():
                gone = "They have left the team. n adds whoever came in their place."
                return gone if what.left_at else partial(team_forms.ContactForm, desk, plan, what)
            case SupportView():
                return _ENDED if what.ended_on else partial(support_forms.ReviewSupportForm, desk, plan, what)
            case AdvocacyView():
                return partial(support_forms.ResultForm, desk, plan, what)
            case SignView():
                gone = "It is watched no more. n watches it anew."
                return gone if what.ended_at else partial(support_forms.CheckForm, desk, plan, what)
            case _:
                return None

    async def end(self, shown: PlanScreen) -> None:
        """End what the line under the cursor is about."""
        what = shown.current.what if shown.current is not None else None
        if isinstance(what, MemberView) and what.left_at is None:
            await self._fill(
                shown, "left", what.id, partial(team_forms.LeaveForm, self._desk, shown.plan, what)
            )
        elif isinstance(what, SignView) and what.ended_at is None:
            make = partial(support_forms.StopForm, self._desk, shown.plan, what)
            await self._fill(shown, "unwatch", what.id, make)
        else:
            tell(shown, "x ends somebody's time on the team (4), or a watched sign (7).", severity="warning")

    async def page(self, shown: PlanScreen) -> None:
        """Show all of the plan, as it is printed."""
        document = plan_document(self._desk, shown.plan)
        sheet = Sheet("PLAN", lambda room: pages_text([document], room), rest="as oncall plan prints it")
        await self._screen.app.push_screen_wait(sheet)

    async def reviews(self, shown: PlanScreen) -> None:
        """Show the practice reviews about this client."""
        await show_reviews(self._screen, shown.plan.client_id)

    async def undo(self, shown: PlanScreen) -> None:
        """Take the last action back."""
        await undo(self._screen)
        await self.reload(shown)

    async def reload(self, shown: PlanScreen) -> None:
        """Read the plan again."""
        plan = await self._screen.answer_to(partial(plan_of, self._desk, shown.plan.client_id))
        if plan is not None and shown.is_attached:
            shown.show(plan)

    async def _fill(
        self, shown: PlanScreen, name: str, number: int, make: Make, view: View | None = None
    ) -> None:
        """Show a form; once it is saved, the plan as it is then, and the part that it belongs to."""
        if await fill_about(self._screen, (f"plan-{name}", number), make, of="line"):
            await self.reload(shown)
            if view is not None and shown.is_attached:
                shown.action_view(tuple(View).index(view))


def _goal_of(shown: PlanScreen) -> GoalView | None:
    """Return the goal under the cursor, that of the objective under it, or the only one that there is."""
    what = shown.current.what if shown.current is not None else None
    if isinstance(what, GoalView):
        return what
    if isinstance(what, ObjectiveView):
        return next((each for each in shown.plan.goals if each.id == what.goal_id), None)
    return None
