"""Somebody's absence from the shell: shown first, changed only when told to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Oncall, fill

ABSENT = ("absent", "tomas.lind@example.org", "--reason=sick", "--from=2030-03-04T10:00+11:00", "--json")


@pytest.fixture
def filled(founded: Oncall, tmp_path: Path) -> Oncall:
    """Run commands at an organisation with people, clients, a rota and absences."""
    fill(founded, tmp_path)
    return founded


def test_it_is_shown_and_nothing_is_changed(filled: Oncall) -> None:
    before = filled("who", "--all", "--at=2030-03-05T10:00+11:00", "--json").json
    shown = filled(*ABSENT)
    assert shown.code == 0
    assert "Nothing was changed" in shown.err
    page = shown.json
    assert set(page) >= {"person", "reason", "start", "end", "clients", "gaps", "clocks", "applied"}
    assert (page["person"]["name"], page["reason"], page["end"], page["applied"]) == (
        "Tomas Lind",
        "sick",
        None,
        False,
    )
    assert all(set(each) >= {"client", "role", "from", "to"} for each in page["clients"])
    assert all(set(each) >= {"client", "start", "end", "candidates"} for each in page["gaps"])
    assert filled("who", "--all", "--at=2030-03-05T10:00+11:00", "--json").json == before


def test_with_yes_every_client_goes_to_whom_it_showed_and_back(filled: Oncall) -> None:
    shown = filled(*ABSENT).json
    done = filled(*ABSENT, "--yes").json
    assert done["applied"]
    assert (done["clients"], done["gaps"]) == (shown["clients"], shown["gaps"])
    holders = {
        each["client"]: each["role_holder"]["name"]
        for each in filled("who", "--all", "--at=2030-03-04T10:00+11:00", "--json").json
    }
    assert {each["client"]: each["to"]["name"] for each in done["clients"]}.items() <= holders.items()
    again = filled(*ABSENT, "--yes")
    assert again.code == 1
    assert "away then already" in again.err
    assert filled("back", "tomas lind").code == 1, "that absence lies ahead"


def test_without_json_it_is_a_table_with_who_could_cover(filled: Oncall) -> None:
    told = filled(*[each for each in ABSENT if each != "--json"])
    assert told.code == 0
    assert "X-0001" in told.out or "COVER GAP" in told.out


def test_back_ends_what_goes_on(filled: Oncall) -> None:
    assert filled("absent", "tomas lind", "--reason=sick", "--yes", "--json").json["applied"]
    back = filled("back", "tomas lind")
    assert back.code == 0
    assert "Tomas Lind is back since" in back.err
    assert filled("back", "tomas lind").code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("absent", "nobody@example.org", "--reason=sick"), 1),
        (("absent", "tomas lind", "--reason=bored"), 2),
        (("absent", "tomas lind", "--reason=sick", "--until=2020-01-01T10:00+11:00"), 1),
    ],
)
def test_what_cannot_be_is_refused(filled: Oncall, arguments: tuple[str, ...], code: int) -> None:
    assert filled(*arguments).code == code
