"""Give clients to somebody else: whose, to whom, until when; what it changes; done (R-041, R-032)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.reassigning.choosing import Choice, ManagerLine, choice
from oncall_tui.desk.reassigning.planning import leaving_out, preview
from oncall_tui.desk.reassigning.verbs import reassign, said
from oncall_tui.desk.reassigning.views import Reassignment, ReassignmentPlan, Share
from oncall_tui.desk.views import Saved
from oncall_tui.tui.absences.screen import PlanScreen
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.flows.picking import PickField
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, line, rule, stack, wrap
from oncall_tui.tui.reassigning.rows import reassignment_sheet
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.columns import Cell, Column
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_UP = "up"
"""Stands for each client's own secondary in the list of those who get them."""
_ROLES = {
    Share.ACTING: "Whoever is on record stays so; they act in the primary role. A director decides.",
    Share.PRIMARY: "The role of record itself moves. A director decides.",
    Share.SECONDARY: "They stand in when the primary is away.",
}
_UP_WORDS = "Each client's own secondary becomes primary for good, and stays so until somebody decides again."
_NEXT = "Ctrl+S shows every client it changes and what it leaves open, and changes nothing yet."


def _name(manager: ManagerLine) -> Cell:
    return (manager.name, "dim") if manager.away else manager.name


def _load(manager: ManagerLine) -> Cell:
    return (f"{manager.load}", "dim") if manager.phone or manager.load else ""


def _stand(manager: ManagerLine) -> Cell:
    if manager.away:
        return (f"✗ {manager.away}", "lapsing")
    return (manager.evidence or ("care manager" if manager.manages else "director"), "dim")


_COLUMNS: tuple[Column[ManagerLine], ...] = (
    Column("", _name, width=18),
    Column("", _load, width=5, align="right"),
    Column("", _stand, width=16, fraction=1),
)


class ManagerField(PickField[ManagerLine]):
    """Picks a care manager by name; while it is put aside nothing need be picked."""

    DEFAULT_CSS = "ManagerField { & Listing { height: 5; } }"

    def __init__(
        self,
        key: str,
        label: str,
        managers: Sequence[ManagerLine],
        *,
        taker: bool,
        hint: str,
        optional: bool = False,
    ) -> None:
        self._taker = taker
        super().__init__(
            key,
            label,
            tuple(managers),
            _COLUMNS,
            row_key=lambda each: each.id or _UP,
            name=lambda each: each.name,
            more=lambda each: each.evidence,
            echo=self._told,
            why_not=lambda each: f"{each.name}: {each.away}." if taker and each.away else "",
            hint=hint,
        )
        self.required = not optional

    def _told(self, manager: ManagerLine) -> str:
        if not manager.id:
            return manager.evidence
        clients = "1 client" if manager.load == 1 else f"{manager.load} clients"
        more = manager.evidence if self._taker else manager.away
        return f"{manager.name}, primary for {clients}. {more}".strip()

    def check(self) -> str:
        """Return what is wrong with the pick, unless it is put aside."""
        return "" if self.disabled else super().check()


class ReassignForm(SmallForm):
    """Which clients, to whom, in which role and for how long; saving it only shows what it would change."""

    def __init__(self, desk: Desk, client_id: int | None, found: Choice, kept: Kept) -> None:
        intro = line(("All of them go to a named person, or none does.", DIM))
        super().__init__("REASSIGN", intro, self._look_ahead, kept)
        self._desk = desk
        self._client_id = client_id
        self._found = found
        self._since = WhenField("start", "From", understanding(desk), hint="left empty: from now")
        self._until = WhenField("end", "Until", understanding(desk), hint="left empty: for good")
        self.new: Reassignment | None = None
        """What was asked for, once it was shown what it changes."""
        self.plan: ReassignmentPlan | None = None
        """What it changes."""

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        which = [Option("all", "all of one manager")]
        if self._found.client:
            which.insert(0, Option("one", f"this client: {self._found.client}"))
        managers = self._found.managers
        up = ManagerLine(
            0, "their secondaries", "", True, 0, "", False, "each client's own secondary moves up"
        )
        takers = (*(each for each in managers if not each.left), up)
        roles = tuple(Option(each.value, each.value) for each in Share)
        return (
            ChoiceField("which", "Which", which, value=which[0].value, required=True),
            ManagerField(
                "whose",
                "Whose",
                [each for each in managers if each.load],
                taker=False,
                hint="whose whole caseload",
            ),
            ManagerField(
                "person", "To", takers, taker=True, hint="primary for how many, and what speaks for them"
            ),
            ChoiceField("share", "Role", roles, value=Share.ACTING.value, required=True),
            ManagerField(
                "secondary",
                "Then 2nd",
                [each for each in managers if each.manages and not each.left],
                taker=True,
                optional=True,
                hint="who follows them as secondary; left empty, it is listed as open",
            ),
            self._until,
            NoteField("reason", "Reason *", room=1000, hint="the managers see it"),
            self._since,
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why, so that the managers understand it."}

    def changed(self, values: Values) -> None:
        """Tell what the chosen role means, and ask whose clients only where that is the question."""
        whose = self.field("whose")
        whose.disabled = values.get("which") != "all"
        whose.display = not whose.disabled
        up = values.get("person") == _UP
        for key, wanted in (("share", not up), ("secondary", up)):
            self.field(key).display = wanted
            self.field(key).disabled = not wanted
        words = (_UP_WORDS if up else _ROLES[Share(values.get("share") or Share.ACTING)], _NEXT)
        lines = [rule("what follows", self.room)]
        self.aside(
            stack([*lines, *(line((each, DIM)) for said_ in words for each in wrap(said_, self.room))])
        )

    def _look_ahead(self, values: Values) -> Saved:
        one = self._client_id if values["which"] == "one" else None
        up = values["person"] == _UP
        new = Reassignment(
            () if one is None else (one,),
            None if up else int(values["person"]),
            Share.PRIMARY if up else Share(values["share"]),
            values["reason"],
            self._since.at,
            self._until.at,
            int(values["whose"]) if one is None else None,
            int(values["secondary"]) if up and values["secondary"] else None,
        )
        self.plan = preview(self._desk, new)
        self.new = new
        return Saved(0, "")


async def give(screen: ConsoleScreen) -> None:
    """Give clients to somebody else, after showing what it changes."""
    desk, client_id = screen.desk, screen.client_id
    found = await screen.answer_to(partial(choice, desk, client_id))
    typed: dict[str, str] = {}
    if found is not None and found.primary_id is not None:
        typed["whose"] = str(found.primary_id)
    while found is not None:
        form = ReassignForm(desk, client_id, found, Kept(dict(typed), typed.update))
        await screen.app.push_screen_wait(form)
        if form.plan is None or form.new is None:
            return
        typed = dict(form.values)
        if await _confirmed(screen, form.new, form.plan):
            return


async def _confirmed(screen: ConsoleScreen, new: Reassignment, plan: ReassignmentPlan) -> bool:
    """Show a plan and do it; False to go back to the form."""
    desk, zone = screen.desk, ZoneInfo(screen.desk.house.zone)
    while True:
        sheet = PlanScreen(reassignment_sheet(plan, zone), desk.now())
        wanted = await screen.app.push_screen_wait(sheet)
        if sheet.left_out:
            new = leaving_out(new, plan)
            fewer = await screen.answer_to(partial(preview, desk, new))
            if fewer is None:
                return False
            plan = fewer
            continue
        done = await screen.answer_to(partial(reassign, desk, new, shown=plan)) if wanted else None
        if done is not None:
            tell(screen, f"{said(done, desk.house.zone)} u takes it back.")
            screen.load(afresh=True)
            screen.load_client()
        return done is not None
