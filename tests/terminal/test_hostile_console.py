"""The whole console on a hostile record, and under hostile hands."""

from __future__ import annotations

import random
import re
import sys
import unicodedata

import pytest

from oncall_tui.desk.cards import item_card
from oncall_tui.desk.queue import load_queue
from tests.dose import dose
from tests.terminal.hostile_record import EVERYTHING, LITERAL, PAYLOADS, poison
from tests.terminal.pty import Terminal
from tests.terminal.stage import Person, Stage
from tests.tui.console import stock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")

DRAWS = re.compile(
    r"\x1b\[[<=>?]?[0-9;]*[$]?[A-Za-z]"  # what draws and switches
    r"|\x1b\]22;[a-z-]*(?:\x1b\\|\x07)"  # the mouse pointer's shape, by one of Textual's own names
)
BURSTS = (
    b"\x10\r\r\r\r",
    b"\x10\x10\x1b\x10\r\x1b\x1b",
    b"\x1b" * 60,
    b"n\x1bn\x1bn\x1bn\x1b",
    b"aaaa\x1b\x1b",
    b"/////\x1b1231231",
    b"??\x1b?\x1bww\x1bii\x1b",
    b"\x14" * 12,
)
"""What a stuttering line, or a cat, delivers in one go."""
MEGABYTE = 1_000_000
RINGS = 3
"""Bells of the alerts themselves; what is on record holds far more of them."""
BUTTON_FAR_RIGHT = b"\x1b[M \xe0\x30"
"""A mouse report of the old form from beyond column 95."""


def obeyed_nothing(shown: Terminal) -> None:
    """Assert that the terminal was given nothing but what the console itself draws with."""
    raw = shown.raw
    begun = raw.index(b"\x1b[?1049h") + len(b"\x1b[?1049h")
    written = raw[begun:].decode()
    drawn = DRAWS.sub("", written).replace("\x07", "", RINGS)
    left = {char for char in drawn if unicodedata.category(char) in {"Cc", "Cf", "Cs"}}
    assert {ascii(char) for char in left} <= {"'\\r'", "'\\n'"}
    assert not re.search(r"\x1b\](?!22;)", written), "a title, a link or the clipboard"
    assert "\x1b[?1049l" not in written, "left its own screen"
    assert "\x1b[2J" not in written[200:], "cleared the screen"
    assert shown.modes()[1000]
    assert not shown.modes()[25], "the cursor of the shell is hidden"
    assert shown.child.isalive()


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
        for junk in (
            b"\xff\xfe\xc3",
            BUTTON_FAR_RIGHT,
            b"\x1b[<0;200;300M",
            b"\x1b[999;999R",
            b"\x1b]0;x\x07",
        ):
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


def step_back(kim: Person) -> None:
    """Press Escape until nothing but the console is left, the queue in focus."""
    calm = 0
    for _ in range(6):
        kim.shown.press("escape")
        kim.shown.settle(0.15)
        calm = calm + 1 if "n new call" in kim.text and "╭" not in kim.text else 0
        if calm == 2:
            break
    kim.shown.press("1")  # a terminal may join it to the Escape before; the key after it stands alone
    kim.shown.settle(0.15)
    kim.sees("n new call")
    kim.sees_no("╭")


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
