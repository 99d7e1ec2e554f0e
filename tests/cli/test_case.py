"""Cases, outside parties and policies from the shell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Oncall, fill


def test_a_case_is_worked_from_the_shell_and_refused_with_one(founded_lite: Oncall, tmp_path: Path) -> None:
    oncall = founded_lite
    fill(oncall, tmp_path)
    client = oncall("who", "--all", "--json").json[0]["client"]
    assert oncall("party", "add", "Southbank Rail", "--kind=client-organisation").code == 0
    number = oncall("party", "procedure", "southbank rail", "Ring the manager", "--json").json
    opened = oncall("case", "open", client, "--kind=couples", "--sessions=6", "--organisation=1", "--json")
    case = str(opened.json["case"])
    assert oncall("case", "session", case).code == 1
    held = oncall("case", "session", case, "--agreed=none needed", "--json").json
    assert held["sessions"] == {
        "available": 6,
        "used": 1,
        "booked": 0,
        "authorised": 1,
        "remaining": 0,
        "over": 0,
    }
    second = oncall("case", "session", case, "--agreed=none needed")
    assert (second.code, second.out) == (1, "")
    assert "reviewed before a second" in second.err
    assert oncall("case", "decide", case, "--decision=perhaps").code == 2
    assert oncall("case", "decide", case, "--decision=one-further", "--reason=well").code == 1
    decided = oncall(
        "case", "decide", case, "--decision=one", "--reason=well", "--resources=insurance", "--json"
    )
    assert decided.json["sessions"]["remaining"] == 1
    assert oncall("case", "finish", case, "--reason=Over.").code == 0
    note = oncall("case", "notes", case, "--title=Closing", "--text=In the file.", "--json").json["notes"][0]
    assert "risk looked at" in note["missing"]
    assert oncall("case", "read", str(note["note"]), "--result=no-issue").code == 0
    refused = oncall("case", "close", case)
    assert "Procedure not ticked: Ring the manager" in refused.err
    procedure = str(number["procedures"][0]["procedure"])
    assert oncall("case", "tick", case, procedure, "--answer=followed").code == 0
    assert oncall("case", "close", case, "--json").json["state"] == "closed"
    assert [row["state"] for row in oncall("case", "--client", client, "--json").json] == ["closed"]
    assert oncall("case", "--json").json == []
    assert "Southbank Rail asks" in oncall("case", "--case", case).out


def test_policies_and_the_note_standard_from_the_shell(founded_lite: Oncall) -> None:
    oncall = founded_lite
    added = oncall("policy", "add", "Case management", "--next=2021-03", "--created=2020-09", "--json")
    assert (added.json["next_revision"], added.json["overdue_days"] > 0) == ("2021-03-31", True)
    assert "overdue for review since" in oncall("policy").out
    assert oncall("policy", "add", "Another", "--next=soon").code == 1
    published = oncall("policy", "publish", "1", "--next=2040-01", "--note=New.", "--approver=Al", "--json")
    assert [each["revision"] for each in published.json["changes"]] == [2, 1]
    assert oncall("case", "standard", "--part=who", "--part=signed", "--json").json == ["who", "signed"]


def test_bookings_the_benefit_and_who_is_around_from_the_shell(founded_lite: Oncall, tmp_path: Path) -> None:
    oncall = founded_lite
    fill(oncall, tmp_path)
    client = oncall("who", "--all", "--json").json[0]["client"]
    assert oncall("party", "add", "Ada Quill", "--kind=provider", "--phone=02 5550 0160").code == 0
    assert oncall("party", "link", "Ada Quill", client, "--role=counsellor").code == 0
    assert oncall("party", "--client", client, "--json").json[0]["role"] == "counsellor"
    assert oncall("party", "unlink", "Ada Quill", client).code == 0
    assert oncall("party", "unlink", "Ada Quill", client).code == 1
    case = str(oncall("case", "open", client, "--sessions=2", "--json").json["case"])
    booked = oncall("case", "book", case, "--when=+2d", "--json").json["held"][0]
    assert oncall("case", "cancel", "99", f"--booked={booked['session']}", "--reason=Ill.").code == 1
    assert oncall("case", "cancel", case, f"--booked={booked['session']}", "--reason=Ill.").code == 0
    changed = oncall("case", "benefit", case, "--sessions=3", "--reason=Extended.", "--json").json
    assert (changed["sessions"]["available"], changed["held"][0]["state"]) == (3, "cancelled")
    assert oncall("case", "assign", case, "--provider=Ada Quill", "--json").json["provider"] == "Ada Quill"
    assert oncall("case", "news", case, "--kind=risk", "--note=A fall.", "--agreed=Kim rings now.").code == 0
    urgent = [row["urgency"] for row in oncall("queue", "--json").json if row["category"] == "development"]
    assert urgent == ["emergency"]
