"""Tell of an alert on the desktop, through the console's own terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from textual.app import App

from oncall_tui.desk.alerts.views import AlertRow
from oncall_tui.tui.alerts.wording import due_in


def notify_desktop(app: App[Any], row: AlertRow, now: datetime) -> None:
    """Have the terminal show a notice that names no client, since a desktop may be seen by others."""
    from oncall_tui.alerting.channels.desktop import desktop_notice

    driver = app._driver
    if driver is not None:
        driver.write(desktop_notice(f"Alert {row.item_id}", due_in(row, now)).decode())
