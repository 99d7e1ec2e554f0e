"""Urgent help and conflicts from the shell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Oncall, fill


def test_help_is_asked_answered_and_ended(founded_lite: Oncall, tmp_path: Path) -> None:
    oncall = founded_lite
    fill(oncall, tmp_path)
    client = oncall("who", "--all", "--json").json[0]["client"]
    found = oncall("consult", client, "--json").json["colleagues"]
    assert {"at_work", "relationship", "expertise", "location"} <= set(found[0])
    colleague = next(each["name"] for each in found if not each["away"])
    assert colleague in oncall("consult", client).out
    off = () if found[0]["at_work"] else ("--disturb=emergency", "--reason=A fall.")
    asked = oncall(
        "consult", client, f"--ask={colleague}", "--mode=in-person", "--note=Please look.", *off, "--json"
    )
    assert asked.code == 0, asked.err
    item = str(asked.json["item"])
    (row,) = [each for each in oncall("queue", "--json").json if str(each["id"]) == item]
    assert (row["category"], row["acting"]["name"]) == ("consultation", colleague)
    assert oncall("consulted", item, "--declined=With somebody else.").code == 0
    assert oncall("consulted", item, "--accepted", "--outcome=x").code == 2
    assert oncall("consulted", item, "--accepted").code == 0
    assert oncall("consulted", item, "--outcome=Dressed anew.").code == 0
    assert item not in [str(each["id"]) for each in oncall("queue", "--json").json]
    assert oncall("consult", client, "--note=x").code == 2


def test_a_conflict_says_whom_it_is_about_and_whose_interest_it_puts(
    founded_lite: Oncall, tmp_path: Path
) -> None:
    oncall = founded_lite
    fill(oncall, tmp_path)
    charge = oncall("who", "--all", "--json").json[0]
    logged = oncall(
        "log",
        "--category=conflict",
        f"--client={charge['client']}",
        "--caller=Ada",
        f"--about={charge['answering_now']['email']}",
        "--interest=client-to-us",
        "--json",
    )
    assert logged.code == 0, logged.err
    assert logged.json["acting"] != charge["answering_now"]
    told = oncall("audit", "--limit=1", "--json").out
    assert "Interest put: the client's, towards us." in told
    assert oncall("log", "--category=conflict", "--caller=Ada", "--about=Nobody At All").code == 1
