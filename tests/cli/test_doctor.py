"""The doctor's page: a thing a line, what to do beneath it, nothing cut, and the count at the end."""

from __future__ import annotations

import shutil
import sys
from os import terminal_size

import pytest

from tests.cli.conftest import Oncall


def test_a_thing_a_line_with_its_remedy_beneath_and_the_count(founded_lite: Oncall) -> None:
    lines = founded_lite("doctor").out.splitlines()
    assert lines[0].startswith("ok  database ")
    at = next(number for number, line in enumerate(lines) if line.startswith("!   last backup"))
    assert lines[at + 1].strip() == "→ Run: oncall backup"
    assert lines[-2] == ""
    assert lines[-1].endswith("in order.")
    assert "to look at" in lines[-1]


@pytest.mark.parametrize("columns", [80, 120])
def test_nothing_is_cut_on_a_terminal(
    founded_lite: Oncall, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = founded_lite("doctor").out
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: terminal_size((columns, 24)))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    shown = founded_lite("doctor").out
    assert "…" not in shown
    words = [word for word in whole.split() if "/" not in word]
    assert [word for word in shown.split() if "/" not in word] == words
    prose = [line for line in shown.splitlines() if "/" not in line]
    assert max(map(len, prose)) <= columns
