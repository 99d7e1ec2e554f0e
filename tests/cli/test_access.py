"""Accounts of the absent from the shell: recorded step by step, read by directors alone."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Oncall, fill


def test_a_director_records_the_steps_and_others_are_refused(founded_lite: Oncall, tmp_path: Path) -> None:
    oncall = founded_lite
    fill(oncall, tmp_path)
    jo = "Leila Haddad"  # away sick by the example file
    told = oncall("access", jo, "--system=E-mail", "--opened", "--note=To tell the families.")
    assert (told.code, told.out) == (0, "")
    assert "This entry cannot be changed." in told.err
    assert oncall("access", jo, "--system=E-mail", "--sent", "--note=To the teams: who covers.").code == 0
    found = oncall("access", "--json").json
    assert [each["step"] for each in found["entries"]] == ["opened", "sent"]
    assert [each["person"]["name"] for each in found["open"]] == [jo]
    printed = oncall("access", jo).out
    assert printed.startswith(f"OPEN  {jo}, E-mail, since ")
    assert "In an unplanned absence:" in printed
    ended = oncall("access", jo, "--system=E-mail", "--ended", "--note=Password set anew.", "--json")
    assert ended.json["open"] == []
    refused = oncall("access", f"--as={found['entries'][0]['person']['email']}")
    assert (refused.code, refused.out) == (1, "")
    assert "Only a director" in refused.err
    for wrong in ((jo, "--system=E-mail"), ("--opened",), (jo, "--opened", "--sent")):
        assert oncall("access", *wrong).code == 2
