"""A key acts or says why it cannot, settings move keys but never break them, and bursts do no harm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.pilot import Pilot
from textual.widgets import Input, Static

from oncall_tui.tui.commands import Command, Commands, KeymapRefusedError, key_name
from oncall_tui.tui.theme import install_themes
from oncall_tui.tui.widgets.commanding import CommandScreen
from oncall_tui.tui.widgets.header import ConsoleHeader, HeaderFacts
from oncall_tui.tui.widgets.keybar import KeyBar, hints
from oncall_tui.tui.widgets.palette import Entry, Palette, matching
from tests.tui.waiting import wait_for

NOW = datetime(2026, 11, 21, 3, 7, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the commands of the test decide by."""

    highlighted: int | None = None


def needs_item(state: Situation) -> str | None:
    return None if state.highlighted is not None else "No item is highlighted. Move to one with the arrows."


COMMANDS: Commands[Situation] = Commands(
    [
        Command("new-call", "n", "New call", "Log a call that has come in.", "Calls", in_footer=True),
        Command(
            "attempt",
            "a",
            "Attempt",
            "Log an attempt to reach the client.",
            "Calls",
            needs_item,
            in_footer=True,
        ),
        Command("look-up", "/,ctrl+f", "Look up", "Find a client.", "Clients", in_footer=True),
        Command("clear", "x", "Clear", "Empty the search.", "Clients", context="lookup"),
        Command("done", "x", "Done", "Close the item.", "Calls", needs_item, context="queue"),
        Command("palette", "ctrl+p", "All commands", "Choose by name.", "Help"),
        Command("help", "?", "Keys", "Show the keys of where you are.", "Help", in_footer=True),
    ]
)


class Desk(CommandScreen[Situation]):
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*COMMANDS.bindings("")]

    def __init__(self) -> None:
        super().__init__()
        self.state = Situation()
        self.did: list[str] = []

    def compose(self) -> ComposeResult:
        yield ConsoleHeader(FACTS)
        yield Static("queue", id="queue", markup=False)
        yield Input(id="search")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(KeyBar).show(hints(COMMANDS.of("queue"), self.state), [("saved 14:05", "dim")])

    def commands(self) -> Commands[Situation]:
        return COMMANDS

    def command_state(self) -> Situation:
        return self.state

    def action_new_call(self) -> None:
        self.did.append("new-call")

    async def action_attempt(self) -> None:
        self.did.append("attempt")

    def action_look_up(self) -> None:
        self.did.append("look-up")

    def action_help(self) -> None:
        self.did.append("help")


FACTS = HeaderFacts(
    organisation="Harbourside Care",
    now=NOW,
    zone=ZoneInfo("Australia/Sydney"),
    open=12,
    lapsing=2,
    lapsed=1,
    line_holder="Kim Webb",
    line_until=datetime(2026, 11, 22, 22, 0, tzinfo=UTC),
    day_kind="weekend",
    ticked_at=NOW - timedelta(seconds=4),
)


class Console(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, keymap: dict[str, str] | None = None) -> None:
        super().__init__()
        self.asked = keymap or {}
        self.desk = Desk()

    def on_mount(self) -> None:
        install_themes(self)
        self.set_keymap(COMMANDS.keymap(self.asked))
        self.push_screen(self.desk)

    def notices(self) -> list[str]:
        return [notice.message for notice in self._notifications]


async def test_a_key_acts() -> None:
    app = Console()
    async with app.run_test(size=(100, 20), notifications=True) as pilot:
        await pilot.press("n", "slash", "ctrl+f", "question_mark")
        assert app.desk.did == ["new-call", "look-up", "look-up", "help"]
        assert app.notices() == []


async def test_a_key_that_cannot_act_says_why_and_acts_once_it_can() -> None:
    app = Console()
    async with app.run_test(size=(100, 20), notifications=True) as pilot:
        await pilot.press("a")
        assert app.desk.did == []
        assert app.notices() == ["No item is highlighted. Move to one with the arrows."]
        app.desk.state = Situation(highlighted=1)
        await pilot.press("a")
        assert app.desk.did == ["attempt"]


async def test_letters_typed_into_a_field_are_letters() -> None:
    app = Console()
    async with app.run_test(size=(100, 20), notifications=True) as pilot:
        field = app.desk.query_one(Input)
        field.focus()
        await pilot.press("a", "n", "slash")
        assert field.value == "an/"
        assert app.desk.did == []
        assert app.notices() == []


@pytest.mark.parametrize(
    ("keymap", "keys", "did"),
    [
        ({"new-call": "c"}, ["n", "c"], ["new-call"]),
        ({"new-call": "a", "attempt": "n"}, ["a"], ["new-call"]),
        ({"look-up": "?", "help": "f1"}, ["question_mark", "f1", "slash"], ["look-up", "help"]),
        ({"help": "f1,h"}, ["h", "f1"], ["help", "help"]),
    ],
)
async def test_settings_move_keys(keymap: dict[str, str], keys: list[str], did: list[str]) -> None:
    app = Console(keymap)
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press(*keys)
        assert app.desk.did == did


@pytest.mark.parametrize(
    ("keymap", "words"),
    [
        ({"new-cal": "c"}, "there is no command 'new-cal'; did you mean 'new-call'"),
        ({"new-call": "a"}, "a is wanted by both new-call and attempt"),
        ({"clear": "n"}, "n is wanted by both new-call and clear"),
        ({"new-call": "ctrl+z"}, "cannot have Ctrl\\+Z: a stopped console raises no alerts"),
        ({"new-call": "escape"}, "cannot have Esc"),
        ({"new-call": ""}, "give at least one key"),
        ({"new-call": "ctrl-n"}, "'ctrl-n' is not a key"),
        ({"new-call": "c,n2"}, "'n2' is not a key"),
    ],
)
def test_settings_that_would_break_keys_are_refused_in_words(keymap: dict[str, str], words: str) -> None:
    with pytest.raises(KeymapRefusedError, match=words):
        COMMANDS.keymap(keymap)
    assert COMMANDS["new-call"].keys == "n"


def test_every_reason_is_given_at_once() -> None:
    with pytest.raises(KeymapRefusedError) as refused:
        COMMANDS.remapped({"new-cal": "c", "atempt": "d"})
    assert "'new-cal'" in str(refused.value)
    assert "'atempt'" in str(refused.value)


def test_the_same_key_may_serve_two_panes_but_not_one() -> None:
    assert [c.id for c in COMMANDS.of("queue") if "x" in c.key_list] == ["done"]
    with pytest.raises(KeymapRefusedError, match="wanted by both"):
        Commands([COMMANDS["done"], replace(COMMANDS["clear"], context="queue")])
    with pytest.raises(ValueError, match="share an id"):
        Commands([COMMANDS["done"], COMMANDS["done"]])


def test_no_command_stops_the_console() -> None:
    with pytest.raises(KeymapRefusedError, match="Ctrl\\+Z"):
        Commands([Command[Situation]("stop", "ctrl+z", "Stop", "Stop the console.", "Help")])


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("n", "n"),
        ("N", "N"),
        ("ctrl+s", "Ctrl+S"),
        ("shift+tab", "Shift+Tab"),
        ("question_mark", "?"),
        ("slash", "/"),
        ("f1", "F1"),
        ("pageup", "PgUp"),
    ],
)
def test_keys_are_named_as_people_read_them(key: str, name: str) -> None:
    assert key_name(key) == name


def test_the_table_and_the_groups_tell_of_every_command() -> None:
    table = COMMANDS.markdown_table()
    assert all(command.help in table and command.title in table for command in COMMANDS)
    assert "| `/` `Ctrl+F` | Look up | Find a client. | `look-up` |" in table
    assert [name for name, _commands in COMMANDS.groups()] == ["Calls", "Clients", "Help"]
    assert sum(len(commands) for _name, commands in COMMANDS.groups()) == len(COMMANDS)
    barred = Commands([Command[Situation]("pipe", "|", "A|B", "Help.", "Help")])
    assert "`\\|` | A\\|B |" in barred.markdown_table()


async def test_the_key_bar_dims_what_cannot_act_and_keeps_the_help() -> None:
    app = Console()
    async with app.run_test(size=(100, 20)) as pilot:
        bar = app.desk.query_one(KeyBar)
        await pilot.pause()
        wide = bar.render_line(0)
        assert wide.text.split("   ")[:4] == [" n new call", "a attempt", "/ look up", "? keys"]
        assert wide.text.rstrip().endswith("saved 14:05")
        looks = {segment.text.strip(): segment.style for segment in wide}
        assert looks["attempt"] != looks["new call"]
        await pilot.resize_terminal(24, 20)
        await pilot.pause()
        assert bar.render_line(0).text.rstrip() == " n new call   ? keys"
        await pilot.click(KeyBar, offset=(2, 0))
        assert app.desk.did == ["new-call"]


async def test_the_key_bar_leaves_nothing_behind() -> None:
    app = Console()
    async with app.run_test(size=(100, 20)) as pilot:
        before = len(app._registry)
        for turn in range(50):
            app.desk.query_one(KeyBar).show(hints(COMMANDS.of("queue"), Situation(turn % 2 or None)))
        await pilot.pause()
        assert len(app._registry) == before


def header_text(facts: HeaderFacts, width: int) -> str:
    return "".join(text for text, _style in ConsoleHeader(facts).parts(width))


def test_the_header_says_less_of_the_day_and_never_less_of_what_lapsed() -> None:
    assert header_text(FACTS, 150).split("   ")[0] == " Harbourside Care"
    assert "Sat 21 Nov 2026  14:07 AEDT  weekend" in header_text(FACTS, 150)
    assert "line: Kim Webb until Mon 09:00" in header_text(FACTS, 150)
    assert "12 open · 2 lapsing · 1 LAPSED   ● 14:06" in header_text(FACTS, 150)
    for width in range(60, 200):
        text = header_text(FACTS, width)
        assert len(text) <= width
        assert "1 LAPSED" in text or "1✗" in text
        assert "14:07" in text
        assert "Kim Webb" in text


def test_the_header_says_when_nobody_has_the_line_and_when_alerts_stand_still() -> None:
    facts = replace(FACTS, line_holder=None, ticked_at=NOW - timedelta(minutes=4), quiet=timedelta(minutes=4))
    parts = ConsoleHeader(facts).parts(150)
    assert ("line: nobody", "lapsed") in parts
    assert ("✗ ALERTS NOT RUNNING since 14:03", "lapsed") in parts
    assert ("○", "dim") in ConsoleHeader(replace(FACTS, ticked_at=None)).parts(150)


def showing(app: Console) -> object:
    return app.screen


async def palette(pilot: Pilot[None], app: Console) -> Palette:
    await pilot.press("ctrl+p")
    await wait_for(pilot, lambda: isinstance(app.screen, Palette), description="the palette opens")
    assert isinstance(app.screen, Palette)
    return app.screen


async def test_the_palette_does_what_is_typed() -> None:
    app = Console()
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await palette(pilot, app)
        await pilot.press(*"new", "enter")
        await wait_for(pilot, lambda: app.desk.did == ["new-call"], description="the command acts")
        assert showing(app) is app.desk


async def test_the_palette_stays_and_says_why_a_command_cannot_act() -> None:
    app = Console()
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        shown = await palette(pilot, app)
        await pilot.press(*"attempt")
        await pilot.press("enter")
        assert showing(app) is shown
        assert app.notices() == ["No item is highlighted. Move to one with the arrows."]
        await pilot.press("escape")
        assert showing(app) is app.desk


@pytest.mark.parametrize(
    "burst",
    [
        ["ctrl+p", "enter", "enter", "enter"],
        ["ctrl+p", "ctrl+p", "enter", "escape", "escape"],
        ["ctrl+p", "escape", "escape", "escape", "ctrl+p", "escape", "enter"],
        ["ctrl+p", "down", "down", "pagedown", "up", "enter", "enter", "escape"],
        ["ctrl+p", "z", "z", "z", "z", "enter", "escape", "enter"],
    ],
)
async def test_bursts_of_keys_leave_the_console_standing(burst: list[str]) -> None:
    app = Console()
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        for key in burst:
            app.simulate_key(key)
        await pilot.pause()
        await pilot.press("escape", "escape")
        await wait_for(pilot, lambda: app.screen is app.desk, description="back on the desk")
        await pilot.press("n")
        assert app.desk.did[-1] == "new-call"


ENTRIES = tuple(Entry(c.id, c.title, c.help, c.shown_keys, None) for c in COMMANDS)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("", "new-call"), ("att", "attempt"), ("lok up", "look-up"), ("client", "attempt"), ("NEW", "new-call")],
)
def test_typed_text_finds_the_likeliest_command(typed: str, first: str) -> None:
    assert matching(ENTRIES, typed)[0].id == first


def test_nonsense_finds_nothing() -> None:
    assert matching(ENTRIES, "qqqqzz") == ()
