"""What was seen while a promise was put to the test: one JSON line for each, where somebody collects them."""

from __future__ import annotations

import json
import os
from pathlib import Path

_FILE = os.environ.get("ONCALL_FAULTS_FIGURES")
"""Read when it is imported: each test has an environment of its own."""


def promise(row: str, test: str, **seen: float) -> None:
    """Add what a test has seen to the file that ONCALL_FAULTS_FIGURES names; do nothing where it names none.

    Args:
        row: which promise, by the name of its row in the table of faults.
        test: which test put it to the test.
        seen: numbers by name, such as kills=100, lost=0.
    """
    if _FILE:
        with Path(_FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"row": row, "test": test, "seen": seen}) + "\n")
