"""Places where nothing can be recorded: the console starts, reads, refuses, and goes on later."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.figures import promise
from tests.faults.starting import CALLS, STATES, State, begin, goes_on, place_for

ROW = "disk full, I/O error, read-only, missing, damaged, newer, foreign file"


@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
def test_a_start(tmp_path: Path, state: State) -> None:
    with place_for(state, tmp_path / "disk") as disk:
        started = begin(state, disk)
        again = goes_on(disk)
    promise(
        ROW,
        f"start: {state.name}",
        calls_saved=CALLS,
        calls_shown=started.calls,
        responsible_shown=int(started.responsible == "Jo Lee"),
        refused_in_words=int(started.refused == started.read_only),
        overwritten=int(started.changed),
        goes_on=int(again),
    )
    assert (started.calls, started.responsible) == (CALLS, "Jo Lee")
    assert "nothing can be changed" in started.read_only
    assert started.refused == started.read_only
    assert not started.changed
    assert again
