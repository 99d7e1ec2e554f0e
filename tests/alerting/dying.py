"""A watcher that is killed at a chosen moment: `python -m tests.alerting.dying MOMENT SECONDS ARGUMENTS …`.

The moments are "raising", when an alert is in a transaction that is not yet committed, and "showing", when it
was committed and nobody has seen it.
"""

from __future__ import annotations

import os
import signal
import sys

from oncall_tui.alerting.engine import Engine
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.alerts.views import Swept
from tests.terminal import sitting


def _fall() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    moment = sys.argv.pop(1)
    do, look = Sweeper._do, Engine._look

    def raising(self: Sweeper, *words: object) -> object:
        done = do(self, *words)  # type: ignore[arg-type]
        words[0].session.flush()  # type: ignore[attr-defined]
        _fall()
        return done

    def showing(self: Engine, *words: object) -> Swept:
        swept = look(self, *words)  # type: ignore[arg-type]
        if swept.rang:
            _fall()
        return swept

    match moment:
        case "raising":
            setattr(Sweeper, "_do", raising)  # noqa: B010
        case "showing":
            setattr(Engine, "_look", showing)  # noqa: B010
        case _:
            raise SystemExit(f"no such moment: {moment}")
    return sitting.main()


if __name__ == "__main__":
    raise SystemExit(main())
