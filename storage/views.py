"""Who looked at which client's record, and when (R-173): a chain of its own, by numbers, never by content.

It is apart from the record of what was done because reading is no change: no other console reads again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.chain import Chain

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.auditkey import AuditKey

VIEWS = Chain("client_view", ("at", "actor", "terminal", "client_id", "screen"), "view", "view ", "View")
"""What was looked at."""


@dataclass(frozen=True, slots=True)
class View:
    """Somebody looked at a client's record, or at a list that names many."""

    at: datetime
    """Aware."""
    actor: str
    """Whose eyes, by e-mail address."""
    terminal: str
    client_id: int | None
    """Whose record; None for a list of many."""
    screen: str
    """Where it stood, such as responsible, card, or oncall who."""


def append_views(connection: Connection, key: AuditKey | None, views: Iterable[View]) -> int:
    """Add views to their chain in the caller's transaction and return the number of the last one.

    Raises:
        WrongKey: the key is not here, or the chain was sealed with another one so far.
    """
    return VIEWS.append(connection, key, map(asdict, views))
