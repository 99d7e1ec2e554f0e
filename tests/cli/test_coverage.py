"""Looking ahead from the shell: gaps, people, what-if, load and one's own clients."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Oncall, fill


@pytest.fixture
def filled(founded_lite: Oncall, tmp_path: Path) -> Oncall:
    """Run commands at an organisation with people, clients, a rota and absences."""
    fill(founded_lite, tmp_path)
    return founded_lite


def test_people_and_days_and_the_rota_as_one_document_and_as_text(filled: Oncall) -> None:
    page = filled("coverage", "--people", "--weeks=2", "--json").json
    assert set(page) == {"start", "end", "people", "days", "gaps", "rota"}
    assert set(page["days"][0]) == {"day", "business", "uncovered", "both_away"}
    for each in page["people"]:
        assert each["spans"][0]["start"] == page["start"]
        assert each["spans"][-1]["end"] == page["end"]
        assert {span["stand"] for span in each["spans"]} <= {"at-work", "off", "away", "gone"}
    assert {each["trouble"] for each in page["rota"]} == {"gap"}
    told = filled("coverage", "--people", "--weeks=2")
    assert "ROTA GAP" in told.out
    assert all(each["person"]["name"] in told.out for each in page["people"])


def test_a_what_if_marks_what_is_new_and_changes_nothing(filled: Oncall) -> None:
    before = filled("coverage", "--json").out
    span = ("--from=+1d", "--until=+6d")
    found = filled("coverage", "--suppose", "tomas lind", *span, "--json")
    assert found.code == 0
    assert "nothing was changed" in found.err
    assert all(set(each) >= {"client", "start", "end", "why", "new"} for each in found.json)
    whole = filled("coverage", "--suppose", "tomas lind", *span, "--people", "--json").json
    assert whole["applied"] is False
    assert [each["new"] for each in whole["coverage"]] == [each["new"] for each in found.json]
    text = filled("coverage", "--suppose", "tomas lind", *span, "--people")
    assert "clocks that move" in text.out
    assert len(filled("coverage", "--json").out) == len(before)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("coverage", "--weeks=0"), 1),
        (("coverage", "--from=+1d"), 2),
        (("coverage", "--suppose=tomas lind", "--at=+1d"), 2),
        (("coverage", "--suppose=nobody@example.org"), 1),
        (("who", "--mine", "--all"), 2),
        (("report", "weather"), 2),
        (("report", "cover", "--from=+1d"), 1),
    ],
)
def test_what_makes_no_sense_is_refused(filled: Oncall, arguments: tuple[str, ...], code: int) -> None:
    assert filled(*arguments).code == code


def test_load_and_ones_own_clients(filled: Oncall) -> None:
    page = filled("load", "--json").json
    assert page["ceiling"] == 350
    assert all(
        set(each) == {"person", "primary", "acting", "watching", "open_clocks", "lapsed_clocks", "away"}
        for each in page["managers"]
    )
    assert "of 350" in filled("load").out
    top = page["managers"][0]
    mine = filled("--as", top["person"]["email"], "who", "--mine", "--json").json
    primary = [each for each in mine if (each["pcm_of_record"] or {}).get("email") == top["person"]["email"]]
    assert len(primary) == top["primary"] > 0
    nobody = filled("who", "--mine")
    assert "has no client of their own" in nobody.err or nobody.out


def test_the_cover_report_as_one_document_and_as_text(filled: Oncall) -> None:
    page = filled("report", "cover", "--from=2026-06-01T00:00+10:00", "--json").json
    assert set(page) == {
        "start",
        "end",
        "covers",
        "gaps",
        "rota_gaps",
        "late_handovers",
        "disturbances",
        "months",
    }
    assert page["months"][0]["month"] == "2026-06"
    assert {"covered", "by", "start", "end", "why", "clients"} <= set(page["covers"][0])
    told = filled("report", "cover", "--from=2026-06-01T00:00+10:00").out
    assert "WHO COVERED" in told
    assert "2026-06" in told
