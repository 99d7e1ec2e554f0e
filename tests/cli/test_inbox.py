"""E-mails and answers about being contacted, from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.alerting.imap_server import PASSWORD, serving
from tests.cli.conftest import Oncall, fill

MAIL = b"From: Ben <ben@example.org>\r\nSubject: Tuesday\r\nMessage-ID: <1@x>\r\n\r\nMay I come?\r\n"


def test_a_mail_is_fetched_acknowledged_acted_upon_and_told(
    founded_lite: Oncall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oncall = founded_lite
    assert oncall("inbox", "--fetch").code == 2
    with serving() as box:
        box.deliver(MAIL, at="01-Nov-2026 10:00:00 +1100")
        config = tmp_path / "config.toml"
        lines = (
            'host = "127.0.0.1"',
            'user = "line"',
            'password = "${PW}"',
            'security = "none"',
            'days = "60"',
        )
        config.write_text("\n".join(["[inbox]", *lines, f'port = "{box.port}"']), encoding="utf-8")
        monkeypatch.setenv("ONCALL_CONFIG", str(config))
        monkeypatch.setenv("PW", PASSWORD)
        fetched = oncall("inbox", "--fetch", "--json")
    assert fetched.code == 0, fetched.err
    (mail,) = fetched.json["mails"]
    assert (mail["from"], mail["subject"], mail["action"]["state"]) == ("Ben", "Tuesday", "running")
    item = str(mail["item"])
    monkeypatch.delenv("ONCALL_CONFIG")
    assert oncall("inbox", f"--acknowledge={item}", "--text=We have it.").code == 0
    assert oncall("inbox", f"--acted={item}", "--note=Rang him.").code == 1
    assert oncall("inbox", f"--acted={item}", "--note=Rang him.", "--next=None needed.").code == 0
    assert oncall("inbox", f"--item={item}", "--urgency=urgent", "--reason=Pain.").code == 0
    assert oncall("inbox", f"--tell={item}", "--told=Ivy Marsh").code == 2
    told = oncall("inbox", f"--tell={item}", "--told=Ivy Marsh", "--channel=phone", "--json")
    assert told.code == 0, told.err
    (mail,) = told.json["mails"]
    assert {mail[each]["state"] for each in ("acknowledge", "action", "contact")} <= {"met", "met-late"}
    assert (mail["urgency"], mail["overridden"]) == ("urgent", True)
    assert "Tuesday" in oncall("inbox").out
    assert oncall("inbox", f"--acted={item}", f"--tell={item}").code == 2


def test_an_answer_is_noted_and_the_history_printed(founded_lite: Oncall, tmp_path: Path) -> None:
    oncall = founded_lite
    fill(oncall, tmp_path)
    client = oncall("who", "--all", "--json").json[0]["client"]
    assert oncall("consent", client, "--kind=voicemail").code == 2
    assert oncall("consent", client, "--kind=voicemail", "--answer=no").code == 1
    noted = oncall(
        "consent", client, "--kind=voicemail", "--answer=no", "--source=She said so.", "--until=+3d", "--json"
    )
    assert noted.code == 0, noted.err
    assert noted.json["answers"]["voicemail"] == "no"
    assert noted.json["history"][0]["source"] == "She said so."
    assert "messages on voicemail" in oncall("consent", client).out


def test_a_request_beyond_scope_waits_and_the_four_points_are_kept(
    founded_lite: Oncall, tmp_path: Path
) -> None:
    oncall = founded_lite
    fill(oncall, tmp_path)
    client = oncall("who", "--all", "--json").json[0]["client"]
    logged = oncall(
        "log", "--category=provider", f"--client={client}", "--caller=Dr Aster", "--beyond-scope", "--json"
    )
    item = str(logged.json["id"])
    assert oncall("attempt", item, "--channel=phone", "--outcome=no-answer").code == 1
    assert oncall("scope", item, "--supervisor=x").code == 2
    who = oncall("who", client, "--json").json["answering_now"]["email"]
    noted = oncall("scope", item, f"--supervisor={who}", "--decision=We decline.", "--json")
    assert noted.code == 0, noted.err
    assert noted.json[0]["decision"] == "We decline."
    assert oncall("attempt", item, "--channel=phone", "--outcome=no-answer").code == 0
    assert oncall("provider", item, "--point=scope").code == 2
    spoken = oncall(
        "provider", item, "--provider=Dr Aster", "--point=scope", "--plan=sooner", "--on=+3d", "--json"
    )
    assert spoken.code == 0, spoken.err
    assert spoken.json[0]["open"] == ["introduced", "duplication", "contacts"]
    assert "Dr Aster" in oncall("provider", item).out
