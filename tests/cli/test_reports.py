"""Reports and exports from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oncall_tui.desk.reports.catalog import KINDS
from tests.cli.conftest import Oncall, fill


@pytest.fixture
def filled(founded_lite: Oncall, tmp_path: Path) -> Oncall:
    """Run commands at an organisation with people, clients, a rota, absences and a call."""
    fill(founded_lite, tmp_path)
    logged = founded_lite("log", "--client", "X-0001", "--category=call-back", "--caller=Hana", "--note=x")
    assert logged.code == 0, logged.err
    return founded_lite


def test_every_report_as_lines_and_as_one_document(filled: Oncall) -> None:
    listed = filled("report")
    assert all(kind.name in listed.out for kind in KINDS)
    for kind in KINDS:
        lines = filled("report", kind.name, "--span=this month")
        assert lines.code == 0, lines.err
        assert "Uncontrolled copy" in lines.out
        page = filled("report", kind.name, "--json")
        assert page.code == 0
        assert isinstance(page.json, dict)
    found = filled("report", "compliance", "--json").json
    assert found["by_rule"][0]["started"] == 1
    table = filled("report", "compliance", "--table=by_rule")
    assert table.out.splitlines()[0].startswith("rule,requirement,started,met")


def test_days_that_are_not_printed_are_said_to_be_elsewhere_and_not_to_be_none(filled: Oncall) -> None:
    page = filled("report", "production", "--span=this month")
    assert "A CSV or JSON file holds the days of all" in page.out
    assert "Nothing was made" not in page.out


def test_a_report_into_a_file_never_over_another_unasked(filled: Oncall, tmp_path: Path) -> None:
    target = tmp_path / "line.html"
    done = filled("report", "line", "--out", str(target))
    assert (done.code, done.out) == (0, "")
    assert str(target) in done.err
    before = target.read_bytes()
    assert filled("report", "line", "--out", str(target)).code == 1
    assert target.read_bytes() == before
    assert filled("report", "line", "--out", str(target), "--format=md", "--yes").code == 0
    assert target.read_text(encoding="utf-8").startswith("# What reached the line")
    named = tmp_path / "cover.csv"
    assert filled("report", "cover", "--out", str(named)).code == 1, "it names clients"
    assert not named.exists()
    assert filled("report", "cover", "--out", str(named), "--reason=for the board").code == 0
    actions = [each["action"] for each in filled("audit", "--json").json]
    assert actions.count("export.line") == 2
    assert actions[-1] == "export.cover"


def test_a_case_file_a_calendar_and_the_whole_data(filled: Oncall, tmp_path: Path) -> None:
    assert "case CLIENT" in filled("export").out
    assert filled("export", "case", "X-0001").code == 1, "no reason is given"
    case = filled("export", "case", "X-0001", "--reason=second opinion")
    assert case.out.startswith("# Case file: ")
    page = filled("export", "case", "X-0001", "--json", "--reason=second opinion").json
    assert page["owed"][0]["item"] == 1
    person = filled("load", "--json").json["managers"][0]["person"]["email"]
    assert "BEGIN:VCALENDAR" in filled("export", "calendar", person, "--reason=telephone").out
    folder = tmp_path / "whole"
    assert filled("export", "data", str(folder), "--reason=yearly copy").code == 0
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["rows"] > 10
    assert filled("export", "data", str(folder), "--reason=again").code == 1


_REFUSED = (
    (("report", "line", "--format=docx"), 2),
    (("report", "line", "--format=pdf"), 2),
    (("report", "line", "--format=ics"), 2),
    (("report", "line", "--span=soon"), 2),
    (("report", "line", "--span=today", "--from=-2d"), 1),
    (("report", "line", "--person=nobody@example.org"), 1),
    (("report", "line", "--json", "--format=md"), 2),
    (("report", "line", "--table=by_hour", "--format=md"), 2),
    (("export", "case", "nobody of that name", "--reason=x"), 1),
    (("export", "case", "X-0001", "--format=pdf", "--reason=x"), 2),
    (("export", "data", "", "--reason=x"), 1),
)


def test_what_makes_no_sense_is_refused_with_words_and_nothing_else(filled: Oncall) -> None:
    for arguments, code in _REFUSED:
        found = filled(*arguments)
        assert (found.code, found.out) == (code, ""), arguments
        assert found.err.strip(), arguments
