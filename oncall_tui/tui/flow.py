"""A flow: what one key begins, from its form to the saved record."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, TypeVar

from textual.screen import Screen

S = TypeVar("S", bound=Screen[Any])

FLOW = "flow"
"""The group of the workers in which flows run."""


def flow(begin: Callable[[S], Coroutine[Any, Any, None]]) -> Callable[[S], None]:
    """Make an action of a flow: it runs in a worker, and keys wait until its screen is there."""

    @wraps(begin)
    def start(screen: S) -> None:
        screen.run_worker(begin(screen), group=FLOW)

    return start
