"""What is printed: JSON that is data, tables that line up, nothing that a terminal would obey."""

from __future__ import annotations

import json

import pytest

from oncall_tui.cli import output

HOSTILE = "a\x1b[31m\x9b\x7f\u202e\u200b\u2028\ufeff名前é"


def test_json_keeps_every_character_and_shows_none_that_a_terminal_obeys(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.emit({"name": HOSTILE})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"name": HOSTILE}
    assert "名前é" in printed
    assert not {"\x1b", "\x9b", "\x7f", "\u202e", "\u200b", "\u2028", "\ufeff"} & set(printed)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_is_one_document(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    output.emit_list({"n": each} for each in range(count))
    assert json.loads(capsys.readouterr().out) == [{"n": each} for each in range(count)]


def test_a_list_is_printed_as_it_comes(capsys: pytest.CaptureFixture[str]) -> None:
    seen = []

    def documents() -> object:
        for each in range(3):
            yield {"n": each}
            seen.append(capsys.readouterr().out)

    output.emit_list(documents())  # type: ignore[arg-type]
    assert ['"n": 0' in seen[0], '"n": 1' in seen[1], '"n": 2' in seen[2]] == [True, True, True]


def test_a_table_lines_up_with_wide_letters(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("name", "n"), [("名前", "1"), ("Ann\n\x1b[2J", "22")], right=(1,))
    assert capsys.readouterr().out.splitlines() == ["name       n", "名前       1", "Ann �[2J  22"]


def test_facts_line_up(capsys: pytest.CaptureFixture[str]) -> None:
    output.pairs({"a": "1", "long name": "2"})
    assert capsys.readouterr().out.splitlines() == ["a          1", "long name  2"]


def test_narration_goes_beside_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    output.narrate("first\nsecond\x07")
    assert capsys.readouterr() == ("", "first\nsecond\ufffd\n")
