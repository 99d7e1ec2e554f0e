"""Waiting for a condition rather than for a while, naming what never happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.pilot import Pilot

Returned = TypeVar("Returned")

_TURNS_BEFORE_RESTING = 20
_REST = 0.01


async def wait_for(
    pilot: Pilot[Returned], predicate: Callable[[], bool], *, description: str, timeout: float = 45.0
) -> None:
    """Let the app work until `predicate` holds.

    Raises:
        AssertionError: It did not come to hold within `timeout` seconds; `description` says what was awaited.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout
    turns = 0
    while not predicate():
        if loop.time() > until:
            raise AssertionError(f"never happened within {timeout:g} s: {description}")
        await pilot.pause()
        turns += 1
        if turns > _TURNS_BEFORE_RESTING:
            await asyncio.sleep(_REST)
