"""A flow: what one key begins. Keys typed faster than its form can open wait for the form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.message_pump import MessagePump
from textual.screen import Screen

if TYPE_CHECKING:
    from textual.app import App

S = TypeVar("S", bound=Screen[Any])

_LONGEST = 3.0
_MOMENT = 0.005
_LOOKS = 20
"""How many frames a new screen has to give something the focus."""


class HeldKeys:
    """Keys that arrived between the key that opens a form and the form: they are the form's."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._waiting: list[events.Key | events.Paste] = []
        self._sending = False
        self.holding = False
        """Whether keys are being kept back."""
        self.passing: events.Event | None = None
        """The key that is on its way, which is not to be kept back again."""

    def hold(self) -> None:
        """Keep every further key back; not for longer than a person would wait."""
        if not self.holding:
            self.holding = True
            self._app.set_timer(_LONGEST, self.let_go)

    def keep(self, key: events.Key | events.Paste) -> None:
        """Keep a key, or a paste, back."""
        self._waiting.append(key)

    def let_go_to(self, screen: Screen[Any], looks: int = _LOOKS) -> None:
        """Send the keys on as soon as something on a new screen has the focus to take them."""
        if screen.focused is not None or not looks:
            self.let_go()
        else:
            screen.call_after_refresh(self.let_go_to, screen, looks - 1)

    def let_go(self) -> None:
        """Send the keys on, in their order, to whatever has the focus by then."""
        if self._waiting and not self._sending:
            self._sending = True
            self._app.run_worker(self._send(), group="held-keys")
        elif not self._sending:
            self.holding = False

    async def _send(self) -> None:
        """Send one key after another, each when the one before, which may move the focus, is done."""
        while self._waiting:
            key = self._waiting.pop(0)
            if isinstance(key, events.Paste):
                again: events.Key | events.Paste = events.Paste(key.text)
            else:
                again = events.Key(key.key, key.character)
            self.passing = again
            self._app.post_message(again)
            await asyncio.sleep(_MOMENT)
            while any(pump.message_queue_size for pump in self._pumps()):
                await asyncio.sleep(_MOMENT)
        self._sending = self.holding = False

    def _pumps(self) -> tuple[MessagePump, ...]:
        focused = self._app.focused
        return (self._app, self._app.screen, *((focused,) if focused else ()))


def flow(begin: Callable[[S], Coroutine[Any, Any, None]]) -> Callable[[S], None]:
    """Make an action of a flow: it runs in a worker, and the keys after it wait until its screen is there."""

    @wraps(begin)
    def start(screen: S) -> None:
        keys: HeldKeys | None = getattr(screen.app, "held_keys", None)
        if keys is not None:
            keys.hold()

        async def run() -> None:
            try:
                await begin(screen)
            finally:
                if keys is not None:
                    keys.let_go()

        screen.run_worker(run(), group="flow")

    return start
