"""The whole console on a hostile record, and under hostile hands."""

from __future__ import annotations

import random
import sys

import pytest

from oncall_tui.desk.cards import item_card
from oncall_tui.desk.queue import load_queue
from tests.dose import dose
from tests.terminal.hands import BURSTS, JUNK, obeyed_nothing, step_back
from tests.terminal.hostile_record import EVERYTHING, LITERAL, PAYLOADS, poison
from tests.terminal.stage import Person, Stage
from tests.tui.console import stock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")

MEGABYTE = 1_000_000


def visit(kim: Person, key: str, *wanted: str) -> None:
    """Open what a key opens, look at it, and step back."""
    kim.shown.press(key)
    kim.sees(*wanted)
    kim.shown.press("pagedown")
    kim.shown.settle(0.1)
    kim.shown.press("escape")
    kim.sees("QUEUE")
    kim.sees_no(wanted[0])


def test_no_pane_form_or_sheet_obeys_what_is_on_record(stage: Stage) -> None:
    items = poison(stage.desk)
    number = items[EVERYTHING]
    with stage.console(columns=150) as kim:
        kim.sees(EVERYTHING, "[/red]Care")
        for key, *wanted in (
            ("i", f"ITEM  {number}"),
            ("w", f"WHY  item {number}"),
            ("a", f"ATTEMPT  item {number}"),
            ("t", f"TRIAGE  item {number}"),
            ("h", f"HAND ON  item {number}", "Mai Tran [/]"),
            ("r", f"RESOLVE  item {number}"),
            ("m", f"SAME MATTER  item {number}"),
            ("U", f"CANNOT REACH  item {number}", "Mai Tran [/]"),
            ("f", "SHOW ONLY", "Kim Webb [/]"),
            ("d", "DRAFTS", "[/]"),
            ("?", "KEYS"),
        ):
            visit(kim, key, *wanted)
        choose_in_a_form(kim)
        hand_on_and_take_back(kim, number)
        seen = scroll_through(kim, len(items))
        obeyed_nothing(kim.shown)
        for literal in LITERAL:
            assert literal in seen, literal
        kim.shown.press("ctrl+q")
        assert kim.shown.wait() == 0
    assert stage.log() == ""


def choose_in_a_form(kim: Person) -> None:
    """Look at the candidates and the chosen client beside the form."""
    kim.opens("n", "NEW CALL")
    kim.field("Client", "everything")
    kim.sees("which client?", f"▸ {EVERYTHING}")
    kim.shown.press("enter")
    kim.sees("── client ──")
    kim.field("About", "w")
    kim.shown.press("escape")
    kim.sees("QUEUE", "Kept as a draft")


def hand_on_and_take_back(kim: Person, number: int) -> None:
    """Have the names said in passing, and shown before something is taken back."""
    kim.opens("h", f"HAND ON  item {number}")
    kim.field("To", "mai")
    kim.field("Reason", "[/red] [b]")
    kim.shown.press("ctrl+s")
    kim.sees(f"{number}: Handed to Mai Tran [/]")
    kim.shown.press("u")
    kim.sees("UNDO", "Handed to Mai Tran [/]")
    kim.shown.press("y")
    kim.sees_no("UNDO")


def scroll_through(kim: Person, count: int) -> str:
    """Let the cursor go through the whole queue; return everything that stood on the screen meanwhile."""
    seen = []
    for _ in range(count):
        kim.shown.press("down")
        kim.shown.settle(0.03)
        seen.append(kim.text)
    kim.go_to("LOOK UP", "/")
    kim.shown.send("q1")
    kim.sees("found")
    kim.shown.settle()
    return "\n".join([*seen, kim.text])


def test_nul_and_lone_surrogates_are_not_kept(stage: Stage) -> None:
    items = poison(stage.desk)
    for payload, item in items.items():
        kept = item_card(stage.desk, item).said
        assert "\x00" not in kept
        assert kept.encode(), payload
    assert len(items) > len(PAYLOADS) > 20


def test_a_megabyte_pasted_does_not_stop_the_console(stage: Stage) -> None:
    stock(stage.desk)
    words = "Okafor [/] \u202e "
    flood = words * (MEGABYTE // len(words))
    with stage.console() as kim:
        kim.sees("Okafor, Ben")
        kim.go_to("LOOK UP", "/")
        kim.shown.paste(flood)
        kim.sees(" found")
        kim.shown.press("escape")
        kim.sees("name, number, phone")
        kim.shown.press("escape")
        kim.shown.settle(0.2)
        kim.opens("n", "NEW CALL")
        kim.field("What was said")
        kim.shown.paste(flood.replace("] ", "]\r"))
        kim.sees("characters more than fit here were left off")
        kim.shown.press("escape")
        kim.sees("Kept as a draft")
        obeyed_nothing(kim.shown)


def test_broken_bytes_and_mouse_reports_are_outlived(stage: Stage) -> None:
    stock(stage.desk)
    with stage.console() as kim:
        kim.sees("Okafor, Ben")
        for junk in JUNK:
            kim.shown.send(junk)
            kim.shown.settle(0.05)
        kim.shown.press("escape")
        kim.shown.settle(0.1)
        kim.shown.press("/")
        kim.shown.send(b"\xff" + b"hana" + b"\xc3")
        kim.shown.settle(0.1)
        kim.shown.press("escape")
        kim.sees("Okafor, Ben")
        obeyed_nothing(kim.shown)


def test_bursts_of_keys_are_outlived(stage: Stage) -> None:
    stock(stage.desk)
    with stage.console() as kim:
        kim.sees("Okafor, Ben")
        for burst in BURSTS:
            kim.shown.send(burst)
            kim.shown.settle()
            step_back(kim)
        kim.opens("n", "NEW CALL")
        step_back(kim)
        assert len(load_queue(stage.desk).rows) == 4
    assert stage.log() == ""


@pytest.mark.parametrize("seed", range(dose(1, 6)))
def test_two_hundred_random_keys_are_outlived(stage: Stage, seed: int) -> None:
    stock(stage.desk)
    draw = random.Random(seed)
    names = ["enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown"]
    names += ["home", "end", "backspace", "delete", "f1", "ctrl+p", "ctrl+r", "ctrl+t", "ctrl+s", "ctrl+z"]
    names += list("nathrwoudiplmeUxWf123/? yz09")
    with stage.console() as kim:
        kim.sees("Okafor, Ben")
        for _ in range(200):
            kim.shown.press(draw.choice(names))
        kim.shown.settle(0.3)
        assert kim.shown.child.isalive(), kim.text
        step_back(kim)
        kim.shown.press("ctrl+q")
        assert kim.shown.wait() == 0, kim.shown.after
    assert stage.log() == ""
    assert stage.desk.store.verify_audit().ok
