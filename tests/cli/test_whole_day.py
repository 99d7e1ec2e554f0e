"""A site's first day from the shell, on both databases: found, fill, ask, log, check, copy, put back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import FOUNDING, Oncall, fill, shell

SATURDAY = "2026-11-21T14:00+11:00"
TUESDAY = "2026-11-24T10:00+11:00"
PERSON = {"name", "email"}
ITEM = {"id", "state", "client", "caller", "category", "urgency", "received_at", "recorded_at", "due_at"}
ITEM |= {"rule", "lapsed", "acting", "attempts", "attempts_allowed", "clocks"}


def test_who_is_responsible_by_number_by_name_and_for_everybody(founded: Oncall, tmp_path: Path) -> None:
    fill(founded, tmp_path)
    one = founded("who", "X-0001", "--at", TUESDAY, "--json")
    assert one.code == 0
    assert one.err == f"{TUESDAY}: Tue 24 Nov 2026 10:00 AEDT\n"
    said = one.json
    assert said["client"] == "X-0001"
    assert said["client_name"] == "Okonkwo, Adaeze"
    assert said["pcm_of_record"] == {"name": "Leila Haddad", "email": "leila.haddad@example.org"}
    assert said["role_holder"]["name"] == said["answering_now"]["name"] == "Tomas Lind"
    assert said["backup"] is None or set(said["backup"]) == PERSON
    assert any("Leila Haddad" in line for line in said["because"])
    assert said["valid_until"] == "2026-11-24T17:00:00+11:00"
    assert founded("who", "okonkwo, adaeze", "--at", TUESDAY, "--json").json == said
    everybody = founded("who", "--all", "--at", TUESDAY, "--json").json
    assert [each["client"] for each in everybody] == ["X-0001", "X-0002"]
    assert everybody[0] == said
    of_leila = founded("who", "--manager", "leila haddad", "--at", TUESDAY, "--json").json
    assert len(of_leila) == 2
    line = founded("who", "--at", SATURDAY, "--json").json
    assert line["answering_now"]["name"] == "Ruth Amari"
    assert line["until"] == "2026-11-23T09:00:00+11:00"


def test_a_call_is_logged_once_and_answered_by_an_attempt(founded: Oncall, tmp_path: Path) -> None:
    fill(founded, tmp_path)
    call = (
        "log",
        "--client=X-0001",
        "--caller=Ngozi",
        "--phone=0491 570 110",
        "--category=callback",
        "--note=wants the nurse",
        "--key=abc",
        "--json",
    )
    first = founded(*call)
    assert first.code == 0
    item = first.json
    assert set(item) >= ITEM
    assert item["client"] == "X-0001"
    assert item["category"] == "call-back"
    assert {clock["rule"] for clock in item["clocks"]} == {"clinical-call-back", "return-call"}
    assert set(item["clocks"][0]) >= {"rule", "started_at", "due_at", "state", "met_at"}
    assert item["due_at"] == min(clock["due_at"] for clock in item["clocks"])
    again = founded(*call)
    assert again.code == 0
    assert again.json["id"] == item["id"]
    assert [each["id"] for each in founded("queue", "--json").json] == [item["id"]]
    tried = founded("attempt", str(item["id"]), "--channel=call", "--outcome=vm", "--left=vm", "--json")
    assert tried.code == 0, tried.err
    assert tried.json["attempts"] == 1
    assert all(clock["met_at"] for clock in tried.json["clocks"])
    spoken = founded("attempt", str(item["id"]), "--channel", "phone", "--outcome", "reached", "--json")
    assert spoken.code == 0, spoken.err
    assert "--note" in spoken.err
    assert (spoken.json["state"], spoken.json["attempts"]) == ("contacted", 2)
    table = founded("queue").out
    assert "Okonkwo, Adaeze" in table
    assert "2/2" in table


def test_an_attempt_beyond_those_foreseen_is_saved_with_what_to_weigh(
    founded_lite: Oncall, tmp_path: Path
) -> None:
    fill(founded_lite, tmp_path)
    founded_lite("log", "--client=X-0001", "--category=outreach", "--note=ask how it goes")
    tried = ("attempt", "1", "--channel=phone", "--outcome=no-answer")
    first = founded_lite(*tried)
    assert "harassment" not in first.err
    founded_lite(*tried)
    third = founded_lite(*tried, "--key=third", "--json")
    assert (third.code, third.json["attempts"]) == (0, 3)
    assert "2 attempts already made. Another may feel like harassment" in third.err
    assert "harassment" not in founded_lite(*tried, "--key=third").err


def test_the_record_holds_and_a_copy_can_be_put_back(founded_lite: Oncall, tmp_path: Path) -> None:
    fill(founded_lite, tmp_path)
    entries = founded_lite("audit", "--json").json
    assert [each["seq"] for each in entries] == list(range(1, 6))
    assert set(entries[0]) >= {"seq", "at", "actor", "action", "object"}
    assert founded_lite("audit", "--object", "import", "--limit", "1", "--json").json == entries[-1:]
    assert founded_lite("audit", "--actor", "nobody@example.org", "--json").json == []
    verdict = founded_lite("audit", "verify", "--json").json
    assert (verdict["ok"], verdict["rows"], verdict["first_broken"]) == (True, 5, None)
    copy = tmp_path / "copy.db"
    made = founded_lite("backup", str(copy))
    assert made.out.strip() == str(copy)
    assert "keys" in made.err
    assert founded_lite("backup", str(copy)).code == 1
    assert founded_lite("log", "--category=query", "--client=X-0002").code == 0
    refused = founded_lite("restore", str(copy))
    assert refused.code == 1
    assert "--yes" in refused.err
    assert len(founded_lite("queue", "--json").json) == 1
    restored = founded_lite("restore", str(copy), "--yes")
    assert restored.code == 0, restored.err
    assert founded_lite("queue", "--json").json == []
    assert founded_lite("audit", "--json").json[-1]["action"] == "database.restored"
    assert founded_lite("audit", "verify").code == 0


def test_a_copy_of_postgresql_goes_into_an_empty_database(
    oncall: Oncall, postgres_url: str, empty_postgres_url: str, tmp_path: Path
) -> None:
    assert oncall("--db", postgres_url, *FOUNDING).code == 0
    copy = tmp_path / "copy.db"
    assert oncall("backup", str(copy), "--db", postgres_url).code == 0
    assert oncall("restore", str(copy), "--yes", "--db", postgres_url).code == 1
    assert oncall("restore", str(copy), "--yes", "--db", empty_postgres_url).code == 0
    assert oncall("audit", "verify", "--db", empty_postgres_url).code == 0


def test_tampering_is_named_and_exits_1(founded_lite: Oncall, sqlite_url: str) -> None:
    from sqlcipher3 import dbapi2 as sqlite

    with sqlite.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET actor = 'somebody@example.org' WHERE seq = 1")
    broken = founded_lite("audit", "verify", "--json")
    assert broken.code == 1
    assert (broken.json["ok"], broken.json["first_broken"]) == (False, 1)
    page = founded_lite("doctor", "--json")
    assert page.code == 1
    assert {each["name"]: each["grade"] for each in page.json}["audit record"] == "wrong"


def test_a_due_time_is_explained(founded: Oncall) -> None:
    due = founded("due", "clinical-call-back", "--from", "2026-10-02T18:30+10:00", "--json").json
    assert due["rule"] == "clinical-call-back"
    assert due["started_at"] == "2026-10-02T18:30:00+10:00"
    assert due["due_at"] == "2026-10-06T17:00:00+11:00"
    assert set(due["source"]) >= {"document", "section", "says"}
    assert any("Labour Day" in step for step in due["steps"])
    assert founded("due", "R-078", "--from", "2026-10-02T18:30+10:00", "--json").json == due
    assert "Due Tue 6 Oct 2026 17:00 AEDT." in founded("due", "r-078", "--from", "2026-10-02 18:30").out


def test_cover_gaps_and_the_page_of_the_doctor(founded: Oncall, tmp_path: Path) -> None:
    fill(founded, tmp_path)
    gaps = founded("coverage", "--weeks=1", "--at", TUESDAY, "--json").json
    assert gaps
    assert set(gaps[0]) >= {"client", "start", "end", "why"}
    page = founded("doctor")
    assert page.code == 0, page.out
    for name in (
        "database",
        "schema",
        "size",
        "last backup",
        "audit",
        "look-up",
        "unowned",
        "rota",
        "time zone",
    ):
        assert name in page.out


def test_the_real_command_in_a_process_of_its_own(empty_sqlite_url: str, tmp_path: Path) -> None:
    there = {"ONCALL_DATABASE_URL": empty_sqlite_url, "COLUMNS": "200"}
    missing = shell("queue", **there)
    assert missing.code == 3
    assert "oncall init" in missing.err
    assert shell(*FOUNDING, **there).code == 0
    queue = shell(**there)
    assert (queue.code, queue.out) == (0, "")
    assert "Nothing waits" in queue.err
    listed = shell("who", "--all", "--json", **there)
    assert (listed.code, listed.json) == (0, [])


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_any_name_can_be_printed_on_any_terminal(founded_lite: Oncall, tmp_path: Path, encoding: str) -> None:
    fill(founded_lite, tmp_path)
    file = tmp_path / "more.csv"
    file.write_text(
        "number,family_name,given_name,pcm\nX-9,Nguy\u1ec5n\x9b31m,\u202eThi,Leila Haddad\n", encoding="utf-8"
    )
    imported = founded_lite("import", "clients", str(file))
    assert imported.code == 0, imported.err
    shown = shell("who", "--all", PYTHONIOENCODING=encoding)
    assert shown.code == 0, shown.err
    assert "\x9b" not in shown.out
    assert "\u202e" not in shown.out
    document = shell("who", "X-9", "--json", PYTHONIOENCODING=encoding)
    assert "\x9b" not in document.out
    if encoding == "utf-8":
        assert document.json["client_name"] == "Nguy\u1ec5n\x9b31m, \u202eThi"
