"""How much of a test is run: a little in `make test`, the whole of it and by the clock in `make faults`."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")

WHOLE = os.environ.get("ONCALL_TEST_WHOLE") == "1"
"""Whether the whole dose is run; by nothing else beside it, so that seconds can be told."""
_PATIENCE = 60.0


def dose(few: T, whole: T) -> T:
    """Return how much of something to run: few each time, or the whole of it."""
    return whole if WHOLE else few


def within(seconds: float) -> float:
    """Return how long something may take: what was promised, or more where others use the computer too."""
    return seconds if WHOLE else max(seconds, _PATIENCE)
