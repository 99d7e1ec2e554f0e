"""Where nothing can be written, the console starts all the same: some of the states of `make faults`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from storage.frozen import _sweep
from tests.faults.starting import CALLS, STATES, State, begin, goes_on, place_for

FEW = STATES[1:5:3]


@pytest.mark.parametrize("state", FEW, ids=[state.name for state in FEW])
def test_it_starts_reads_refuses_in_words_and_changes_nothing(tmp_path: Path, state: State) -> None:
    with place_for(state, tmp_path / "disk") as disk:
        started = begin(state, disk)
        assert (started.calls, started.responsible) == (CALLS, "Jo Lee")
        assert "nothing can be changed" in started.read_only
        assert started.refused == started.read_only
        assert not started.changed
        assert goes_on(disk)


def test_what_a_killed_console_kept_in_memory_is_taken_away(tmp_path: Path) -> None:
    gone, running, another = (
        tmp_path / f"oncall-frozen-{number}" for number in (f"{2**22 + 1}-x", f"{os.getpid()}-x", "notes")
    )
    for folder in (gone, running, another):
        folder.mkdir()
    _sweep(tmp_path)
    assert [folder.exists() for folder in (gone, running, another)] == [False, True, True]
