"""`oncall audit`: search, take out, check, also against heads that were kept outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oncall_tui import paths
from storage.engine import open_engine
from tests.cli.conftest import FOUNDING, Oncall, fill


@pytest.fixture
def filled(founded_lite: Oncall, tmp_path: Path) -> Oncall:
    """Give commands at an organisation with people and clients."""
    fill(founded_lite, tmp_path)
    return founded_lite


def client_of(oncall: Oncall) -> str:
    """Return the number of a client on record."""
    return str(oncall("who", "--all", "--json").json[0]["client"])


def test_looking_from_the_shell_is_recorded_and_moves_nothing_else(filled: Oncall) -> None:
    number = client_of(filled)
    before = filled("audit", "--json").json
    assert filled("who", number).code == 0
    assert filled("plan", number).code == 0
    assert filled("handover", number).code == 0
    assert filled("audit", "--json").json == before
    seen = filled("audit", "--views", "--json").json
    screens = [each["detail"]["facts"]["screen"] for each in seen]
    assert screens == ["oncall who", "oncall who", "oncall plan", "oncall handover"]
    assert seen[0]["object"] == "clients"
    assert len({each["object"] for each in seen[1:]}) == 1
    assert len(filled("audit", "--views", "--client", number, "--json").json) == 3


def test_what_happened_to_a_client_or_an_item_is_found_and_taken_out(filled: Oncall, tmp_path: Path) -> None:
    number = client_of(filled)
    logged = filled(
        "log", "--client", number, "--caller", "Ada", "--category", "call-back", "--note", "Ring.", "--json"
    ).json
    (found,) = filled("audit", "--item", str(logged["id"]), "--json").json
    assert found["action"] == "call.logged"
    assert found in filled("audit", "--client", number, "--action", "call", "--json").json
    assert filled("audit", "--who", "Kim Webb", "--from", "-1h", "--json").json[-1] == found
    out = tmp_path / "for the auditor.csv"
    assert filled("audit", "--client", number, "--out", str(out)).code == 1
    assert not out.exists()
    assert filled("audit", "--client", number, "--out", str(out), "--reason", "Yearly audit").code == 0
    assert "call.logged" in out.read_text()
    assert filled("audit", "--json").json[-1]["action"] == "export.audit"


def test_two_ways_of_saying_one_thing_are_refused(filled: Oncall) -> None:
    assert filled("audit", "--item", "1", "--object", "item").code == 2
    assert filled("audit", "--views", "--action", "call").code == 2
    assert filled("audit", "--format", "csv").code == 2


def test_a_head_kept_outside_finds_another_database(filled: Oncall, tmp_path: Path) -> None:
    assert filled("backup", str(tmp_path / "copy.db")).code == 0
    heads = str(paths.audit_heads_file())
    told = filled("audit", "verify", "--against", heads, "--json")
    assert (told.code, told.json["ok"], told.json["against"]["heads"]) == (0, True, 1)
    other = str(tmp_path / "other.db")
    filled(*FOUNDING, "--db", other)
    told = filled("audit", "verify", "--against", heads, "--json", "--db", other)
    assert (told.code, told.json["ok"], told.json["first_broken"]) == (1, False, None)
    assert "another one" in told.json["against"]["why"]


def test_a_printed_brief_tells_where_the_record_ended(filled: Oncall, tmp_path: Path) -> None:
    page = tmp_path / "brief.md"
    page.write_text(filled("brief", "end").out)
    assert filled("audit", "verify", "--against", str(page)).code == 0
    page.write_text(filled("handover", client_of(filled)).out)
    assert filled("audit", "verify", "--against", str(page)).code == 0


def test_a_changed_view_is_named(filled: Oncall, sqlite_url: str) -> None:
    client_of(filled)
    engine = open_engine(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER client_view_no_update")
        connection.exec_driver_sql("UPDATE client_view SET actor = 'nobody'")
    engine.dispose()
    told = filled("audit", "verify", "--json")
    assert (told.code, told.json["ok"], told.json["first_broken"]) == (1, False, None)
    assert told.json["views"]["first_broken"] == 1
    assert json.dumps(told.json)
