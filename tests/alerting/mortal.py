"""A sender in a process of its own, which stops between sending and marking, to be killed there."""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from pathlib import Path

from oncall_tui.alerting.channels.base import Message, Outcome
from oncall_tui.alerting.sender import Sender
from tests.alerting.owed import Recording, with_channels
from tests.clock import FixedClock
from tests.conftest import open_store
from tests.house import desk_of


def main(url: str, folder: str, now: str) -> None:
    """Send one notice, say so, and wait for the end."""
    clock = FixedClock(datetime.fromisoformat(now))
    desk = with_channels(desk_of(open_store(url, Path(folder), clock), clock), {"mail": "mail:{email}"})

    def wait(_url: str, message: Message) -> Outcome:
        with (Path(folder) / "sent").open("a", encoding="utf-8") as file:
            file.write(f"{message.subject}\n")
        sys.stdout.write("sent\n")
        sys.stdout.flush()
        signal.pause()
        raise AssertionError("it was not killed")

    Sender(desk, f"mortal {now}", Recording(wait).make, at_once=1).send_due()


if __name__ == "__main__":
    main(*sys.argv[1:4])
