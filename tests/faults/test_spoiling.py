"""A file that is none of ours, or not whole, is refused or found, and never written to: a small dose."""

from __future__ import annotations

from pathlib import Path

from tests.faults.spoiling import try_all


def test_a_spoilt_file_is_refused_or_found_and_never_written_to(tmp_path: Path) -> None:
    seen = try_all(tmp_path, every=4)
    assert (seen.missed, seen.overwritten) == ([], 0)
    assert seen.refused + seen.found == seen.tried
    assert seen.refused
