"""The commands themselves: every one documented, the console reached without loading them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from oncall_tui import __version__
from oncall_tui.__main__ import Opening, wanted_console
from oncall_tui.cli.table import command_table, rows
from tests.cli.conftest import Oncall

COMMANDS = [row.usage.split() for row in rows()]


@pytest.mark.parametrize("usage", [usage for usage in COMMANDS if len(usage) > 1], ids=" ".join)
def test_every_command_has_help_and_a_row_in_the_table(oncall: Oncall, usage: list[str]) -> None:
    name = [part for part in usage[1:] if part.islower()]
    helped = oncall(*name, "--help")
    assert helped.code == 0
    assert helped.out.startswith("Usage: oncall " + " ".join(name))
    row = next(row for row in rows() if row.usage == " ".join(usage))
    assert row.does.endswith(".")
    assert f"`{row.usage}`" in command_table()


def test_the_table_names_what_the_design_promises() -> None:
    names = {usage[1] for usage in COMMANDS if len(usage) > 1}
    promised = (
        "demo init import who due rules queue log attempt coverage absent handover brief caseload production "
        "report audit backup restore doctor watch export"
    )
    assert {*promised.split()} <= names


def test_every_option_has_help(oncall: Oncall) -> None:
    for usage in COMMANDS[1:]:
        name = [part for part in usage[1:] if part.islower()]
        for line in oncall(*name, "--help").out.splitlines():
            if line.startswith("  --"):
                assert len(line.split()) > 2, (name, line)


def test_the_version_is_told(oncall: Oncall) -> None:
    assert oncall("--version").out == f"oncall {__version__}\n"


def test_the_rules_are_printed_without_a_database(oncall: Oncall) -> None:
    rules = oncall("rules", "--json").json
    wanted = {
        "id",
        "requirement",
        "title",
        "source",
        "amount",
        "unit",
        "starts_on",
        "stops_on",
        "warn",
        "owner",
    }
    assert all(set(each) >= wanted for each in rules)
    assert all(set(each["source"]) >= {"document", "section", "says"} for each in rules)
    assert any((each["id"], each["requirement"]) == ("clinical-call-back", "R-078") for each in rules)
    assert "clinical-call-back" in oncall("rules").out


@pytest.mark.parametrize(
    ("arguments", "opening"),
    [
        ([], Opening()),
        (["--db", "x.db"], Opening(db="x.db")),
        (["--db=x.db", "--as", "kim@example.org"], Opening(db="x.db", operator="kim@example.org")),
        (["demo"], Opening(demo=True)),
        (["--demo"], Opening(demo=True)),
        (["queue"], None),
        (["--help"], None),
        (["--db"], None),
        (["demo", "--json"], None),
    ],
)
def test_the_console_is_recognised_by_a_glance(arguments: list[str], opening: Opening | None) -> None:
    assert wanted_console(arguments) == opening


def test_the_way_to_the_console_loads_nothing_heavy() -> None:
    heavy = {"typer", "rich", "sqlalchemy", "sqlmodel", "textual", "holidays", "json"}
    program = (
        "import sys, oncall_tui.__main__, oncall_tui.bootstrap, oncall_tui.cli.diagnostics\n"
        "oncall_tui.bootstrap.settings_for('x.db')\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_demo_prints_its_queue_where_there_is_no_terminal(
    founded_lite: Oncall, capsys: pytest.CaptureFixture[str]
) -> None:
    from oncall_tui.bootstrap import open_desk, settings_for
    from oncall_tui.cli.app import run

    assert founded_lite("log", "--category=query", "--caller=Ann").code == 0
    capsys.readouterr()
    assert run(["demo", "--json"], open_demo=lambda: open_desk(settings_for())) == 0
    assert [each["caller"] for each in json.loads(capsys.readouterr().out)] == ["Ann"]
