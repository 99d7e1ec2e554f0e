"""Alerts from the shell: watch over them without a screen, list them, and answer for one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at, instant

if TYPE_CHECKING:
    from oncall_tui.alerting.engine import Report
    from oncall_tui.desk.alerts.views import AlertRow

_STOPS = ("SIGTERM", "SIGINT", "SIGHUP")


def watch(
    once: Annotated[bool, typer.Option("--once", help="Look once, send what waits, and end.")] = False,
    unit: Annotated[bool, typer.Option("--unit", help="Print a unit file for systemd, and end.")] = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Raise and send alerts without a screen, until told to stop.

    Any number may run beside the consoles: one of them does the work, the others stand by.
    """
    if unit:
        text = files("oncall_tui.alerting").joinpath("oncall-watch.service").read_text(encoding="utf-8")
        output.lines(text.splitlines())
        return
    from oncall_tui.alerting.engine import Engine

    with desk_at(db, as_, proved=False) as desk:
        teller = _Narrator()
        engine = Engine(desk, kind="watch", on_report=teller.report, on_alarm=output.narrate)
        if once:
            engine.tick()
            engine.ask()
            engine.tick()  # what was asked may be due at once
            engine.post()
            engine.stop()
            return
        _run(engine.start, engine.stop)


def alerts(
    at: opt.At = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print every open alert: those that nobody answered for first."""
    from oncall_tui.cli.shapes import Shaper
    from oncall_tui.desk.alerts.loading import load_alerts

    with desk_at(db, as_) as desk:
        found = load_alerts(desk, instant(desk, at))
        if json:
            output.emit_list(map(Shaper(desk.house.zone).alert, found.rows))
            return
        zone = ZoneInfo(desk.house.zone)
        output.table(
            ("alert", "item", "state", "lapses", "rule", "warning", "told", "rung"),
            (_line(row, zone) for row in found.rows),
            right=(0, 1),
        )


def acknowledge(
    alert: Annotated[
        int, typer.Argument(metavar="ALERT", help="Number of the alert, as `oncall alerts` prints it.")
    ],
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Say that you have an alert."""
    from oncall_tui.desk.alerts.verbs import acknowledge as do

    with desk_at(db, as_) as desk:
        output.narrate(do(desk, alert).words)


def _run(start: Callable[[], None], stop: Callable[[], None]) -> None:
    """Run until a signal says stop."""
    done = threading.Event()
    for name in _STOPS:
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, lambda _number, _frame: done.set())
    start()
    try:
        while not done.wait(0.5):
            pass
    finally:
        stop()


class _Narrator:
    """Says on stderr what happens, once, and nothing of any client."""

    def __init__(self) -> None:
        self._leader: bool | None = None
        self._troubles: tuple[str, ...] = ()

    def report(self, report: Report) -> None:
        """Tell what is new in a report."""
        if report.leader != self._leader:
            self._leader = report.leader
            output.narrate("looking after the alerts" if report.leader else f"standing by: {report.sender}")
        for trouble in report.troubles:
            if trouble not in self._troubles:
                output.narrate(trouble)
        self._troubles = report.troubles
        for rang in report.swept.rang:
            output.narrate(
                f"alert {rang.alert_id} of item {rang.item_id}: {rang.step.value}, {rang.rung.value}"
            )


def _line(row: AlertRow, zone: ZoneInfo) -> tuple[str, ...]:
    from oncall_tui.text import when

    return (
        str(row.id),
        str(row.item_id),
        row.state.value,
        when(row.lapses_at, zone),
        row.rule,
        row.remaining,
        row.recipient.name,
        row.rung.value,
    )
