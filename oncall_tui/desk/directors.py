"""Whether a director sits at the desk: what some entries and reasons are kept for (R-022, R-039, R-176)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import reads
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk


def director_sits_here(desk: Desk, connection: Connection) -> bool:
    """Say whether whoever sits at the desk is a director."""
    found = reads.rows(connection, "roles")
    return any(row.person_id == desk.operator.id and row.role == PersonRole.DIRECTOR for row in found)
