"""Four programs on one database lose nothing to each other and are told of no lock (R-170)."""

from __future__ import annotations

from storage.sessions import Store
from tests.faults.sharing import share


def test_four_programs_lose_no_change(store: Store, database_url: str) -> None:
    seen = share(store, database_url, 10)
    assert (seen.lost, seen.errors) == (0, 0)
    assert store.verify_audit().ok
