"""What was measured of a promise, noted for the table that `make faults` prints."""

from __future__ import annotations

import json
import os
from pathlib import Path

NOTES = os.environ.get("ONCALL_FAULTS_FIGURES", "")
"""The file of notes, a line of JSON each; read at once, for a test begins without such variables."""


def promise(row: str, test: str, **seen: float) -> None:
    """Note one measured figure of a promise for the table of make faults."""
    if NOTES:
        with Path(NOTES).open("a", encoding="utf-8") as notes:
            notes.write(json.dumps({"row": row, "test": test, "seen": seen}) + "\n")
