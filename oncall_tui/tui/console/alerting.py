"""Alerts on the console: read again whenever they may have changed, rung once, shown until answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import on
from textual.message import Message
from textual.reactive import var

from oncall_tui.desk.alerts.views import AlertRow, Alerts
from oncall_tui.desk.views import LineHolder
from oncall_tui.tui.alerts.banner import AlertBanner, BannerFacts
from oncall_tui.tui.alerts.desktop import notify_desktop
from oncall_tui.tui.alerts.ringing import Listener, Rings, ring_words
from oncall_tui.tui.alerts.steady import Steady
from oncall_tui.tui.asking import ask
from oncall_tui.tui.console.queue_pane import QueuePane
from oncall_tui.tui.console.reading import ConsoleReading
from oncall_tui.tui.widgets.notice import tell
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.alerts.screen import AlertScreen, AlertsShown

RINGING = "Alert"
"""The title of what is said when alerts ring."""
_ONLY_HERE = "Only this screen warns: no channel is set."


class ConsoleAlerts(ConsoleReading):
    """Shows the alerts of the record, and rings when one of them has rung."""

    zone: ZoneInfo
    """Where the organisation is."""
    alerts: var[Alerts | None] = var(None, init=False)
    """The open alerts as they were last read."""

    @dataclass
    class AlertsLoaded(Message):
        """The open alerts were read, with whether a director sits here."""

        alerts: Alerts
        director: bool

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.line: LineHolder | None = None
        self.alert_list: AlertScreen | None = None
        """The list of alerts while it is open."""
        self.troubles: tuple[str, ...] = ()
        """What is wrong with how alerts are looked after, as it was last told."""
        self.alarmed = ""
        """What the watchdog last found, and when; empty while it never did."""
        self._director = False
        self._rings = Rings()
        self._steady = Steady(desk.clock)

    # Reading

    def load_alerts(self) -> None:
        """Read the open alerts again."""

        def question() -> ConsoleAlerts.AlertsLoaded:
            from oncall_tui.desk.alerts.loading import load_alerts
            from oncall_tui.desk.rosters import load_roster

            me = load_roster(self.desk, ()).people.get(self.desk.operator.id)
            director = me is not None and PersonRole.DIRECTOR in me.roles
            return self.AlertsLoaded(load_alerts(self.desk), director)

        ask(self, "alerts", question, lambda answer: answer)

    @on(AlertsLoaded)
    def _alerts_loaded(self, event: AlertsLoaded) -> None:
        self._director = event.director
        self.alerts = event.alerts
        self._ring(event.alerts)

    def watch_alerts(self) -> None:
        """Show the alerts as they stand now."""
        now = self.desk.now()
        self.show_alerts_at(now)
        self.query_one(QueuePane).mark_alerts(self.alerts.rows if self.alerts is not None else (), now)

    # Showing

    def listener(self) -> Listener:
        """Return who sits here, as far as alerts go."""
        me = self.desk.operator.id
        return Listener(me, self._director, self.line is not None and self.line.person.id == me)

    def waiting(self) -> tuple[AlertRow, ...]:
        """Return the unanswered alerts that this console shows in its banner, the most pressing first."""
        listener = self.listener()
        return tuple(row for row in self.alerts.unanswered if listener.sees(row)) if self.alerts else ()

    @property
    def pressing(self) -> AlertRow | None:
        """The alert that the banner shows."""
        return self.query_one(AlertBanner).row

    @property
    def pressing_seen(self) -> bool:
        """Whether it has stood there long enough for a key to be meant for it."""
        return self._steady.seen

    def show_alerts_at(self, now: datetime) -> None:
        """Show the alerts for an instant, in the banner and in the list while it is open."""
        waiting = self.waiting()
        facts = None
        if waiting:
            facts = BannerFacts(waiting[0], len(waiting) - 1, now, self.zone, self._alert_keys())
        self.query_one(AlertBanner).show(facts)
        self._steady.changed(waiting[0].id if waiting else None)
        if self.alert_list is not None and self.alert_list.is_mounted:
            self.alert_list.show(self.alerts_shown())

    def _alert_keys(self) -> tuple[str, str, str]:
        commands = self.commands()
        have, later, every = (commands[each].shown_keys for each in ("acknowledge", "snooze", "alerts"))
        return have, later, every

    def alerts_shown(self) -> AlertsShown:
        """Return what the list of alerts tells now."""
        from oncall_tui.tui.alerts.screen import AlertsShown

        return AlertsShown(self.alerts, self.desk.now(), self.warnings())

    def warnings(self) -> tuple[str, ...]:
        """Return what is to be known of the alerts as a whole."""
        told = (*self.troubles, self.alarmed, "" if self._leaves() else _ONLY_HERE)
        return tuple(words for words in told if words)

    def _leaves(self) -> bool:
        """Say whether any alert leaves the console."""
        return bool(self.desk.settings.channels)

    # Ringing

    def _ring(self, alerts: Alerts) -> None:
        """Ring for the alerts that have rung since they were last read, and say which."""
        listener = self.listener()
        fresh = [row for row in self._rings.new(alerts.rows) if listener.hears(row)]
        if fresh:
            self.app.bell()
            now = self.desk.now()
            tell(self, ring_words(fresh, now), severity="warning", title=RINGING)
            if self.desk.settings.desktop_notices:
                notify_desktop(self.app, fresh[0], now)

    def hear_troubles(self, troubles: Sequence[str]) -> None:
        """Keep what is wrong with how alerts are looked after; say what is new once."""
        fresh = [words for words in troubles if words not in self.troubles]
        self.troubles = tuple(troubles)
        for words in fresh:
            tell(self, words, severity="warning", title="Alerts")
        if fresh and self.alert_list is not None and self.alert_list.is_mounted:
            self.alert_list.show(self.alerts_shown())
