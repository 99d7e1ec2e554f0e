"""A console over the small organisation of the desk's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from textual.pilot import Pilot

from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.settings import Settings
from oncall_tui.tui.app import OncallApp
from oncall_tui.tui.console.alerting import RINGING
from oncall_tui.tui.console.screen import ConsoleScreen
from storage.search import index_clients
from storage.vocabulary import CallerType, Category
from tests.dose import dose
from tests.house import BEN, HANA, PER
from tests.tui.waiting import wait_for

WIDE, NARROW = (120, 40), (80, 24)
SIZES = dose((NARROW,), (WIDE, NARROW))
"""The windows in which a screen is worked; the wide one is pictured as well."""


def stock(desk: Desk) -> dict[str, int]:
    """Log a few calls and index the clients; return the items by name."""
    with desk.store.writing("system", "test.indexed", "clients") as unit:
        index_clients(unit.session.connection())
    now = desk.now()

    def call(key: str, category: Category, client: int | None, hours: float) -> int:
        new = NewCall(
            key,
            category,
            client_id=client,
            caller="Ada",
            caller_type=CallerType.FAMILY,
            phone="02 5550 0188",
            said=f"About {key}.",
            received_at=now - timedelta(hours=hours),
        )
        return log_call(desk, new).item_id

    return {
        "back": call("back", Category.CALL_BACK, HANA, 3),
        "lapsed": call("lapsed", Category.HIGH_RISK_EVENT, BEN, 73),
        "well": call("well", Category.WELLBEING, PER, 1),
        "nobody": call("nobody", Category.INFORMATION, None, 0.2),
    }


@asynccontextmanager
async def console(
    desk: Desk, size: tuple[int, int] = WIDE, settings: Settings | None = None
) -> AsyncIterator[tuple[ConsoleScreen, Pilot[int]]]:
    """Open the console and wait until its queue is there."""
    app = OncallApp(settings or Settings(), lambda: desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ConsoleScreen), description="the console opened")
        screen = app.screen
        assert isinstance(screen, ConsoleScreen)
        await wait_for(pilot, lambda: screen.queue is not None, description="the queue was read")
        yield screen, pilot


def shown(screen: ConsoleScreen) -> str:
    """Return the text that stands on the whole screen, drawn anew where something has changed."""
    screen.app.screen._on_timer_update()
    width, height = screen.size
    compositor = screen.app.screen._compositor
    strips = compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip)[:width] for strip in strips[:height])


def told(screen: ConsoleScreen) -> str:
    """Return what was said in passing so far, but for what rang by itself."""
    return " ".join(str(each.message) for each in screen.app._notifications if each.title != RINGING)
