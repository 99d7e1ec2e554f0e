"""A process in which a verb is begun and killed: `python -m tests.desk.dying URL FOLDER NOW`.

Each line that it reads is a verb and a moment: "flush 1", when the first rows are written; "update 300", at
the three hundredth update; "commit", just before the commit; "done", just after it. It answers each line with
how that process ended: -9 for killed, 0 for not.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.context import Desk
from oncall_tui.desk.reassigning.planning import preview
from oncall_tui.desk.reassigning.verbs import reassign
from oncall_tui.desk.reassigning.views import Reassignment, Share
from storage import sessions
from storage.sessions import Store
from storage.units import RecordedSession
from storage.vocabulary import AbsenceReason
from tests.clock import FixedClock
from tests.conftest import open_store
from tests.house import JO, desk_of

GOES = NewAbsence(JO, AbsenceReason.SICK)
MOVES_UP = Reassignment((), None, Share.PRIMARY, "Away for long.", all_of=JO)


def _absence(desk: Desk) -> None:
    record_absence(desk, GOES)


def _reassignment(desk: Desk) -> None:
    reassign(desk, MOVES_UP, shown=preview(desk, MOVES_UP))


VERBS: dict[str, Callable[[Desk], None]] = {"absence": _absence, "reassignment": _reassignment}


def _fall(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _after(number: int) -> Callable[..., None]:
    """Return what falls when it is called so often."""
    left = [number]

    def count(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            _fall()

    return count


def _arm(store: Store, moment: str, number: int) -> None:
    """Let this process die at a moment."""
    fall = _after(number)
    match moment:
        case "flush":
            flush = RecordedSession.flush

            def flushed(self: RecordedSession, objects: Sequence[Any] | None = None) -> None:
                added = bool(self.new)
                flush(self, objects)
                if added:
                    fall()

            setattr(RecordedSession, "flush", flushed)  # noqa: B010
        case "update":
            event.listen(
                store.engine,
                "after_cursor_execute",
                lambda _connection, _cursor, statement, *_: (
                    fall() if statement.startswith("UPDATE") else None
                ),
            )
        case "commit":
            setattr(sessions, "_commit", _fall)  # noqa: B010


def _die(url: str, folder: Path, now: str, verb: str, moment: str, number: int) -> None:
    clock = FixedClock(datetime.fromisoformat(now))
    store = open_store(url, folder, clock)
    _arm(store, moment, number)
    VERBS[verb](desk_of(store, clock))
    if moment == "done":
        _fall()
    os._exit(0)


def main(url: str, folder: str, now: str) -> None:
    """Let one process after the other die."""
    for line in sys.stdin:
        verb, moment, number = line.split()
        child = os.fork()
        if not child:
            try:
                _die(url, Path(folder), now, verb, moment, int(number))
            finally:
                os._exit(3)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:4])
