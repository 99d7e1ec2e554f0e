"""The lock: in place of every screen, showing counts alone, while alerts go on behind it (R-175)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.content import Content
from textual.pilot import Pilot

from oncall_tui.desk.access import keeping
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.drafts import drafts
from oncall_tui.desk.record import entries
from oncall_tui.settings import Settings
from oncall_tui.tui.app import OncallApp
from oncall_tui.tui.call_form.form import CallForm
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.flows.handling import HoldForm
from oncall_tui.tui.flows.signing import GlassForm, SecretForm
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.signing.lock_screen import LockScreen
from storage.errors import Unavailable
from storage.vocabulary import Category
from tests.clock import FixedClock
from tests.house import HANA, JO, KIM, PER, RAE, desk_of, person
from tests.tui.console import WIDE, console, shown, stock, told
from tests.tui.flows import back, begin, on_item, text_of
from tests.tui.waiting import wait_for

PIN, HERS = "480273", "a long evening"
TELLING = ("Okafor", "Hana", "C-0412", "Ada", "0188", "About back")
"""What stands on the console about somebody."""


@pytest.fixture
def signed(lone_desk: Desk, clock: FixedClock) -> Desk:
    """Let Kim and Rae sign in here."""
    stock(lone_desk)
    keeping.set_secret(lone_desk, PIN)
    code, _ = keeping.invite(lone_desk, RAE)
    keeping.set_secret(desk_of(lone_desk.store, clock, RAE), HERS, code=code)
    return lone_desk


@asynccontextmanager
async def locked_console(
    desk: Desk, size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[OncallApp, LockScreen, Pilot[int]]]:
    """Open the console of an organisation where people sign in."""
    app = OncallApp(Settings(), lambda: desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield app, await the_lock(app, pilot), pilot


async def the_lock(app: OncallApp, pilot: Pilot[int]) -> LockScreen:
    await wait_for(
        pilot,
        lambda: isinstance(app.screen, LockScreen) and app.screen.is_mounted,
        description="it is locked",
    )
    lock = app.screen
    assert isinstance(lock, LockScreen)
    await wait_for(pilot, lambda: lock.focused is not None, description="it takes keys")
    return lock


async def unlock(app: OncallApp, pilot: Pilot[int], secret: str = PIN) -> ConsoleScreen:
    await pilot.press(*secret, "enter")
    await wait_for(pilot, lambda: not app.locked, description="it is unlocked")
    screen = next(each for each in reversed(app.screen_stack) if isinstance(each, ConsoleScreen))
    await wait_for(pilot, lambda: screen.queue is not None, description="the queue was read")
    return screen


def text(app: OncallApp) -> str:
    """Return what stands on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.mark.parametrize("size", [WIDE, (80, 24), (40, 12)])
async def test_it_begins_locked_and_shows_counts_alone(signed: Desk, size: tuple[int, int]) -> None:
    async with locked_console(signed, size) as (app, _lock, pilot):
        await wait_for(pilot, lambda: "4 open" in text(app), description="the counts are there")
        assert "LOCKED" in text(app)
        assert not [word for word in TELLING if word in text(app)]
        screen = await unlock(app, pilot)
        await wait_for(pilot, lambda: "Okafor" in shown(screen), description="the console is there")


async def test_a_wrong_pin_is_told_and_taken_away(signed: Desk) -> None:
    async with locked_console(signed) as (app, lock, pilot):
        await pilot.press(*"913746", "enter")
        await wait_for(
            pilot, lambda: "not the PIN of Kim Webb" in lock.secret.error, description="it is told"
        )
        assert lock.secret.value == ""
        await wait_for(pilot, lambda: "not the PIN of Kim Webb" in text(app), description="it is shown")
        await pilot.press("enter")
        assert "Type your PIN" in lock.secret.error
        await unlock(app, pilot)


async def test_no_key_goes_past_it(signed: Desk) -> None:
    async with locked_console(signed) as (app, _lock, pilot):
        await pilot.press("escape", "ctrl+p", "ctrl+l", "ctrl+r", "f1", "tab", "tab", "ctrl+n", "ctrl+t")
        assert app.locked
        assert isinstance(app.screen, LockScreen)
        assert len(app.screen_stack) == 3


async def test_the_key_locks_over_a_form_and_what_was_typed_is_there_again(signed: Desk) -> None:
    async with locked_console(signed) as (app, _lock, pilot):
        screen = await unlock(app, pilot)
        form = await begin(screen, pilot, "n", CallForm)
        await pilot.press("tab", "tab", *"Ngozi")
        await pilot.press("ctrl+l")
        await the_lock(app, pilot)
        assert "Ngozi" not in text(app)
        await unlock(app, pilot)
        assert app.screen is form
        assert "Ngozi" in text(app)


async def test_it_locks_when_nobody_is_there_when_it_slept_and_when_the_shift_is_over(
    signed: Desk, clock: FixedClock
) -> None:
    async with locked_console(signed) as (app, _lock, pilot):
        for waited, why in (
            (timedelta(hours=1), "The computer was asleep"),
            (timedelta(seconds=0), "Nobody was here for 5 min"),
        ):
            await unlock(app, pilot)
            await wait_for(pilot, lambda: app._ticked is not None, description="it has looked")
            if waited:
                clock.advance(waited)
            else:
                for _ in range(12):
                    clock.advance(timedelta(seconds=29))
                    app._look()
            await the_lock(app, pilot)
            assert why in text(app)
        await unlock(app, pilot)
        app._signed_in = clock.now() - timedelta(hours=12)
        await the_lock(app, pilot)
        assert "Signed in for 12 h" in text(app)


async def test_a_record_that_cannot_be_read_keeps_nobody_in(
    signed: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with locked_console(signed) as (app, _lock, pilot):
        await unlock(app, pilot)

        def gone(_desk: Desk) -> bool:
            raise Unavailable

        monkeypatch.setattr("oncall_tui.desk.access.signing_in.sign_in_wanted", gone)
        await pilot.press("ctrl+l")
        await the_lock(app, pilot)


async def test_what_is_said_or_opened_meanwhile_stays_behind_it(signed: Desk) -> None:
    async with locked_console(signed) as (app, lock, pilot):
        app.notify("Okafor, Hana: lapsed")
        app.push_screen(Sheet("OKAFOR", lambda _room: Content("Hana")))
        await pilot.pause()
        assert app.screen is lock
        assert not app._notifications
        assert not [word for word in ("Hana", "OKAFOR") if word in text(app)]
        await pilot.press(*PIN, "enter")
        await wait_for(pilot, lambda: not app.locked, description="it is unlocked")
        assert isinstance(app.screen, Sheet)


async def test_somebody_else_sits_down_under_their_own_name(signed: Desk) -> None:
    async with locked_console(signed) as (app, _lock, pilot):
        screen = await unlock(app, pilot)
        await begin(screen, pilot, "n", CallForm)
        await pilot.press("tab", "tab", *"Ngozi")
        await pilot.press("ctrl+l")
        lock = await the_lock(app, pilot)
        await pilot.press("escape")
        await wait_for(pilot, lambda: lock.who.editor.has_focus, description="who is asked for")
        await pilot.press(*"Nobody At All", "enter", *HERS, "enter")
        await wait_for(pilot, lambda: bool(lock.who.error), description="nobody is called so")
        lock.who.value = ""
        await pilot.press(*"rae", "enter")
        await wait_for(pilot, lambda: lock.secret.editor.has_focus, description="the secret is asked for")
        theirs = await unlock(app, pilot, HERS)
        assert theirs is not screen
        assert app.desk is not None
        assert app.desk.operator == person(RAE)
        await wait_for(pilot, lambda: "Rae Novak · Harbourside" in shown(theirs), description="who sits here")
        log_call(app.desk, NewCall("k", Category.QUERY, client_id=HANA, said="x"))
    by = [each.actor for each in entries(signed.store) if each.action == "call.logged"]
    assert by[-1] == "rae@harbourside.example"
    assert [each.typed.get("caller") for each in drafts(replace(signed, operator=person(KIM)))] == ["Ngozi"]
    assert not drafts(replace(signed, operator=person(RAE)))


async def test_another_key_asks_who_sits_down_next(signed: Desk) -> None:
    async with locked_console(signed) as (app, _lock, pilot):
        await unlock(app, pilot)
        await pilot.press("Q")
        lock = await the_lock(app, pilot)
        assert lock.who.value == ""
        assert lock.who.editor.has_focus


async def test_without_a_pin_there_is_no_lock_and_the_key_says_why(
    lone_desk: Desk, clock: FixedClock
) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("ctrl+l")
        await wait_for(pilot, lambda: "Nobody has a PIN yet" in told(screen), description="it is told")
        clock.advance(timedelta(hours=14))
        await pilot.pause(1.2)
        assert isinstance(screen.app.screen, ConsoleScreen)


async def test_the_first_pin_is_set_at_the_console_and_shows_the_code_once(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        form = await begin(screen, pilot, "I", SecretForm)
        await pilot.press(*"123456", "tab", *"123456", "ctrl+s")
        await wait_for(
            pilot, lambda: "tries that PIN first" in form.field("secret").error, description="refused"
        )
        form.field("secret").value = PIN
        await pilot.press("tab", "ctrl+s")
        await wait_for(
            pilot, lambda: "not the same" in form.field("again").error, description="refused again"
        )
        form.field("again").value = PIN
        assert PIN not in shown(screen)
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: isinstance(screen.app.screen, Sheet), description="the code is shown")
        assert len(shown(screen).split("RECOVERY CODE")[1].split()[0]) == 29
        await pilot.press("escape")
        await back(screen, pilot)
        await pilot.press("ctrl+l")
        await wait_for(pilot, lambda: isinstance(screen.app.screen, LockScreen), description="it locks now")


async def test_the_glass_is_broken_for_the_client_on_the_pane(lone_desk: Desk, clock: FixedClock) -> None:
    items = stock(lone_desk)
    jo = desk_of(lone_desk.store, clock, JO)
    async with console(jo) as (screen, pilot):
        await on_item(screen, pilot, items["well"])
        await wait_for(pilot, lambda: screen.client_id == PER, description="Per is on the pane")
        form = await begin(screen, pilot, "p", HoldForm)
        await pilot.press(*"+2h", "tab", *"later", "ctrl+s")
        await wait_for(pilot, lambda: "is not yours" in text_of(form, "#form-error"), description="denied")
        await pilot.press("escape")
        await back(screen, pilot)
        glass = await begin(screen, pilot, "N", GlassForm)
        await pilot.press("ctrl+s")
        assert "Say why it cannot wait" in glass.field("reason").error
        await pilot.press(*"He fell.", "ctrl+s")
        await back(screen, pilot)
        await wait_for(pilot, lambda: "The glass is broken until" in told(screen), description="it is told")
        await begin(screen, pilot, "p", HoldForm)
        await pilot.press("ctrl+s")
        await back(screen, pilot)


async def test_a_director_is_told_that_no_glass_need_be_broken(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await pilot.press("N")
        await wait_for(pilot, lambda: "a director needs not" in told(screen), description="it is told")
