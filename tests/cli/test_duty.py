"""The duty from the shell: rota, calendar, hand-over, and the briefs, as text and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.conftest import Oncall, fill

SHIFTS = """\
director,start,end
kim@harbourside.example,2030-03-01 17:00,2030-03-04 09:00
kim@harbourside.example,2030-03-04 17:00,2030-03-05 09:00
"""


@pytest.fixture
def filled(founded: Oncall, tmp_path: Path) -> Oncall:
    """Run commands at an organisation with people, clients, a rota and a call."""
    fill(founded, tmp_path)
    shifts = tmp_path / "shifts.csv"
    shifts.write_text(SHIFTS, encoding="utf-8")
    assert founded("import", "duty", str(shifts)).code == 0
    return founded


def test_the_rota_is_text_json_and_a_calendar_that_comes_back_unchanged(
    filled: Oncall, tmp_path: Path
) -> None:
    at = ("--at=2030-03-01T12:00+11:00", "--weeks=1")
    told = filled("duty", *at)
    assert told.code == 0
    assert "ROTA GAP: stands in" in told.out
    found = filled("duty", "--json", *at).json
    assert [shift["director"]["name"] for shift in found["shifts"]] == ["Kim Webb", "Kim Webb"]
    assert {turn["gap"] for turn in found["turns"]} == {True, False}
    printed = filled("duty", "--ics", *at).out
    again = filled("duty", "--ics", *at).out
    events = Calendar.from_ical(printed).walk("VEVENT")
    assert [str(event["uid"]) for event in events] == [
        str(event["uid"]) for event in Calendar.from_ical(again).walk("VEVENT")
    ]
    assert [event.decoded("dtstart").isoformat() for event in events] == [
        "2030-03-01T06:00:00+00:00",
        "2030-03-04T06:00:00+00:00",
    ]
    file = tmp_path / "rota.ics"
    file.write_text(printed, encoding="utf-8", newline="")
    report = filled("import", "duty", str(file), "--json")
    assert (report.code, report.json["unchanged"], report.json["added"]) == (0, 2, 0)


def test_a_shift_that_is_not_yours_or_far_off_cannot_be_accepted(filled: Oncall) -> None:
    refused = filled("duty", "accept")
    assert refused.code == 1
    assert "Your next shift starts" in refused.err
    assert filled("duty", "give", "999", "kim@harbourside.example").code == 1


def test_briefs_are_markdown_html_or_json(filled: Oncall) -> None:
    at = "--at=2030-03-02T12:00+11:00"
    assert (
        filled("log", "--client=X-0001", "--caller=Ada", "--category=call-back", "--note=Ring her.").code == 0
    )
    start = filled("brief", "start", at)
    assert start.out.startswith("# Start brief: weekend\n")
    assert "1800 975 711" in start.out
    page = filled("brief", "start", at, "--json").json
    assert set(page) >= {
        "start",
        "end",
        "holder",
        "lapsing",
        "items",
        "unstable",
        "off",
        "callable",
        "gaps",
        "rota",
    }
    assert [item["id"] for item in page["items"]] == [
        item["id"] for item in filled("queue", at, "--json").json
    ]
    end = filled("brief", "end", "--json").json
    assert {"came_in", "worked_on", "running", "pages"} <= set(end)
    assert filled("brief", "end", "--html").out.startswith("<!doctype html>")
    for pack in filled("brief", "pack", "--json").json:
        assert pack["key"].startswith("pack:")
        name = pack["person"]["email"]
        assert filled("brief", "pack", name).out.startswith(f"# For {pack['person']['name']}")
    assert filled("brief").code == 2
    assert filled("brief", "pack", "nobody at all").code == 1
