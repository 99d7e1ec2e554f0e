"""A plan and practice from the shell: printed, begun, completed in a file, kept, told for supervision."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Oncall, fill


@pytest.fixture
def filled(founded_lite: Oncall, tmp_path: Path) -> Oncall:
    """Run commands at an organisation with people and clients."""
    fill(founded_lite, tmp_path)
    return founded_lite


def test_a_plan_is_markdown_html_or_json(filled: Oncall) -> None:
    """R-102 … R-111."""
    client = str(filled("who", "--all", "--json").json[0]["client"])
    page = filled("plan", client)
    assert page.code == 0
    assert page.out.startswith("# Plan: ")
    assert "No goal is set yet." in page.out
    assert filled("plan", client, "--html").out.startswith("<!doctype html>")
    found = filled("plan", client, "--json").json
    assert found["client"] == client
    assert set(found) >= {"goals", "changes", "referrals", "team", "supports", "advocacy", "signs", "spoken"}
    assert filled("plan").code == 2
    assert filled("plan", client, "--save", "x").code == 2
    assert filled("plan", "nobody at all").code == 1


def test_a_review_is_completed_in_a_file_and_exported(filled: Oncall, tmp_path: Path) -> None:
    """R-112, R-113."""
    client = str(filled("who", "--all", "--json").json[0]["client"])
    begun = filled("plan", "review", client)
    assert begun.out.startswith("# Practice review")
    file = tmp_path / "review.md"
    assert filled("plan", "review", client, "--save", str(file)).code == 2
    file.write_text(begun.out, encoding="utf-8")
    assert filled("plan", "review", client, "--save", str(file)).code == 1
    said = {"actions": "Rang", "reflections": "Ask early"}
    headings = {
        "actions": "Case management actions",
        "reflections": "Reflections",
    }
    completed = begun.out
    for part, words in said.items():
        completed = completed.replace(
            f"## {headings[part]}\n\n- Nothing noted.", f"## {headings[part]}\n\n- {words}"
        )
    completed = completed.replace(
        "## Competencies demonstrated\n\n- Nothing noted.", "## Competencies demonstrated\n\n- M"
    )
    file.write_text(completed, encoding="utf-8")
    assert filled("plan", "review", client, "--save", str(file)).code == 0
    (listed,) = filled("practice", "--json").json
    assert listed["competencies"] == ["M"]
    exported = filled("practice", "1")
    assert "- M Monitoring" in exported.out
    assert client not in exported.out
    assert client in filled("practice", "1", "--with-client").out
    quarter = filled("practice", "--quarter", "now", "--json").json
    assert sum(each["reviews"] for each in quarter["people"]) == 1
    assert filled("practice", "--quarter", "spring").code == 1
    assert filled("practice", "7").code == 1
