"""Whether the alerts can be relied upon just now, for `oncall doctor`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.alerts.check import second_opinion
from oncall_tui.desk.alerts.lease import holder
from oncall_tui.desk.findings import Finding, Grade
from oncall_tui.errors import Refused
from oncall_tui.text import span_words

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_QUIET = timedelta(minutes=2)
"""How long ago the last look may lie (R-163)."""


def alert_findings(desk: Desk) -> tuple[Finding, ...]:
    """Return what is to be said of the engine, of what it has raised, and of the ways out."""
    return _running(desk), _raised(desk), _channels(desk), _heartbeat(desk)


def _running(desk: Desk) -> Finding:
    found = holder(desk)
    start = "Open the console, or let `oncall watch` run all the time (oncall watch --unit)."
    if found is None:
        return Finding("alerts", Grade.LOOK, "no program has looked after them yet", start)
    age = desk.now() - found.pulse_at
    words = f"looked after {span_words(max(age, timedelta(0)))} ago by {found.owner}"
    if age > _QUIET:
        return Finding("alerts", Grade.WRONG, f"not running: {words}", start)
    return Finding("alerts", Grade.OK, words)


def _raised(desk: Desk) -> Finding:
    try:
        opinion = second_opinion(desk)
    except Refused:
        remedy = "Mend the rulebook (see above), then look again."
        return Finding("warnings", Grade.WRONG, "not known: the rulebook cannot be read", remedy)
    if opinion.well:
        return Finding("warnings", Grade.OK, "every one that is due was raised")
    return Finding(
        "warnings", Grade.WRONG, opinion.words, "Start the console or `oncall watch`, then look again."
    )


def _channels(desk: Desk) -> Finding:
    names = ", ".join(desk.settings.channels)
    if names:
        return Finding("channels", Grade.OK, names)
    remedy = "Name one in the settings, under [channels]."
    return Finding("channels", Grade.LOOK, "none: alerts show on open consoles only", remedy)


def _heartbeat(desk: Desk) -> Finding:
    if desk.settings.heartbeat_url:
        return Finding("heartbeat", Grade.OK, "an outside watcher is told every minute")
    remedy = "Set heartbeat_url to an address that raises an alarm when it is no longer asked."
    return Finding("heartbeat", Grade.LOOK, "no heartbeat set", remedy)
