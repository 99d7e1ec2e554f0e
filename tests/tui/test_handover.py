"""Handing a client over on the console: the brief, what is done to it, and the lists."""

from __future__ import annotations

from datetime import timedelta

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.context import Desk
from oncall_tui.desk.drafts import drafts
from oncall_tui.desk.handover.brief import build_brief
from oncall_tui.desk.handover.lists import leaves_of
from oncall_tui.desk.handover.page import Line, Page, Section, Tone
from oncall_tui.desk.handover.returning import returns
from oncall_tui.tui.handover.forms import AcceptForm, ReturnForm, WriteForm
from oncall_tui.tui.handover.screen import HandoversScreen, View
from oncall_tui.tui.handover.sheet import BriefSheet, ReturnSheet
from oncall_tui.tui.handover.text import page_text
from storage.models import Client
from storage.vocabulary import AbsenceReason, HandoverState
from tests.clock import FixedClock
from tests.house import HANA, JO
from tests.tui.console import NARROW, console, shown, stock, told
from tests.tui.flows import HARMLESS, HOSTILE, back, begin, fits
from tests.tui.test_flows_triage import MONDAY
from tests.tui.waiting import wait_for

DAY = timedelta(days=1)


def leave(desk: Desk, days: int = 1) -> int:
    """Put leave of Jo Lee on record, from tomorrow on."""
    start = desk.now() + DAY
    record_absence(desk, NewAbsence(JO, AbsenceReason.ANNUAL, start, start + days * DAY))
    return leaves_of(desk, JO)[0].id


def state(desk: Desk) -> HandoverState | None:
    found = build_brief(desk, HANA).handover
    return found.state if found is not None else None


async def test_a_handover_is_written_offered_and_accepted_by_keys(lone_desk: Desk, clock: FixedClock) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    leave(lone_desk)
    async with console(lone_desk, NARROW) as (screen, pilot):
        screen.choose_client(HANA)
        sheet = await begin(screen, pilot, "b", BriefSheet)
        whole = shown(screen)
        assert "HANDOVER" in whole
        assert "synthesis" in whole, "a screenful tells all of it in short"
        assert "Jo Lee → Mai Tran" in whole
        await pilot.press("s")
        await wait_for(pilot, lambda: "Enter writes it" in told(screen), description="it says what to do")
        form = await begin(screen, pilot, "enter", WriteForm)
        assert fits(form)
        await pilot.press(*"wound")
        await begin(screen, pilot, "escape", BriefSheet)
        assert [each.typed["concerns"] for each in drafts(lone_desk, "handover", HANA)] == ["wound"]
        form = await begin(screen, pilot, "enter", WriteForm)
        assert form.values["concerns"] == "wound", "what was typed and not saved is there again"
        for part in ("actions", "contingencies"):
            form.field(part).value = "ring the nurse"
        again = await begin(screen, pilot, "ctrl+s", BriefSheet)
        assert again is not sheet
        assert state(lone_desk) is HandoverState.DRAFTED
        assert not drafts(lone_desk, "handover", HANA)
        await pilot.press("s")
        await wait_for(pilot, lambda: state(lone_desk) is HandoverState.OFFERED, description="it is offered")
        await wait_for(
            pilot,
            lambda: isinstance(screen.app.screen, BriefSheet) and "offered" in shown(screen),
            description="the sheet is there again",
        )
        accepting = await begin(screen, pilot, "y", AcceptForm)
        accepting.field("synthesis").value = "Watch the wound."
        await begin(screen, pilot, "ctrl+s", BriefSheet)
        assert "Watch the wound." in shown(screen)
        assert state(lone_desk) is HandoverState.ACCEPTED
        await pilot.press("escape")
        await back(screen, pilot)


async def test_the_lists_lead_to_the_briefs_and_a_return_is_accepted(
    lone_desk: Desk, clock: FixedClock
) -> None:
    stock(lone_desk)
    clock.jump(MONDAY)
    with lone_desk.store.writing("system", "test.hostile", "client:1") as unit:
        unit.session.get_one(Client, HANA).concerns = [HOSTILE]
    absence = leave(lone_desk)
    clock.advance(DAY + timedelta(hours=1))
    async with console(lone_desk) as (screen, pilot):
        lists = await begin(screen, pilot, "H", HandoversScreen)
        assert "0 of 1 accepted" in shown(screen)
        assert "✗ not begun" in shown(screen)
        await begin(screen, pilot, "enter", BriefSheet)
        assert HARMLESS in shown(screen)
        lists = await begin(screen, pilot, "escape", HandoversScreen)
        clock.advance(3 * DAY)
        await pilot.press("escape")
        await back(screen, pilot)
        lists = await begin(screen, pilot, "H", HandoversScreen)
        await pilot.press("tab", "tab")
        await wait_for(pilot, lambda: lists.listing is lists.returned, description="the third list is shown")
        assert lists.returned.current_key == absence
        await begin(screen, pilot, "enter", ReturnSheet)
        assert "not accepted yet" in shown(screen)
        await begin(screen, pilot, "y", ReturnForm)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: returns(lone_desk)[0].accepted_at is not None, description="accepted")
        await wait_for(
            pilot,
            lambda: isinstance(screen.app.screen, HandoversScreen) and "✓ accepted" in shown(screen),
            description="the list says so",
        )
        assert screen.app.screen._view is View.RETURNS  # type: ignore[attr-defined]
        await pilot.press("escape")
        await back(screen, pilot)


def test_every_line_of_the_first_screen_is_one_line_and_all_of_it_follows() -> None:
    long = "word " * 100
    lines = (Line("concerns now", long + "\nand more", Tone.ALARM, new=True), Line("goals", "none"))
    page = Page("Okafor, Hana", "draft", (Section("S  Situation", lines),), ("uncontrolled",), lines)
    drawn = page_text(page, 76).plain.split("\n")
    assert drawn[0].startswith("concerns now   + ✗ word word")
    assert drawn[0].endswith("…")
    assert drawn[1] == "goals          none"
    assert max(map(len, drawn)) <= 76
    assert [each.strip() for each in drawn].count("and more") == 1
    assert drawn[-1] == "uncontrolled"
