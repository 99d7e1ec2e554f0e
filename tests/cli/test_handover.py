"""Handover briefs and lists from the shell; nothing of it changes the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Oncall, fill

CLIENT = "C-0412"


@pytest.fixture
def filled(founded_lite: Oncall, tmp_path: Path) -> Oncall:
    """Run commands at an organisation with people, clients, a rota and absences."""
    fill(founded_lite, tmp_path)
    return founded_lite


def first_client(oncall: Oncall) -> dict[str, object]:
    found = oncall("who", "--all", "--json").json
    return next(each for each in found if each["pcm_of_record"])


def test_a_brief_is_markdown_html_or_json_and_changes_nothing(filled: Oncall) -> None:
    client = str(first_client(filled)["client"])
    before = len(filled("audit", "--json").json)
    shown = filled("handover", client, "--from=2030-03-04T09:00+11:00", "--until=2030-03-20T17:00+11:00")
    assert shown.code == 0
    assert shown.out.startswith("# ")
    assert "full: 13 business days, so full (more than 10)" in shown.out
    assert filled("handover", client, "--format=html").out.startswith("<!doctype html>")
    page = filled("handover", client, "--json").json
    assert set(page) >= {"client", "from", "to", "start", "end", "depth", "because", "state", "sections"}
    assert (page["client"], page["state"]) == (client, "not-started")
    assert [each["title"][0] for each in page["sections"]][:5] == ["I", "S", "B", "A", "R"]
    assert len(filled("audit", "--json").json) == before


def test_the_lists_around_an_absence(filled: Oncall) -> None:
    email = "tomas.lind@example.org"
    asked = ("--reason=annual", "--from=2030-03-04T09:00+11:00", "--until=2030-03-06T00:00+11:00", "--yes")
    assert filled("absent", email, *asked).code == 0
    (found,) = [
        each
        for each in filled("handover", "--absence-of", email, "--json").json
        if each["start"].startswith("2030-03-04")
    ]
    assert found["business_days"] == 2
    assert {row["state"] for row in found["clients"]} == {"not-started"}
    second = found["clients"][0]["to"]["email"]
    assert "not started" in filled("handover", "--absence-of", email).out
    watched = filled("handover", "--watched-by", second, "--json").json
    assert all(set(row) >= {"client", "status", "stands", "next_absence", "handover"} for row in watched)
    refused = filled("handover", "--return-of", "kim@harbourside.example")
    assert (refused.code, "nothing to hand back" in refused.err) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (CLIENT, "--absence-of=x"),
        ("--return-of=x", "--to=y"),
        (CLIENT, "--format=pdf"),
        (CLIENT, "--from=soon"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_two(filled: Oncall, arguments: tuple[str, ...]) -> None:
    assert filled("handover", *arguments).code == 2
