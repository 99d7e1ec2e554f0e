"""A thousand edits, deletions and truncations of the audit record, on each database."""

from __future__ import annotations

from storage.sessions import Store
from tests.faults.figures import promise
from tests.faults.tampering import record, tamper

EDITS = 1000


def test_a_thousand_edits_are_found(store: Store) -> None:
    record(store)
    seen = tamper(store, EDITS)
    promise(
        "audit", f"edits behind its back, {store.engine.dialect.name}", tried=seen.tried, found=seen.found
    )
    assert (seen.missed, seen.found) == ([], EDITS)
    assert store.verify_audit().ok
