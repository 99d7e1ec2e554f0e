"""Whatever still hangs when a command is done, the process ends."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.dose import within

HANGING = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
import oncall_tui.__main__ as entry
entry.LEAVE_WITHIN = 0.5
ThreadPoolExecutor(1).submit(threading.Event().wait)
sys.argv = ["oncall", "--version"]
entry.main()
"""


def test_a_thread_that_hangs_does_not_keep_the_process() -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0
    assert done.stdout.startswith("oncall ")
    assert time.monotonic() - began < within(30)
