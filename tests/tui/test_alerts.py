from __future__ import annotations

from datetime import timedelta

import pytest

from oncall_tui.desk.alerts import verbs
from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.duty.verbs import accept_line
from oncall_tui.settings import Settings
from oncall_tui.tui.alerts.screen import SLIPPED
from oncall_tui.tui.alerts.wording import MARKS
from oncall_tui.tui.console.queue_pane import QueuePane
from oncall_tui.tui.flows.alerts import HandAlertOnForm, SnoozeForm
from oncall_tui.tui.sheets.card_sheet import ItemSheet
from oncall_tui.tui.sheets.sheet import Sheet
from storage.models import Client
from storage.vocabulary import AlertState, Category
from tests.clock import FixedClock
from tests.house import BEN, HANA, KIM, MAI, RAE, SAM, desk_of
from tests.tui.alerting import MOMENT, alert_list, bells, in_banner, open_alert, rang, sweep
from tests.tui.console import SIZES, console, shown, stock, told
from tests.tui.flows import HARMLESS, HOSTILE, back, back_to_say, begin, fits, line_of, text_of
from tests.tui.waiting import wait_for


def another(desk: Desk, hours: float) -> int:
    """Log a call of so many hours ago that is owed something within 72 hours."""
    received = desk.now() - timedelta(hours=hours)
    new = NewCall("again", Category.HIGH_RISK_EVENT, client_id=HANA, said="Fell.", received_at=received)
    return log_call(desk, new).item_id


@pytest.fixture(autouse=True)
def nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the record itself asks of people: it rings too, whenever a minute has passed."""
    monkeypatch.setattr(Asker, "ask", lambda _asker: 0)


@pytest.mark.parametrize("size", SIZES)
async def test_an_alert_comes_into_the_banner_and_nothing_moves(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    stock(lone_desk)
    clock.advance(timedelta(hours=-2))
    async with console(lone_desk, size) as (screen, pilot):
        await wait_for(pilot, lambda: screen.alerts is not None, description="the alerts were read")
        before = screen.query_one("#queue-listing").region
        key = screen.query_one(QueuePane).listing.current_key
        sweep(lone_desk)
        clock.advance(timedelta(hours=2))
        await wait_for(pilot, lambda: screen.pressing is not None, description="it is in the banner")
        await wait_for(pilot, lambda: "LAPSED" in shown(screen).split("\n")[1], description="it is drawn")
        line = shown(screen).split("\n")[1]
        assert "Okafor, Ben" in line
        assert "Kim Webb" in line
        for words in ("y ", "z ", "v "):
            assert words in line
        assert screen.query_one("#queue-listing").region == before
        assert screen.query_one(QueuePane).listing.current_key == key


async def test_a_key_answers_for_the_alert_in_the_banner(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["lapsed"]
    sweep(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await in_banner(screen, pilot, clock, item)
        await pilot.press("y")
        await back_to_say(screen, pilot, f"{item}: you have it")
        await wait_for(pilot, lambda: screen.pressing is None, description="the banner is a rule again")
        assert shown(screen).split("\n")[1].strip("─") == ""
        await pilot.press("y")
        await back_to_say(screen, pilot, "No alert waits.")
    found = open_alert(lone_desk, item)
    assert found.state is AlertState.ACKNOWLEDGED
    assert found.acknowledged_by is not None
    assert found.acknowledged_by.id == KIM


async def test_a_key_is_not_meant_for_what_came_up_that_moment(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["lapsed"]
    sweep(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await wait_for(pilot, lambda: screen.pressing is not None, description="it came up this moment")
        await pilot.press("y")
        await back_to_say(screen, pilot, SLIPPED)
        assert open_alert(lone_desk, item).state is AlertState.RAISED
        clock.advance(MOMENT)
        await pilot.press("y")
        await back_to_say(screen, pilot, "you have it")


async def test_a_stale_key_does_nothing_and_says_so(
    lone_desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = stock(lone_desk)["lapsed"]
    sweep(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await in_banner(screen, pilot, clock, item)
        with monkeypatch.context() as blind:
            blind.setattr(screen, "load_alerts", lambda: None)
            other = desk_of(lone_desk.store, clock, RAE)
            verbs.snooze(other, open_alert(lone_desk, item).id, clock.now() + timedelta(minutes=20), "busy")
            await pilot.press("y")
            await back_to_say(screen, pilot, "has been changed since you saw it. Rae Novak")
        assert open_alert(lone_desk, item).state is AlertState.SNOOZED


@pytest.mark.parametrize("size", SIZES)
async def test_an_alert_is_put_off_but_never_past_its_next_warning(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    item = stock(lone_desk)["lapsed"]
    sweep(lone_desk)
    async with console(lone_desk, size) as (screen, pilot):
        await in_banner(screen, pilot, clock, item)
        form = await begin(screen, pilot, "z", SnoozeForm)
        assert "at the latest" in " ".join(text_of(form, "#form-aside").split())
        await pilot.press("ctrl+s")
        assert line_of(form, "until") == "✗ Say until when it is put off."
        assert line_of(form, "reason") == "✗ Say why it is put off."
        await pilot.press(*"+9h", "tab", *"rang, no answer", "ctrl+s")
        assert line_of(form, "until").startswith("✗ That is past its next warning: Sat 21 Nov")
        assert form.values == {"until": "+9h", "reason": "rang, no answer"}
        assert open_alert(lone_desk, item).state is AlertState.RAISED
        assert fits(form)
        form.field("until").value = "+20m"
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "rings again at Sat 21 Nov 12:20")
        await wait_for(pilot, lambda: screen.pressing is None, description="the banner is a rule again")
    assert open_alert(lone_desk, item).state is AlertState.SNOOZED


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_tells_each_alert_and_its_steps(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    item = stock(lone_desk)["lapsed"]
    sweep(lone_desk)
    clock.advance(timedelta(minutes=11))
    sweep(lone_desk)
    async with console(lone_desk, size) as (screen, pilot):
        top = await alert_list(screen, pilot)
        await pilot.pause()
        text = shown(screen)
        for words in ("1 unanswered", "✗A", "Okafor, Ben", "nobody, again 12:16"):
            assert words in text
        assert "late by 1 h" in text_of(top, "#alert-detail")
        assert text_of(top, "#alert-warnings") == "! Only this screen warns: no channel is set."
        assert fits(top)
        sheet = await begin(screen, pilot, "enter", Sheet)
        await pilot.pause()
        text = shown(screen)
        for words in ("Sat 21 Nov 12:00 AEDT", "raised", "climbed", "the director on the line"):
            assert words in text
        assert fits(sheet)
        await pilot.press("escape")
        await begin(screen, pilot, "i", ItemSheet)
        assert f"ITEM {item}" in shown(screen)
        await pilot.press("escape", "escape")
        await back(screen, pilot)


async def test_with_a_channel_the_list_does_not_say_that_only_this_screen_warns(
    lone_desk: Desk, clock: FixedClock
) -> None:
    stock(lone_desk)
    sweep(lone_desk)
    lone_desk.settings = Settings(channels={"email": "mailto://127.0.0.1:1?to={email}"})
    async with console(lone_desk) as (screen, pilot):
        await alert_list(screen, pilot)
        assert "no channel is set" not in shown(screen)
        assert "no channel is set" not in " ".join(screen.warnings())


async def test_an_alert_is_answered_for_and_handed_on_from_the_list(
    lone_desk: Desk, clock: FixedClock
) -> None:
    item = stock(lone_desk)["lapsed"]
    sweep(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        top = await alert_list(screen, pilot)
        await pilot.press("y")
        await wait_for(pilot, lambda: "you have it" in told(screen), description="it is said")
        await wait_for(
            pilot,
            lambda: top.listing.rows[0].state is AlertState.ACKNOWLEDGED,
            description="the list shows it",
        )
        await pilot.pause()
        assert "✓Y" in shown(screen)
        assert "Kim Webb 12:00–12:30" in shown(screen)
        await pilot.press("y")
        await wait_for(pilot, lambda: "somebody has it already" in told(screen), description="refused")
        form = await begin(screen, pilot, "h", HandAlertOnForm)
        await pilot.press(*"mai", "ctrl+s")
        assert line_of(form, "reason") == "✗ Say why it is handed on."
        await pilot.press(*"hers", "ctrl+s")
        await wait_for(pilot, lambda: "Handed to Mai Tran" in told(screen), description="handed on")
        await wait_for(
            pilot, lambda: top.listing.rows[0].acting.id == MAI, description="the list shows who acts"
        )
        await pilot.press("v")
        await back(screen, pilot)
    assert open_alert(lone_desk, item).acting.id == MAI


async def test_a_stale_key_of_the_list_does_nothing(
    lone_desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = stock(lone_desk)["lapsed"]
    sweep(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await alert_list(screen, pilot)
        monkeypatch.setattr(screen, "load_alerts", lambda: None)
        other = desk_of(lone_desk.store, clock, RAE)
        verbs.acknowledge(other, open_alert(lone_desk, item).id)
        await pilot.press("y")
        await wait_for(
            pilot,
            lambda: "has been changed since you saw it. Rae Novak" in told(screen),
            description="refused",
        )
    found = open_alert(lone_desk, item)
    assert found.acknowledged_by is not None
    assert found.acknowledged_by.id == RAE


async def test_the_cursor_keeps_its_alert_while_others_come(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["lapsed"]
    sweep(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        top = await alert_list(screen, pilot)
        key = top.listing.current_key
        earlier = another(lone_desk, 90)
        await wait_for(pilot, lambda: len(top.listing.rows) == 2, description="another alert came")
        assert top.listing.rows[0].item_id == earlier
        assert top.listing.current_key == key
        await pilot.press("y")
        await wait_for(pilot, lambda: f"{item}: you have it" in told(screen), description="the right one")
    assert open_alert(lone_desk, item).state is AlertState.ACKNOWLEDGED
    assert open_alert(lone_desk, earlier).state is AlertState.RAISED


async def test_a_key_does_not_fall_upon_the_alert_that_slipped_under_the_cursor(
    lone_desk: Desk, clock: FixedClock
) -> None:
    items = stock(lone_desk)
    earlier = another(lone_desk, 90)
    sweep(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        top = await alert_list(screen, pilot)
        assert top.listing.current is not None
        assert top.listing.current.item_id == earlier
        from oncall_tui.desk.handling import withdraw

        withdraw(desk_of(lone_desk.store, clock, RAE), earlier, "logged twice")
        await wait_for(pilot, lambda: len(top.listing.rows) == 1, description="its alert ended")
        await pilot.press("y")
        await wait_for(pilot, lambda: SLIPPED in told(screen), description="it is said")
        assert open_alert(lone_desk, items["lapsed"]).state is AlertState.RAISED
        clock.advance(MOMENT)
        await pilot.press("y")
        await wait_for(pilot, lambda: "you have it" in told(screen), description="seen by now")


async def test_what_an_outsider_wrote_is_shown_and_never_obeyed(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["lapsed"]
    with lone_desk.store.writing("system", "test", "client") as unit:
        client = unit.session.get(Client, BEN)
        assert client is not None
        client.family_name = HOSTILE
    sweep(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await in_banner(screen, pilot, clock, item)
        await wait_for(pilot, lambda: HARMLESS in shown(screen).split("\n")[1], description="in the banner")
        assert f"{HARMLESS}, Ben" in rang(screen)
        await alert_list(screen, pilot)
        await pilot.pause()
        assert f"{HARMLESS}, Ben" in shown(screen)
        await begin(screen, pilot, "enter", Sheet)
        await pilot.pause()
        assert f"{HARMLESS}, Ben" in shown(screen)
        assert "\x1b" not in shown(screen)


async def test_the_bell_goes_once_for_each_ring(
    lone_desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = stock(lone_desk)["lapsed"]
    rung = bells(monkeypatch)
    accept_line(lone_desk)
    sweep(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await in_banner(screen, pilot, clock, item)
        assert len(rung) == 1
        read = screen.alerts
        screen.load_alerts()
        await wait_for(pilot, lambda: screen.alerts is not read, description="read again")
        assert len(rung) == 1
        clock.advance(timedelta(minutes=5))
        await wait_for(pilot, lambda: len(rung) == 2, description="it rings again")
        assert "more" not in rang(screen)
        await pilot.press("y")
        await back_to_say(screen, pilot, "you have it")
        clock.advance(timedelta(minutes=20))
        clock.advance(timedelta(minutes=11))
        await wait_for(pilot, lambda: len(rung) == 3, description="it expired, since nothing was done")


async def test_a_terminal_that_shows_notices_is_given_one_without_a_client_s_name(
    lone_desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = stock(lone_desk)["lapsed"]
    lone_desk.settings = Settings(desktop_notices=1)
    async with console(lone_desk) as (screen, pilot):
        await wait_for(pilot, lambda: screen.alerts is not None, description="the alerts were read")
        driver = screen.app._driver
        assert driver is not None
        written: list[str] = []
        monkeypatch.setattr(driver, "write", written.append)
        screen._rings.new(())
        screen.load_alerts()
        await wait_for(pilot, lambda: any("\x1b]9;" in each for each in written), description="it is written")
    notice = next(each for each in written if "\x1b]9;" in each)
    assert f"Alert {item}" in notice
    assert "lapsed 1 h ago" in notice
    assert "Okafor" not in notice


async def test_another_s_alert_does_not_ring_at_a_care_manager_s_console(
    lone_desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(lone_desk)
    rung = bells(monkeypatch)
    sweep(lone_desk)
    async with console(desk_of(lone_desk.store, clock, SAM)) as (screen, pilot):
        top = await alert_list(screen, pilot)
        assert len(top.listing.rows) == 1, "the list holds every alert"
        assert screen.pressing is None
    assert rung == []


async def test_the_line_is_read_again_when_it_passes_on(lone_desk: Desk, clock: FixedClock) -> None:
    async with console(lone_desk) as (screen, pilot):
        assert screen.listener().on_line
        assert screen.line is not None
        assert screen.line.until is not None
        clock.advance(screen.line.until - clock.now())
        await wait_for(pilot, lambda: not screen.listener().on_line, description="Rae has it now")
        await wait_for(pilot, lambda: "Rae Novak" in shown(screen), description="the header says so")


async def test_the_queue_marks_items_with_an_alert(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["lapsed"]
    sweep(lone_desk)

    def drawn(state: AlertState) -> bool:
        line = next(each for each in shown(screen).split("\n")[2:] if "Okafor, Ben" in each)
        return line.split()[0] == "✗L" + MARKS[state][0]

    async with console(lone_desk) as (screen, pilot):
        await in_banner(screen, pilot, clock, item)
        await wait_for(pilot, lambda: drawn(AlertState.RAISED), description="the mark of an unanswered one")
        await pilot.press("y")
        await wait_for(
            pilot, lambda: drawn(AlertState.ACKNOWLEDGED), description="the mark of an answered one"
        )


async def test_troubles_are_said_once_and_stay_in_the_list(lone_desk: Desk, clock: FixedClock) -> None:
    async with console(lone_desk) as (screen, pilot):
        words = "The clock was set forward by 1 h."
        screen.hear_troubles((words,))
        screen.hear_troubles((words,))
        assert words in screen.warnings()
        await wait_for(pilot, lambda: words in told(screen), description="it is said")
        assert told(screen).count(words) == 1
        screen.hear_troubles(())
        assert words not in screen.warnings()


async def test_a_dead_engine_shows_in_the_header_whatever_the_wall_clock_says(
    lone_desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung = bells(monkeypatch, alarms=True)
    async with console(lone_desk) as (screen, pilot):
        await wait_for(pilot, lambda: screen.settled, description="the engine has ticked")
        engine = screen._engine
        assert engine is not None
        engine.stop()
        await pilot.pause()
        clock.steady += 121
        await wait_for(
            pilot,
            lambda: "ALERTS NOT RUNNING" in shown(screen).split("\n")[0],
            description="the header says so",
        )
        screen.hear_alarm("Alerts stood still for 16 s and were begun anew.")
        await wait_for(pilot, lambda: "stood still for 16 s" in told(screen), description="the alarm is said")
        assert any("12:00 AEDT: Alerts stood still" in each for each in screen.warnings())
    assert rung == ["bell"]
