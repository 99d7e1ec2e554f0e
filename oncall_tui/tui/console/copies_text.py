"""How the copies of the database stand, at the foot of the console and, where they do not, at its head."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from oncall_tui.text import clock_time, countdown
from oncall_tui.tui.widgets.columns import Part

if TYPE_CHECKING:
    from oncall_tui.alerting.copier import Copied

_WIDEST = len("0:40")
"""Cells of an age that is not late, whatever it is."""


def foot_note(
    saved_at: datetime | None, copied: Copied | None, now: datetime, zone: tzinfo
) -> tuple[Part, ...]:
    """Return when something was last saved here and how old the newest copy is (R-177).

    The latter always takes the same room, so that nothing moves when it is first known.
    """
    age = _age(copied.at, now) if copied is not None and copied.at is not None else "–"
    saved = f"saved {clock_time(saved_at, zone).split()[0]} · " if saved_at is not None else ""
    return (saved, "dim"), (f"backup {age:<{_WIDEST}}", "dim")


def head_words(copied: Copied | None, now: datetime) -> str:
    """Return what is wrong with the copies; empty while nothing is."""
    if copied is None or not (copied.late or copied.failed):
        return ""
    if copied.at is None:
        return "no backup"
    return f"backup {_age(copied.at, now)} old" if copied.late else "backup failed"


def _age(at: datetime, now: datetime) -> str:
    return countdown(max(0.0, (now - at).total_seconds()))
