"""Where nothing can be written, the console starts all the same: some of the states of `make faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.starting import CALLS, STATES, State, begin, goes_on, small_disk

FEW = (STATES[1], STATES[2])


@pytest.mark.parametrize("state", FEW, ids=[state.name for state in FEW])
def test_it_starts_reads_refuses_in_words_and_changes_nothing(tmp_path: Path, state: State) -> None:
    with small_disk(tmp_path / "disk") as disk:
        started = begin(state, disk)
        assert (started.calls, started.responsible) == (CALLS, "Jo Lee")
        assert "nothing can be changed" in started.read_only
        assert started.refused == started.read_only
        assert not started.changed
        assert goes_on(disk)
