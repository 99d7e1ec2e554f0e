"""Under whose policy something about a client stands, by how their cases came in (R-021)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.rules.reviews import covered
from storage import reads
from storage.vocabulary import CaseOrigin

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk


def origin_of(connection: Connection, client_id: int | None) -> CaseOrigin:
    """Return how a client's cases that go on came in, where all of them stand under a separate policy.

    One case under the partner policy is enough for its rules to count; so is a client without a case.
    """
    if client_id is None:
        return CaseOrigin.SELF_REFERRAL
    cases = list(reads.rows(connection, "client_origins", id=client_id))
    if not cases or any(covered(CaseOrigin(row.origin), attached=row.rules_at is not None) for row in cases):
        return CaseOrigin.SELF_REFERRAL
    return CaseOrigin(cases[-1].origin)


def origin_for(desk: Desk, client_id: int) -> CaseOrigin:
    """Return the same for whoever has no connection open."""
    with desk.store.reading() as connection:
        return origin_of(connection, client_id)
