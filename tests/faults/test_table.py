"""The table of faults tells what fell short, and what nobody has reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.table import ROWS, Limit, Line, Row, judged, main, read

KEPT = Row(
    "kept",
    "asked twice",
    (Limit("lost", at_most=0), Limit("kills", total=10), Limit("told", same_as="tried")),
)


def line(row: str = "kept", **seen: float) -> Line:
    return Line(row, "a test", seen)


WHOLE = (line(lost=0, kills=6), line(lost=0, kills=4, told=3, tried=3))


def test_what_is_kept_is_ok_with_its_figures() -> None:
    text, kept = judged(WHOLE, (KEPT,))
    assert kept
    assert text.startswith("ok     kept")
    assert "lost 0, kills 4, told 3, tried 3" in text


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), "no test has reported anything"),
        ((*WHOLE, line(lost=1)), "a test: lost 1, promised at most 0"),
        (WHOLE[1:], "kills 4 in all, the dose is 10"),
        (WHOLE[:1], "nothing was reported of told"),
        ((*WHOLE, line(told=2, tried=3)), "told 2, but tried another number"),
        ((*WHOLE, line("other", lost=0)), "no row of the table promises that"),
    ],
)
def test_what_falls_short_is_told(lines: tuple[Line, ...], told: str) -> None:
    text, kept = judged(lines, (KEPT,))
    assert not kept
    assert "SHORT" in text
    assert told in text


@pytest.mark.parametrize(
    ("limit", "good", "bad"),
    [(Limit("ms", below=50), 49.9, 50), (Limit("ms", at_least=5), 5, 4), (Limit("ms", at_most=2), 2, 2.1)],
)
def test_each_limit_holds_at_its_edge(limit: Limit, good: float, bad: float) -> None:
    assert not [*limit.shortfalls([line(ms=good)])]
    assert [*limit.shortfalls([line(ms=bad)])]


def test_a_run_that_reported_nothing_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) == 1
    assert capsys.readouterr().out.count("no test has reported anything") == len(ROWS)


def test_what_tests_write_is_read(tmp_path: Path) -> None:
    file = tmp_path / "figures"
    written = {"row": "kept", "test": "a test", "seen": {"lost": 0}}
    file.write_text(f"{json.dumps(written)}\n", encoding="utf-8")
    assert read(file) == (line(lost=0),)
