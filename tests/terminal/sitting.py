"""The console at an hour that a test chooses: `python -m tests.terminal.sitting SECONDS ARGUMENTS …`.

Everything but the clock is as `oncall ARGUMENTS …` has it; the clock runs SECONDS apart from the computer's.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

import storage.clock
from oncall_tui.__main__ import run


def main() -> int:
    apart = timedelta(seconds=float(sys.argv[1]))

    class MovedClock(storage.clock.SystemClock):
        """The computer's clock, so much earlier or later."""

        def now(self) -> datetime:
            return super().now() + apart

    vars(storage.clock)["SystemClock"] = MovedClock
    return run(sys.argv[2:])


if __name__ == "__main__":
    raise SystemExit(main())
