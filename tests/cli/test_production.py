"""Production from the shell: what was logged there is counted, and everybody's figures stand in a table."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Oncall, fill

LEILA = "leila.haddad@example.org"


def test_what_is_logged_from_the_shell_is_counted_with_its_definitions(
    founded_lite: Oncall, tmp_path: Path
) -> None:
    """R-146 … R-155: figures, goals, coverage, arithmetic and definitions, in words and as JSON."""
    oncall = founded_lite
    fill(oncall, tmp_path)
    item = oncall("log", "--client=X-0001", "--category=request", "--note=a lift", "--json").json["id"]
    made = ("attempt", str(item), f"--as={LEILA}", "--channel=phone")
    assert oncall(*made, "--outcome=no-answer").code == 0
    uncounted = oncall(*made, "--outcome=reached", "--note=ok")
    assert uncounted.code == 0
    assert "No topic was given" in uncounted.err
    assert oncall(*made, "--outcome=reached", "--note=ok", "--topic=goals,social-needs").code == 0
    assert oncall(*made, "--outcome=reached", "--note=ok", "--topic=football").code == 2
    found = oncall("production", LEILA, "--json").json
    assert found["person"]["email"] == LEILA
    today, week = found["today"], found["week"]
    assert (today["contacts"], today["clients"], today["attempts"], today["calls"]) == (1, 1, 1, 3)
    assert today["not_counted"] == 1
    assert today["goal"] == {"contacts": 8, "attempts": 20, "met": False, "state": "short"}
    assert week["goal"]["attempts"] == 100
    assert len(week["days"]) == 7
    assert found["caseload"] == {"clients": 1, "planned": 350}
    assert (found["coverage"]["days"], found["coverage"]["percent"]) == (60, 100)
    of_tomas = oncall("production", "tomas lind", "--json").json["coverage"]
    assert [each["client"] for each in of_tomas["not_reached"]] == ["X-0002"]
    assert found["arithmetic"]["document"] == {"clients": 350, "days": 44, "per_day": 7.95}
    assert set(found["definitions"]) >= {"contact", "attempt", "call"}
    before = oncall("production", LEILA, "--at=-30d", "--json").json
    assert (before["today"]["contacts"], before["week"]["calls"]) == (0, 0)
    told = oncall("production", "tomas lind", "--clients")
    assert "350 clients ÷ 44 work days in two months = 7.95, so 8 a day" in told.out
    assert "X-0002" in told.out
    table = oncall("production")
    assert table.out.splitlines()[0].split()[0] == "manager"
    assert "Leila Haddad" in table.out
    assert [each["person"]["email"] for each in oncall("production", "--json").json].count(LEILA) == 1
    refused = oncall("production", "tomas lind", f"--as={LEILA}")
    assert refused.code == 1
    assert "for directors" in refused.err
