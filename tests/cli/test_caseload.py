"""The caseload from the shell: a worklist by priority, an appointment book, a morning."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Oncall, fill


def test_a_worklist_a_book_and_a_morning(founded_lite: Oncall, tmp_path: Path) -> None:
    fill(founded_lite, tmp_path)
    number = founded_lite("who", "--all", "--json").json[0]["client"]
    found = founded_lite("who", number, "--json").json
    email = found["pcm_of_record"]["email"]
    founded_lite("log", "--client", number, "--caller", "A neighbour", "--category", "hre", "--note", "Fell.")
    rows = founded_lite("caseload", email, "--json").json
    first = rows[0]
    assert (first["client"]["number"], first["priority"], first["rule"]) == (number, "high-1", "hre-outreach")
    assert first["why"] == "First outreach after a high-risk event · R-116"
    assert first["problems"] == ["No next outreach date."]
    assert first["tasks"][0]["requirement"] == "R-116"
    text = founded_lite("caseload", email)
    assert text.out.splitlines()[1].startswith("High 1")
    assert founded_lite("caseload", email, "--errors", "--json").json == rows
    assert len(founded_lite("caseload", email, "--book", "3", "--json").json) == 3
    assert founded_lite("caseload", email, "--morning", "--json").code == 0
    refused = founded_lite("caseload", email, "--morning", "--tick")
    assert (refused.code, "No morning look is asked" in refused.err) == (1, True)
    assert founded_lite("caseload", email, "--tick").code == 2
    assert founded_lite("caseload", "nobody@example.org").code == 1
