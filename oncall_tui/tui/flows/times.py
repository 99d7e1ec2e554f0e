"""How the fields of a form understand a time: in the organisation's zone, from when the form was opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from oncall_tui.rules.when import Meaning, parse_when

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def understanding(desk: Desk) -> Callable[[str], Meaning]:
    """Return what reads a typed time.

    It counts from one instant, so that what is saved is what was echoed, however long the form was open.
    """
    house, now = desk.house, desk.now()
    return lambda text: parse_when(text, now, house.zone, house.calendar)
