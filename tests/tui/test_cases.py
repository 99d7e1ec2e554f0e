"""Cases, outside parties and policies at their keys, refused in words where the documents forbid it."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from oncall_tui.desk.cases import verbs
from oncall_tui.desk.cases.record import case_view, cases_of
from oncall_tui.desk.context import Desk
from oncall_tui.desk.parties.procedures import NewProcedure, add_procedure
from oncall_tui.desk.parties.reading import parties, party_view
from oncall_tui.desk.parties.verbs import NewParty, add_party
from oncall_tui.desk.policies.reading import policies
from oncall_tui.tui.cases.ending import CloseForm, EndForm, NotesForm, ProcedureForm, ReadForm
from oncall_tui.tui.cases.forms import NewCaseForm, ReviewForm, SessionForm
from oncall_tui.tui.cases.screen import CasesScreen
from oncall_tui.tui.cases.sheet import CaseSheet
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.parties.forms import PartyForm
from oncall_tui.tui.parties.forms import ProcedureForm as WantsForm
from oncall_tui.tui.parties.policies import NewPolicyForm, PoliciesScreen, PolicySheet, PublishForm
from oncall_tui.tui.parties.screen import PartiesScreen
from oncall_tui.tui.parties.sheet import PartySheet
from storage.vocabulary import CaseKind, CaseState, OutsideKind
from tests.house import HANA
from tests.tui.console import SIZES, console, shown, stock, told
from tests.tui.flows import HARMLESS, HOSTILE, back, begin, fits, line_of
from tests.tui.waiting import wait_for


async def on_client(screen: ConsoleScreen, pilot: Pilot[int], client_id: int) -> None:
    """Put a client on the responsible pane."""
    screen.choose_client(client_id)
    pane = screen.query_one(ResponsiblePane)
    await wait_for(
        pilot,
        lambda: pane.shown is not None and pane.shown.card.id == client_id,
        description="the client is on the responsible pane",
    )


async def test_a_couples_case_goes_from_its_first_session_to_its_close(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await on_client(screen, pilot, HANA)
        await begin(screen, pilot, "k", CasesScreen)
        form = await begin(screen, pilot, "n", NewCaseForm)
        form.field("kind").value, form.field("available").value = CaseKind.COUPLES.value, "6"
        await begin(screen, pilot, "ctrl+s", CasesScreen)
        await begin(screen, pilot, "enter", CaseSheet)
        await pilot.press("r")
        await wait_for(pilot, lambda: "There was no session yet" in told(screen), description="it says why")
        session = await begin(screen, pilot, "s", SessionForm)
        session.field("agreed").value = "none needed"
        await begin(screen, pilot, "ctrl+s", CaseSheet)
        assert "reviewed before a second one" in shown(screen)
        session = await begin(screen, pilot, "s", SessionForm)
        session.field("agreed").value = "none needed"
        await pilot.press("ctrl+s")
        await wait_for(
            pilot, lambda: "reviewed before a second" in line_of(session, "override"), description="refused"
        )
        await begin(screen, pilot, "escape", CaseSheet)
        review = await begin(screen, pilot, "r", ReviewForm)
        review.field("decision").value, review.field("reason").value = "deny", "Enough."
        await pilot.press("ctrl+s")
        await wait_for(
            pilot, lambda: "additional resources" in line_of(review, "resources"), description="refused"
        )
        review.field("resources").value = "A helpline."
        await begin(screen, pilot, "ctrl+s", CaseSheet)
        close = await begin(screen, pilot, "x", CloseForm)
        await pilot.press("ctrl+s")
        await wait_for(
            pilot, lambda: "intervention has not ended" in shown(screen), description="everything is named"
        )
        assert close.values["notes_missing"] == ""
        await begin(screen, pilot, "escape", CaseSheet)
        end = await begin(screen, pilot, "e", EndForm)
        end.field("reason").value = "Both go on."
        await begin(screen, pilot, "ctrl+s", CaseSheet)
        notes = await begin(screen, pilot, "n", NotesForm)
        notes.field("title").value, notes.field("words").value = "Closing", "In the file."
        notes.field("parts").value = "0,2"
        await begin(screen, pilot, "ctrl+s", CaseSheet)
        assert "✗ missing: what was covered" in shown(screen)
        read = await begin(screen, pilot, "v", ReadForm)
        read.field("result").value = "no-issue"
        await begin(screen, pilot, "ctrl+s", CaseSheet)
        await begin(screen, pilot, "x", CloseForm)
        await begin(screen, pilot, "ctrl+s", CaseSheet)
        await wait_for(pilot, lambda: "couples · closed" in shown(screen), description="it is closed")
        await pilot.press("escape", "escape")
        await back(screen, pilot)
    assert cases_of(lone_desk, HANA)[0].state is CaseState.CLOSED


@pytest.mark.parametrize("size", SIZES)
async def test_procedures_stand_on_top_and_hostile_names_do_nothing(
    lone_desk: Desk, size: tuple[int, int]
) -> None:
    stock(lone_desk)
    kind = OutsideKind.CLIENT_ORGANISATION
    org = add_party(lone_desk, NewParty(kind, HOSTILE, notes=HOSTILE)).party_id
    add_procedure(lone_desk, NewProcedure(org, HOSTILE, "first-session-review", "1 business day"))
    new = verbs.NewCase("k", HANA, CaseKind.MINORS, 4, organisation_id=org, about=HOSTILE)
    case_id = verbs.open_case(lone_desk, new).case_id
    async with console(lone_desk, size) as (screen, pilot):
        await on_client(screen, pilot, HANA)
        listed = await begin(screen, pilot, "k", CasesScreen)
        assert fits(listed)
        sheet = await begin(screen, pilot, "enter", CaseSheet)
        assert fits(sheet)
        lines = shown(screen).splitlines()
        assert HARMLESS in lines[2], "what the organisation asks is the first thing"
        tick = await begin(screen, pilot, "p", ProcedureForm)
        assert fits(tick)
        tick.field("answer").value = "not-applicable"
        await pilot.press("ctrl+s")
        await wait_for(
            pilot, lambda: "why it does not apply" in line_of(tick, "reason"), description="a reason is asked"
        )
        tick.field("reason").value = "No manager there."
        await begin(screen, pilot, "ctrl+s", CaseSheet)
        assert case_view(lone_desk, case_id).bars_closing[-1].startswith("No completed notes")
        await pilot.press("escape", "escape")
        await back(screen, pilot)
        listed_parties = await begin(screen, pilot, "O", PartiesScreen)
        assert fits(listed_parties)
        party = await begin(screen, pilot, "enter", PartySheet)
        assert fits(party)
        assert HARMLESS in shown(screen)


async def test_parties_and_policies_are_kept_at_their_keys(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await begin(screen, pilot, "O", PartiesScreen)
        party = await begin(screen, pilot, "n", PartyForm)
        party.field("kind").value, party.field("name").value = "client-organisation", "Southbank Rail"
        await begin(screen, pilot, "ctrl+s", PartiesScreen)
        await begin(screen, pilot, "enter", PartySheet)
        wants = await begin(screen, pilot, "p", WantsForm)
        wants.field("words").value, wants.field("number").value = "Ring back sooner", "2 elapsed hours"
        wants.field("rule").value = "clinical call"
        await begin(screen, pilot, "ctrl+s", PartySheet)
        assert "sets Clinical call back: 2 elapsed hours" in shown(screen)
        await pilot.press("escape", "escape")
        await back(screen, pilot)
        await begin(screen, pilot, "Y", PoliciesScreen)
        policy = await begin(screen, pilot, "n", NewPolicyForm)
        await wait_for(pilot, lambda: policy.field("words").is_mounted, description="all fields are there")
        for name, value in (
            ("title", "Case management"),
            ("next_revision", "2021-03"),
            ("created", "2020-09"),
        ):
            policy.field(name).value = value
        await begin(screen, pilot, "ctrl+s", PoliciesScreen)
        assert "1 overdue for review" in shown(screen)
        await begin(screen, pilot, "enter", PolicySheet)
        publish = await begin(screen, pilot, "r", PublishForm)
        for name, value in (("words", "New."), ("approver", "Al Key"), ("next_revision", "2027-03")):
            publish.field(name).value = value
        await begin(screen, pilot, "ctrl+s", PolicySheet)
        assert "revision 2" in shown(screen)
    (organisation,) = parties(lone_desk)
    assert len(party_view(lone_desk, organisation.id).procedures) == 1
    assert policies(lone_desk)[0].revision == 2
