"""The worklist on the console: ten clients worked by keys, and production at a glance."""

from __future__ import annotations

from textual.pilot import Pilot

from oncall_tui.desk.context import Desk
from oncall_tui.desk.production.reading import production
from oncall_tui.rules.production import Tally
from oncall_tui.tui.attempt_form.form import AttemptForm
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.production.screen import ProductionScreen
from oncall_tui.tui.widgets.chooser import Chooser
from oncall_tui.tui.worklist.card import StopSheet
from oncall_tui.tui.worklist.forms import NextDateForm
from oncall_tui.tui.worklist.screen import WorklistScreen
from storage.models import Client, ClientPhone, Holding
from storage.vocabulary import CareRole, Outcome, Phase
from tests.clock import FixedClock
from tests.house import EPOCH, JO, KIM, desk_of
from tests.tui.console import NARROW, console, shown, told
from tests.tui.flows import HARMLESS, HOSTILE, back, begin, fits
from tests.tui.test_flows_triage import MONDAY
from tests.tui.waiting import wait_for

OUTCOMES = ("r g", "n", "r e", "r s", "c", "r n", "r r", "v", "r g", "r e")
"""What came of each call, and what was spoken about: six talks count, one does not, three reached nobody."""
LETTERS = {
    "r": Outcome.REACHED,
    "n": Outcome.NO_ANSWER,
    "c": Outcome.CALL_BACK_LATER,
    "v": Outcome.VOICEMAIL,
}
TOPICS = {"g": "goals", "e": "engagement,goals", "s": "social-needs", "r": "resources", "n": "none"}


def clients(desk: Desk, count: int) -> None:
    """Put clients of Jo Lee on record, the first with a name that wants to be obeyed."""
    with desk.store.writing("system", "test.clients", "clients") as unit:
        for number in range(10, 10 + count):
            unit.session.add(
                Client(
                    id=number,
                    number=f"C-{number}",
                    family_name=f"Aa{number}" if number > 10 else HOSTILE,
                    given_name="Given",
                    phase=Phase.OUTREACH if number == 10 else Phase.MAINTENANCE,
                )
            )
            unit.session.flush()
            unit.session.add(ClientPhone(client_id=number, number="02 5550 0142", digits="61255500142"))
            unit.session.add(Holding(client_id=number, person_id=JO, role=CareRole.PCM, starts_at=EPOCH))


async def one_call(screen: ConsoleScreen, pilot: Pilot[int], came: str, *, by_keys: bool) -> None:
    """Take a call from the card that is shown, and accept the next date."""
    outcome, _, topic = came.partition(" ")
    form = await begin(screen, pilot, "a", AttemptForm)
    if by_keys:
        await pilot.press("tab", outcome, "tab", "tab", "k", "tab", topic)
    else:
        form.field("outcome").value = LETTERS[outcome].value
        form.field("note").value = "ok" if outcome == "r" else ""
        form.field("topic").value = TOPICS.get(topic, "")
        form.field("message_left").value = "" if outcome == "r" else "not-possible"
    await begin(screen, pilot, "ctrl+s", NextDateForm)
    await pilot.press("ctrl+s")


async def test_ten_clients_are_worked_from_the_top_and_the_days_figures_are_right(
    lone_desk: Desk, clock: FixedClock
) -> None:
    """R-115, R-148: card, call, outcome, next date, next client; then production at a glance."""
    clock.jump(MONDAY)
    clients(lone_desk, 10)
    desk = desk_of(lone_desk.store, clock, JO)
    async with console(desk, NARROW) as (screen, pilot):
        worklist = await begin(screen, pilot, "g", WorklistScreen)
        assert "0/11 done" in shown(screen)
        assert HARMLESS in shown(screen)
        order = [stop.row.client_id for stop in worklist.found.stops]
        sheet = await begin(screen, pilot, "enter", StopSheet)
        assert "1 of 11" in shown(screen)
        assert "why now" in shown(screen)
        for place, came in enumerate(OUTCOMES):
            await one_call(screen, pilot, came, by_keys=place in (0, 2))
            before = sheet
            await wait_for(
                pilot,
                lambda before=before: (
                    isinstance(screen.app.screen, StopSheet)  # type: ignore[misc]
                    and screen.app.screen is not before
                ),
                description="the next client's card",
            )
            top = screen.app.screen
            assert isinstance(top, StopSheet)
            sheet = top
        assert "11 of 11" in shown(screen)
        await begin(screen, pilot, "escape", WorklistScreen)
        assert [stop.row.client_id for stop in worklist.found.stops] == order, "nobody moved meanwhile"
        assert worklist.listing.current_key == order[10]
        assert "6/8" in shown(screen)
        assert "10/11 done" in shown(screen)
        await pilot.press("tab")
        await wait_for(pilot, lambda: len(worklist.listing.rows) <= 1, description="only who is due is shown")
        await pilot.press("escape")
        await back(screen, pilot)
        await begin(screen, pilot, "G", ProductionScreen)
        assert "6/8" in shown(screen)
        await wait_for(
            pilot,
            lambda: "2 more contacts reach it, or 17 more attempts" in " ".join(shown(screen).split()),
            description="what is missing stands there, and no notice over it any more",
        )
        await pilot.press("escape")
        await back(screen, pilot)
    found = production(desk, JO)
    assert found.today.tally == Tally(contacts=6, clients=6, attempts=3, calls=10, others=1)
    assert all(stop.row.next_on is not None for stop in worklist.found.stops[:10])


async def test_a_director_looks_at_each_manager_and_may_work_their_list(
    lone_desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    async with console(lone_desk, NARROW) as (screen, pilot):
        view = await begin(screen, pilot, "G", ProductionScreen)
        assert fits(view)
        assert "PRODUCTION   Jo Lee" in shown(screen)
        await pilot.press("down")
        await wait_for(pilot, lambda: "PRODUCTION   Mai Tran" in shown(screen), description="the next one")
        await wait_for(pilot, lambda: len(view.read) == 2, description="both managers' weeks were read")
        await pilot.press("escape")
        await back(screen, pilot)
        assert desk_of(lone_desk.store, clock, KIM).operator == lone_desk.operator
        await begin(screen, pilot, "g", Chooser)
        worklist = await begin(screen, pilot, "enter", WorklistScreen)
        assert "Okafor, Hana" in shown(screen)
        assert fits(worklist)
        sheet = await begin(screen, pilot, "enter", StopSheet)
        assert fits(sheet)
        await pilot.press("n")
        await wait_for(pilot, lambda: "last one" in told(screen), description="the end of the list is told")
        await begin(screen, pilot, "escape", WorklistScreen)
        form = await begin(screen, pilot, "d", NextDateForm)
        form.field("next_on").value = "yesterday"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: bool(form.field("next_on").error), description="it is refused")
        await begin(screen, pilot, "escape", WorklistScreen)
        await pilot.press("escape")
        await back(screen, pilot)
