from __future__ import annotations

import re
from pathlib import Path

from tests.tables import README, tables, written

ROOT = Path(__file__).parents[2]


def test_the_tables_of_the_readme_are_those_of_the_program() -> None:
    text = README.read_text(encoding="utf-8")
    assert written(text) == text, "stale: run `make readme`"


def test_every_command_and_key_is_in_its_table() -> None:
    from oncall_tui.tui.console.commands import COMMANDS

    keys = tables()["keys"]
    assert all(command.title in keys for command in COMMANDS)


def test_every_file_that_the_readme_shows_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    named = re.findall(r"\]\(((?!https?:|#)[^)]+)\)", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_first_commands_of_the_readme_are_the_two_that_set_everything_up() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks[0].split("#")[0].strip().startswith("make demo")
    assert "make test" in blocks[0]
