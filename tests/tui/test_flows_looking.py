from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from textual.content import Content

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hand_on, hold
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.undo import undo
from oncall_tui.rules.states import STATES
from oncall_tui.settings import Settings
from oncall_tui.text import cell_width
from oncall_tui.tui.console.commands import COMMANDS, ConsoleState
from oncall_tui.tui.console.queue_pane import QueuePane
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.sheets.as_of import AsOfPrompt
from oncall_tui.tui.sheets.card_sheet import ItemSheet
from oncall_tui.tui.sheets.card_text import CardFacts, card_text
from oncall_tui.tui.sheets.filter_sheet import FilterSheet
from oncall_tui.tui.sheets.help_text import help_text, key_groups
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.sheets.stories import clock_stories
from oncall_tui.tui.sheets.strip import Stretch, strip
from oncall_tui.tui.sheets.why_text import NOTHING, why_text
from oncall_tui.tui.words import STATE
from storage.models import Client
from storage.vocabulary import Category, Channel, Direction, MessageLeft, Outcome
from tests.clock import FixedClock
from tests.house import HANA, SAM
from tests.tui.console import NARROW, SIZES, WIDE, console, shown, stock
from tests.tui.flows import HARMLESS, HOSTILE, back, begin, fits, on_item
from tests.tui.waiting import wait_for

SYDNEY = ZoneInfo("Australia/Sydney")
ROOMS = (20, 34, 69, 103)
SOON = timedelta(hours=4)


def squeezed(content: Content) -> str:
    return " ".join(content.plain.split())


def holds_to(content: Content, room: int) -> bool:
    return all(cell_width(each) <= room for each in content.plain.split("\n"))


def facts_of(desk: Desk, item: int) -> CardFacts:
    card = item_card(desk, item)
    found = who(desk, card.row.client_id) if card.row.client_id else None
    return CardFacts(card, found, SYDNEY, SOON)


# The arithmetic


@pytest.mark.parametrize("size", SIZES)
async def test_why_shows_the_rule_its_source_the_steps_and_the_picture(
    lone_desk: Desk, size: tuple[int, int]
) -> None:
    item = stock(lone_desk)["lapsed"]
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        sheet = await begin(screen, pilot, "w", Sheet)
        await pilot.pause()
        text = shown(screen)
        for words in ("First outreach after a high-risk event · R-116", "lapsed 1 h ago", "72 elapsed hours"):
            assert words in text
        assert "Sat 21 Nov 2026 11:00 AEDT" in text
        assert "Esc back" in text
        assert fits(sheet)
        await pilot.press("end")
        await wait_for(pilot, lambda: "1 hour left" in shown(screen), description="the end is in sight")
        text = shown(screen)
        for words in (
            "Telephonic caseload job aid",
            "hre-outreach, R-116, version 1",
            "the director on the line",
        ):
            assert words in text
        await pilot.press("escape")
        await back(screen, pilot)


def test_an_item_without_clocks_says_what_would_start_one(lone_desk: Desk) -> None:
    assert clock_stories(lone_desk, ()) == ()
    assert squeezed(why_text((), lone_desk.now(), SOON, 40)) == NOTHING


@pytest.mark.parametrize("room", ROOMS)
def test_no_line_is_wider_than_its_room(lone_desk: Desk, clock: FixedClock, room: int) -> None:
    items = stock(lone_desk)
    with lone_desk.store.writing("system", "test", "client") as unit:
        client = unit.session.get(Client, HANA)
        assert client is not None
        client.family_name = "Vasconcelos de Albuquerque e Castro " * 3
    new = NewCall(
        "h",
        Category.EMAIL,
        client_id=HANA,
        caller=HOSTILE * 5,
        phone="02 5550 0142",
        dropped_phone="0491 570 313",
        relationship="neighbour",
        said=f"{HOSTILE} " * 20 + "x" * 300,
        advice="Ring back at any hour. " * 5,
        next_step="Jo rings before ten",
        direction=Direction.EMAIL,
        risk=True,
        dissatisfied=True,
        emergency=True,
        emergency_at=clock.now(),
    )
    hostile = log_call(lone_desk, new).item_id
    left = MessageLeft.NOT_POSSIBLE
    log_attempt(
        lone_desk,
        NewAttempt("a", hostile, Channel.PHONE, Outcome.NO_ANSWER, message_left=left, note=HOSTILE * 9),
    )
    hand_on(lone_desk, hostile, SAM, f"Knows {HOSTILE}")
    hold(lone_desk, hostile, clock.now() + timedelta(hours=30), "asked for later")
    for item in (*items.values(), hostile):
        facts = facts_of(lone_desk, item)
        stories = clock_stories(lone_desk, facts.card.row.clocks)
        for text in (card_text(facts, clock.now(), room), why_text(stories, clock.now(), SOON, room)):
            if room > 40:
                assert holds_to(text, room)
            assert not {"\x1b", "\x07", "\u202e"} & set(text.plain)
    assert HARMLESS in card_text(facts_of(lone_desk, hostile), clock.now(), 103).plain
    state = ConsoleState(ready=True)
    assert room < 40 or holds_to(help_text(key_groups(COMMANDS, state), room), room)


def test_a_clock_tells_how_it_ended(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["lapsed"]
    log_attempt(lone_desk, NewAttempt("a", item, Channel.PHONE, Outcome.NO_ANSWER))
    clocks = item_card(lone_desk, item).row.clocks
    text = squeezed(why_text(clock_stories(lone_desk, clocks), clock.now(), SOON, 100))
    assert "kept Sat 21 Nov 12:00 AEDT by first attempt, 1 h late" in text
    gone = replace(clocks[0], id=999)
    text = squeezed(why_text(clock_stories(lone_desk, (gone,)), clock.now(), SOON, 100))
    assert "That clock is no longer on record" in text


# The picture


def stretch(start: datetime, due: datetime, *opens: tuple[datetime, datetime]) -> Stretch:
    return Stretch(start, due, due, opens, SYDNEY)


def local(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SYDNEY).astimezone(UTC)


def test_a_strip_marks_start_due_and_now_over_open_and_closed_hours() -> None:
    span = stretch(local(20, 14), local(23, 14), *((local(day, 9), local(day, 17)) for day in (20, 23)))
    marks, cells, names = (each.plain for each in strip(span, 60, {"▼": (local(21, 12), "")}))
    assert cells == "░░░░▒▓▓▓▒░░░" + "░" * 24 + "░░░░▒▓▓▓▒░░░"
    assert marks == " " * 7 + "S" + " " * 10 + "▼" + " " * 23 + "D"
    assert marks.index("D") == 3 * 12 + 6, "due at 14:00 is the end of the cell before"
    assert names == "Fri 20 Nov  Sat 21 Nov  Sun 22 Nov  Mon 23 Nov"


def test_a_short_window_is_drawn_by_the_hour() -> None:
    span = stretch(local(20, 14), local(20, 18), (local(20, 9), local(20, 17)))
    marks, cells, names = (each.plain for each in strip(span, 60, {}))
    assert cells == "░" * 9 + "▓" * 8 + "░" * 7
    assert (marks.index("S"), marks.index("D")) == (14, 17)
    assert names == "Fri 20 Nov"


@pytest.mark.parametrize("room", [30, 58, 92])
@pytest.mark.parametrize("days", [1, 2, 5, 30, 90, 400])
def test_a_strip_fits_its_room_however_long_the_window_is(room: int, days: int) -> None:
    start = local(1, 10, month=10)
    span = stretch(start, start + timedelta(days=days))
    marks, cells, names = (each.plain for each in strip(span, room, {"▼": (start, "")}))
    assert max(map(cell_width, (marks, cells))) <= room
    assert cell_width(names) <= room + len("Mon 23 Nov")
    assert "S" in marks
    assert "D" in marks


def test_a_day_on_which_the_clocks_change_takes_as_many_cells_as_any() -> None:
    span = stretch(
        local(3, 9, month=10), local(5, 9, month=10), (local(4, 1, month=10), local(4, 5, month=10))
    )
    _marks, cells, names = (each.plain for each in strip(span, 60, {}))
    assert len(cells) == 36
    assert cells[12:24] == "▒░▓" + "░" * 9 or cells[12:24].startswith("▒")
    assert names.index("Mon 5 Oct") == 24


# The card


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_holds_everything_and_the_arithmetic_is_a_key_away(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    item = stock(lone_desk)["back"]
    log_attempt(lone_desk, NewAttempt("a", item, Channel.PHONE, Outcome.NO_ANSWER, note="Rang out."))
    hand_on(lone_desk, item, SAM, "Knows the family.")
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        sheet = await begin(screen, pilot, "i", ItemSheet)
        await pilot.pause()
        text = squeezed(sheet.page.shown)
        for words in (
            "Okafor, Hana · C-0412",
            "acting Sam Idris 0491 570 158",
            "handed on by name: Knows the family.",
            "What was said".lower(),
            "About back.",
            "Ada · family",
            "received Sat 21 Nov 2026 09:00 AEDT",
            "recorded Sat 21 Nov 2026 12:00 AEDT by Kim Webb",
            "tried 1 of 2",
            "phone: no answer, Kim Webb",
            "Rang out.",
            "Clinical call back · R-078",
            "Handed to Sam Idris: Knows the family.",
        ):
            assert words in text
        assert fits(sheet)
        await pilot.press("w")
        await wait_for(
            pilot,
            lambda: isinstance(screen.app.screen, Sheet) and not isinstance(screen.app.screen, ItemSheet),
            description="the arithmetic opens",
        )
        await pilot.press("escape")
        await wait_for(
            pilot, lambda: isinstance(screen.app.screen, ItemSheet), description="the card is back"
        )
        await pilot.press("escape")
        await back(screen, pilot)


async def test_enter_opens_the_card_and_another_key_for_why_works_on_it(lone_desk: Desk) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk, settings=Settings(keymap={"why": "f6"})) as (screen, pilot):
        await on_item(screen, pilot, item)
        sheet = await begin(screen, pilot, "enter", ItemSheet)
        await pilot.pause()
        assert "F6 why these times" in shown(screen)
        await pilot.press("f6")
        await wait_for(pilot, lambda: screen.app.screen is not sheet, description="the arithmetic opens")


def test_the_card_tells_of_holds_undone_attempts_and_unknown_callers(
    lone_desk: Desk, clock: FixedClock
) -> None:
    items = stock(lone_desk)
    log_attempt(lone_desk, NewAttempt("a", items["back"], Channel.PHONE, Outcome.NO_ANSWER))
    undo(lone_desk)
    hold(lone_desk, items["back"], clock.now() + timedelta(hours=2), "asked for later")
    text = squeezed(card_text(facts_of(lone_desk, items["back"]), clock.now(), 100))
    assert "held on hold until Sat 21 Nov 14:00 AEDT: asked for later" in text
    assert "phone: no answer, Kim Webb (taken back)" in text
    text = squeezed(card_text(facts_of(lone_desk, items["nobody"]), clock.now(), 100))
    assert "client not known yet" in text
    assert "so it is with the line" in text
    assert "nothing is owed by a time" in text


# Another time


async def test_another_time_is_asked_about_and_left_again(lone_desk: Desk) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk, NARROW) as (screen, pilot):
        await on_item(screen, pilot, item)
        prompt = await begin(screen, pilot, "o", AsOfPrompt)
        await pilot.press(*"someday", "enter")
        assert "is not understood as a time" in prompt.field.error
        assert not prompt.field.error_is_cut
        assert fits(prompt)
        prompt.field.value = "mon 11:00"
        await pilot.press("enter")
        await back(screen, pilot)
        assert screen.as_of == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
        pane = screen.query_one(ResponsiblePane)
        await wait_for(
            pilot,
            lambda: pane.shown is not None and pane.shown.as_of and pane.shown.responsibility.moment.open,
            description="the answer for Monday is shown",
        )
        assert "as of Mon 23 Nov 11:00 AEDT" in shown(screen), "the line beneath the queue tells the time too"
        prompt = await begin(screen, pilot, "o", AsOfPrompt)
        assert prompt.field.value == "Mon 23 Nov 2026 11:00 AEDT"
        assert prompt.field.check() == ""
        await pilot.press("escape")
        await back(screen, pilot)
        assert screen.as_of is not None
        prompt = await begin(screen, pilot, "o", AsOfPrompt)
        prompt.field.value = ""
        await pilot.press("enter")
        await back(screen, pilot)
        assert screen.as_of is None


async def test_a_past_time_may_be_asked_about(lone_desk: Desk) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        await begin(screen, pilot, "o", AsOfPrompt)
        await pilot.press(*"yesterday 10:00", "enter")
        await back(screen, pilot)
        assert screen.as_of == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)


# Fewer items


@pytest.mark.parametrize("size", SIZES)
async def test_a_filter_is_chosen_with_its_count_in_sight(lone_desk: Desk, size: tuple[int, int]) -> None:
    items = stock(lone_desk)
    async with console(lone_desk, size) as (screen, pilot):
        sheet = await begin(screen, pilot, "f", FilterSheet)
        await pilot.pause()
        counts = {choice.title: choice.count for choice in sheet.listing.rows}
        assert counts["all"] == 4
        assert counts["lapsed"] == 1
        assert counts["wellbeing"] == 1
        assert fits(sheet)
        assert sheet.query_one(".sheet--keys").region.bottom <= size[1], "the keys are in sight"
        await pilot.press(*"high", "enter")
        await back(screen, pilot)
        pane = screen.query_one(QueuePane)
        assert pane.chosen.id == "category:high-risk-event"
        assert [row.id for row in pane.listing.rows] == [items["lapsed"]]
        assert "▸ only high-risk event 1" in shown(screen)
        sheet = await begin(screen, pilot, "f", FilterSheet)
        assert sheet.listing.current_key == "category:high-risk-event"
        await pilot.press(*"no such filter", "enter")
        assert screen.app.screen is sheet
        await pilot.press("escape")
        await back(screen, pilot)
        assert pane.chosen.id == "category:high-risk-event"
        await begin(screen, pilot, "f", FilterSheet)
        await pilot.press("pageup", "up", "enter")
        await back(screen, pilot)
        assert len(pane.listing.rows) == 4


# The keys


@pytest.mark.parametrize("size", SIZES)
async def test_the_keys_stand_in_groups_with_what_keeps_them(lone_desk: Desk, size: tuple[int, int]) -> None:
    item = stock(lone_desk)["nobody"]
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        sheet = await begin(screen, pilot, "question_mark", Sheet)
        await pilot.pause()
        assert "New call" in shown(screen)
        text = squeezed(sheet.page.shown)
        assert "Not now: The client is not known yet" in text
        assert all(command.title in text for command in COMMANDS)
        assert all(STATE[state] in text and stand.clocks in text for state, stand in STATES.items())
        assert "✗L lapsed" in text
        assert fits(sheet)
        before = sheet.page.scroll_offset.y
        await pilot.press("pagedown")
        await wait_for(pilot, lambda: sheet.page.scroll_offset.y > before, description="it scrolls")
        await pilot.press("escape")
        await back(screen, pilot)


def test_keys_given_by_the_settings_are_the_keys_shown() -> None:
    commands = COMMANDS.remapped({"why": "f5"})
    groups = key_groups(commands, ConsoleState(ready=True))
    shown_keys = {key.title: key.key for _name, members in groups for key in members}
    assert shown_keys["Why"] == "F5"


async def test_sheets_break_their_lines_anew_when_the_window_changes(lone_desk: Desk) -> None:
    item = stock(lone_desk)["lapsed"]
    async with console(lone_desk, WIDE) as (screen, pilot):
        await on_item(screen, pilot, item)
        sheet = await begin(screen, pilot, "w", Sheet)
        await pilot.resize_terminal(*NARROW)
        await wait_for(pilot, lambda: fits(sheet), description="everything fits again")
        await pilot.pause()
        assert "Esc back" in shown(screen)
