"""What happened to an item, told from the audit record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from oncall_tui.desk.views import Happening
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection


def happenings(connection: Connection, item_id: int) -> tuple[Happening, ...]:
    """Return the history of an item, oldest first, each line in words."""
    names = {person.email: person.name for person in reads.rows(connection, "people")}
    found = reads.rows(connection, "item_audit", object=f"item:{item_id}")
    return tuple(
        Happening(reads.instant(row.at), names.get(row.actor, row.actor), told_words(row.detail, row.action))
        for row in found
    )


def told_words(detail: str, action: str) -> str:
    """Return an entry of the record in words."""
    told = json.loads(detail).get("facts", {}).get("words")
    return told if isinstance(told, str) else action.replace(".", " ")
