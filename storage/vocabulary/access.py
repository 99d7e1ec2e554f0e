"""What somebody may do at a desk, beyond what they do here."""

from __future__ import annotations

from enum import StrEnum


class AccessRole(StrEnum):
    """A set of capabilities (R-174)."""

    VIEWER = "viewer"
    """Looks up clients, reads the queue, answers what was put to them; changes nothing."""
    OPERATOR = "operator"
    """Logs calls."""
    MANAGER = "manager"
    """Works on the clients who are theirs or whom they cover, and logs anything."""
    DIRECTOR = "director"
    """Decides, and works on everything."""
    AUDITOR = "auditor"
    """Reads the record and takes it out; changes nothing."""
    ADMINISTRATOR = "administrator"
    """Looks after the database, and after who may sign in."""
