"""A desk with two clients who left long ago, and two directors who erase one of them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import text

from oncall_tui.desk.context import Desk
from oncall_tui.desk.drafts import keep
from oncall_tui.desk.retention import purging
from oncall_tui.desk.retention.finding import past_time
from oncall_tui.settings import Settings
from storage.dump import each_table
from tests.desk.belonging import WORD, add_client
from tests.house import RAE, desk_of

GONE, STAYS = 501, 502
OTHER = "STAYSxqv"


def fill(desk: Desk) -> Desk:
    """Put two clients who left long ago on record, and something about each in every table."""
    add_client(desk.store, GONE)
    add_client(desk.store, STAYS, word=OTHER)
    keep(desk, "draft-1", "call", {"client": str(GONE), "said": f"{WORD}-draft"})
    keep(desk, "draft-2", "attempt", {"note": f"{WORD}-typed"}, item_id=GONE)
    keep(desk, "draft-3", "call", {"said": f"{WORD}{GONE}-client-number rang"})
    keep(desk, "draft-4", "call", {"client": str(STAYS), "said": f"{OTHER}-draft"})
    return keeping(desk)


def keeping(desk: Desk, years: str = "7 years") -> Desk:
    desk.settings = replace(Settings(), retention=MappingProxyType({"closed_clients": years}))
    return desk


def past(desk: Desk, only: int | None = None) -> dict[int, str]:
    """Return what stands against erasing each client that is past its time."""
    with desk.store.reading() as connection:
        return {each.client_id: each.against for each in past_time(desk, connection, only)}


def rae(desk: Desk) -> Desk:
    """Give the desk of another director at the same record."""
    other = desk_of(desk.store, desk.clock, RAE)  # type: ignore[arg-type]
    other.settings = desk.settings
    return other


def purge(desk: Desk, client_id: int = GONE) -> purging.Purged:
    number = purging.propose(desk, "Seven years are over.", client_id).item_id
    return purging.approve(rae(desk), number)


def everything(desk: Desk) -> str:
    """Return every row of every table as text."""
    with desk.store.reading() as connection:
        return "\n".join(str(row) for _name, _columns, rows in each_table(connection) for row in rows)


def entries(desk: Desk) -> list[dict[str, Any]]:
    with desk.store.reading() as connection:
        return [dict(row) for row in connection.execute(text("SELECT * FROM audit ORDER BY seq")).mappings()]
