"""Whole journeys at a real terminal with nothing but the keyboard, and what they leave on record."""

from __future__ import annotations

import sys

import pytest

from oncall_tui.desk.cards import item_card
from oncall_tui.desk.drafts import drafts
from storage.vocabulary import CallerType, Category, ClockState, ItemState, Outcome
from tests.dose import WHOLE, within
from tests.house import HANA
from tests.terminal.pty import Terminal
from tests.terminal.stage import RAE_MAIL, Person, Stage
from tests.tui.console import NARROW, WIDE, stock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")

SAID = "Asked for a call about Tuesday.\rRings again tonight."


def test_a_call_from_first_ring_to_resolved_in_a_narrow_window(stage: Stage) -> None:
    a_call_from_first_ring_to_resolved(stage, NARROW)


def test_a_call_on_postgresql(postgres_stage: Stage) -> None:
    if WHOLE:
        a_call_from_first_ring_to_resolved(postgres_stage, WIDE)
        return
    stock(postgres_stage.desk)
    with postgres_stage.console() as kim:
        kim.sees("Okafor, Ben")
        look_hana_up(kim)
        log_her_call(kim)
        kim.shown.press("ctrl+q")
        assert kim.shown.wait() == 0
    assert item_card(postgres_stage.desk, 5).row.client_id == HANA
    assert postgres_stage.desk.store.verify_audit().ok


def a_call_from_first_ring_to_resolved(stage: Stage, size: tuple[int, int]) -> None:
    columns, rows = size
    stock(stage.desk)
    with stage.console(columns=columns, rows=rows) as kim:
        kim.sees("Okafor, Ben")
        look_hana_up(kim)
        log_her_call(kim)
        ask_why(kim)
        try_twice(kim)
        hand_on_resolve_and_undo(kim)
        kim.shown.press("ctrl+q")
        assert kim.shown.wait() == 0
        kim.assert_terminal_given_back()
    what_is_on_record(stage)


def look_hana_up(kim: Person) -> None:
    kim.go_to("LOOK UP", "/")
    kim.shown.send("hana")
    kim.sees("1 found", "Okafor, Hana")
    kim.shown.press("enter")
    kim.sees("RESPONSIBLE NOW", "Okafor, Hana · C-0412", "Kim Webb", "Responsible: Jo Lee", "voicemail: no")
    kim.go_to("QUEUE", "1")


def log_her_call(kim: Person) -> None:
    kim.opens("n", "NEW CALL")
    kim.field("Client", "C-0412")
    kim.sees("C-0412 Okafor, Hana", "✗ no voicemail")
    kim.field("Caller", "Hana herself")
    kim.field("Caller is", "c")
    kim.field("Ring back on", "0491 570 313")
    kim.field("About", "w")
    kim.sees("Clinical call back", "Mon 23 Nov 17:00 AEDT")
    kim.field("What was said", SAID)
    kim.field("Next step", "Ring her on Monday")
    kim.shown.press("ctrl+s")
    kim.sees("Saved as 5")
    kim.select("5 U")


def ask_why(kim: Person) -> None:
    kim.shown.press("w")
    kim.sees("WHY  item 5", "Clinical call back · R-078", "5. Due Mon 23 Nov 2026 17:00 AEDT.")
    kim.shown.press("escape")
    kim.sees_no("WHY  item 5")


def try_twice(kim: Person) -> None:
    kim.opens("a", "ATTEMPT  item 5")
    kim.sees("0491 570 313", "Attempt 1 of 2", "leave none")
    kim.field("Outcome", "n")
    kim.field("Next try", "16:30")
    kim.sees("→ Sat 21 Nov 2026 16:30 AEDT")
    kim.shown.press("ctrl+s")
    kim.sees("5: Attempt 1 of 2 by phone: no answer.", "1/2")
    kim.opens("a", "ATTEMPT  item 5")
    kim.sees("Attempt 2 of 2")
    kim.field("Outcome", "r")
    kim.field("Said, agreed", "Her daughter comes on Tuesday.")
    kim.field("Spoke about", "e")
    kim.field("Next step", "Nothing for now")
    kim.shown.press("ctrl+s")
    kim.sees("5: Attempt 2 of 2 by phone: reached.", "2/2")


def hand_on_resolve_and_undo(kim: Person) -> None:
    kim.opens("h", "HAND ON  item 5")
    kim.field("To", "mai")
    kim.sees("→ Mai Tran 0491 570 157")
    kim.field("Reason", "Knows her best")
    kim.shown.press("ctrl+s")
    kim.sees("5: Handed to Mai Tran")
    kim.opens("r", "RESOLVE  item 5")
    kim.field("What was done", "Told the daughter.")
    kim.shown.press("ctrl+s")
    kim.sees("5: resolved.")
    kim.sees_no(" 5 U Okafor")
    kim.shown.press("u")
    kim.sees("UNDO", "Resolved: Told the daughter.")
    kim.shown.press("y")
    kim.sees_no("UNDO")
    kim.sees(" 5 U Okafor")


def what_is_on_record(stage: Stage) -> None:
    card = item_card(stage.desk, 5)
    row = card.row
    assert row.client_id == HANA
    assert (row.caller, row.caller_type, row.phone) == ("Hana herself", CallerType.CLIENT, "0491 570 313")
    assert (row.category, row.state) == (Category.WELLBEING, ItemState.CONTACTED)
    assert card.said == SAID.replace("\r", "\n")
    assert row.acting.name == "Mai Tran"
    assert row.handed
    assert [each.outcome for each in card.attempts] == [Outcome.NO_ANSWER, Outcome.REACHED]
    assert [each.note for each in card.attempts] == ["", "Her daughter comes on Tuesday."]
    assert row.next_step == "Nothing for now"
    assert {clock.state for clock in card.row.clocks} == {ClockState.MET}
    assert [each.words.partition(":")[0] for each in card.history][-2:] == ["Resolved", "Taken back"]
    assert not drafts(stage.desk)
    assert stage.desk.store.verify_audit().ok
    assert stage.log() == ""


def test_a_killed_console_loses_nothing_that_was_typed(stage: Stage) -> None:
    stock(stage.desk)
    with stage.console() as kim:
        kim.opens("n", "NEW CALL")
        kim.field("Client", "C-0412")
        kim.sees("✗ no voicemail")
        kim.field("Caller", "Ngozi Okafor")
        kim.field("Ring back on", "0491 570 313")
        kim.field("About", "w")
        kim.field("What was said", SAID)
        kim.field("Next step", "Ring her on Monday")
        kim.shown.wait_for(
            lambda: any(kept.typed.get("next_step") == "Ring her on Monday" for kept in drafts(stage.desk)),
            timeout=within(2),
            description="the draft is on the disk",
        )
        kim.field("If it drops", "02 5550 0142")
        kim.shown.kill()
        assert kim.shown.wait() == -9
    assert stage.calls() == (1, 2, 3, 4)
    with stage.console() as kim:
        kim.shown.press("d")
        kim.sees("DRAFTS", "Ngozi Okafor")
        kim.opens("enter", "NEW CALL")
        kim.sees("C-0412 Okafor, Hana", "Ngozi Okafor", "0491 570 313", "● wellbeing")
        kim.sees(*SAID.split("\r"), "Ring her on Monday", "✗ no voicemail")
        kim.field("Relationship", "daughter")
        kim.shown.press("ctrl+s")
        kim.sees("Saved as 5")
        kim.shown.press("d")
        kim.sees("No draft is kept.")
        kim.shown.press("ctrl+q")
        assert kim.shown.wait() == 0
    card = item_card(stage.desk, 5)
    assert card.said == SAID.replace("\r", "\n")
    assert (card.row.client_id, card.relationship) == (HANA, "daughter")
    assert stage.calls() == (1, 2, 3, 4, 5)
    assert not drafts(stage.desk)
    assert stage.desk.store.verify_audit().ok


def test_what_one_console_writes_stands_on_the_other_within_two_seconds(stage: Stage) -> None:
    stock(stage.desk)
    with stage.console() as kim, stage.console(operator=RAE_MAIL) as rae:
        rae.sees("Okafor, Ben")
        kim.opens("n", "NEW CALL")
        kim.field("Caller", "Bo Lindqvist")
        kim.field("About", "w")
        kim.field("What was said", "The line was bad.")
        kim.shown.press("ctrl+s")
        kim.sees("Saved as 5")
        rae.shown.wait_for(
            lambda: "Bo Lin" in rae.text,
            timeout=within(2),
            description="the other's call",
        )
        for person in (kim, rae):
            person.shown.press("ctrl+q")
            assert person.shown.wait() == 0
    assert stage.desk.store.verify_audit().ok


def test_the_demo_opens_a_console_with_a_story() -> None:
    with Terminal.python("-m", "oncall_tui", "demo", rows=40, columns=120) as shown:
        shown.wait_for("RESPONSIBLE NOW", timeout=60)
        shown.wait_for(" LAPSED", timeout=60)
        assert "demo" in shown.lines[0]
        shown.press("ctrl+q")
        assert shown.wait() == 0
