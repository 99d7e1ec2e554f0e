"""Write a copy of a practice review for supervision; that it left is kept on record."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from oncall_tui.desk.briefs.printing import markdown
from oncall_tui.desk.changing import changing
from oncall_tui.desk.export.leaving import purpose
from oncall_tui.desk.practice.documents import review_document
from oncall_tui.desk.practice.reviews import review
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


SUPERVISION = "supervision"
"""What a copy is for, unless something else is said."""


def write_copy(desk: Desk, review_id: int, path: Path, *, reason: str = SUPERVISION) -> Saved:
    """Write a practice review as Markdown into a new file that only its owner can read.

    Raises:
        Refused: there is no such review, it is not said what for, the file is there already, or its folder
            cannot be written to.
    """
    reason = purpose(reason)
    text = markdown([review_document(desk, review(desk, review_id))])
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused("That file is there already. Choose another name.", field="path") from None
    except OSError:
        raise Refused("That file cannot be written. Choose another folder.", field="path") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    with changing(desk, "review.copied", f"practice-review:{review_id}") as unit:
        unit.note(words="A copy of a practice review was written to a file.", reason=reason)
    return Saved(0, f"Written to {path.name}.")
