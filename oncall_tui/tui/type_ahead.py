"""Keys that come faster than the screen: none is lost, and none is taken by what stood there before."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TypeVar
from weakref import WeakSet

from textual import events
from textual.app import App
from textual.screen import Screen

from oncall_tui.tui.flow import FLOW

Returned = TypeVar("Returned")

_LONGEST = 3.0
"""Seconds after which a key is let through, whatever it waits for: no longer than a person would wait."""
_MOMENT = 0.005


class TypeAhead(App[Returned]):
    """An app that takes keys one by one, each when what the one before it set off is done.

    A line that stutters delivers several keys at once, and a form takes a moment to open. Without this a
    letter would act on the queue rather than go into the look-up or the form that the key before it asked
    for, and a save, which is looked at before everything else, would overtake the last words of a note.
    """

    def __init__(self) -> None:
        super().__init__()
        self._held: deque[events.Key | events.Paste] = deque()
        self._let_through: events.Event | None = None
        self._feeding: asyncio.Task[None] | None = None
        self._begun: WeakSet[Screen[object]] = WeakSet()

    @property
    def holds_keys(self) -> bool:
        """Whether anything that was typed is still under way."""
        return self._feeding is not None

    async def on_event(self, event: events.Event) -> None:
        """Hold back what is typed while what was typed before is under way."""
        if (
            not isinstance(event, events.Key | events.Paste)
            or event.is_forwarded
            or event is self._let_through
        ):
            await super().on_event(event)
            return
        if self._feeding is None and self._takes_keys():
            await super().on_event(event)
        else:
            self._held.append(event)
        if self._feeding is None:
            self._feeding = asyncio.create_task(self._feed(), name="type-ahead")

    def _takes_keys(self) -> bool:
        """Say whether the screen that the next key is meant for is there and has had something in focus.

        A screen that cannot do anything yet says so in an attribute `takes_keys`.
        """
        if not self.screen_stack:
            return True
        screen = self.screen
        if not getattr(screen, "takes_keys", True):
            return False
        if screen not in self._begun:
            if not screen.is_mounted or (screen.focused is None and screen.focus_chain):
                return False
            self._begun.add(screen)
        return not any(
            worker.group == FLOW and worker.node is screen and not worker.is_finished
            for worker in self.workers
        )

    async def _feed(self) -> None:
        """Let one key through after the other."""
        while self.is_running:
            with suppress(TimeoutError):  # whatever hangs, the keyboard goes on
                async with asyncio.timeout(_LONGEST):
                    await self._passed_on()
                    while self._held and not self._takes_keys():
                        await asyncio.sleep(_MOMENT)
            if not self._held:
                break
            self._let_through = self._held.popleft()
            self.post_message(self._let_through)
        self._feeding = None

    async def _passed_on(self) -> None:
        """Wait until the last key, and then what it set off, has gone through every queue on its way up."""
        for _ in range(2):
            for node in (self.focused or self.screen).ancestors_with_self:
                reached = asyncio.Event()
                if node.call_later(reached.set):
                    await reached.wait()
