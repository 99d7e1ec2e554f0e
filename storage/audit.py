"""The record of who did what (R-173): sealed entries, each chained to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.chain import Chain, Head, Verdict, canonical

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.auditkey import AuditKey

_WRITTEN = ("at", "actor", "on_behalf_of", "terminal", "action", "object", "detail", "undoes")
DEEDS = Chain("audit", _WRITTEN, "audit", "", "Entry")
"""What was done."""
HEAD = DEEDS.head_fact


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded."""

    at: datetime
    """Aware."""
    actor: str
    action: str
    object: str
    detail: str
    """Canonical JSON."""
    on_behalf_of: str = ""
    terminal: str = ""
    undoes: int | None = None


def append(connection: Connection, key: AuditKey | None, entry: Entry) -> int:
    """Add an entry to the record in the caller's transaction and return its number.

    Raises:
        WrongKey: the key is not here, or the record was sealed with another one so far.
    """
    return DEEDS.append(connection, key, ({name: getattr(entry, name) for name in _WRITTEN},))


def renew(connection: Connection, key: AuditKey) -> int:
    """Let a new key seal from the next entry on, of deeds and of views, and return that of the next deed."""
    from storage.views import VIEWS

    VIEWS.renew(connection, key)
    return DEEDS.renew(connection, key)


def verify(connection: Connection, key: AuditKey | None) -> Verdict:
    """Check every entry of what was done, its place and the end of the record.

    Without the key it can be told only whether the entries hang together, not who made them.
    """
    return DEEDS.verify(connection, key)


__all__ = ["DEEDS", "HEAD", "Entry", "Head", "Verdict", "append", "canonical", "renew", "verify"]
