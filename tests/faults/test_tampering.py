"""Whatever is done to the audit record behind its back is found: a small dose of `make faults`."""

from __future__ import annotations

from storage.sessions import Store
from tests.faults.tampering import record, tamper


def test_what_is_changed_behind_the_records_back_is_found(store: Store) -> None:
    record(store)
    assert store.verify_audit().ok
    seen = tamper(store, 42)
    assert (seen.missed, seen.found) == ([], 42)
    assert store.verify_audit().ok
