"""Clients given to somebody else from the shell: shown first, changed only when told to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Oncall, fill

WHY = "--reason=Away for long"
UP = ("reassign", "--all-of=leila haddad", "--to-secondaries", WHY)


@pytest.fixture
def filled(founded_lite: Oncall, tmp_path: Path) -> Oncall:
    """Run commands at an organisation with people, clients, a rota and absences."""
    fill(founded_lite, tmp_path)
    return founded_lite


def test_it_is_shown_first_and_with_yes_done_as_shown(filled: Oncall) -> None:
    before = filled("who", "X-0001", "--json").json
    shown = filled(*UP, "--json")
    assert (shown.code, shown.json["applied"]) == (0, False)
    assert "Nothing was changed" in shown.err
    told = [
        (each["client"], each["role"], each["from"]["name"], each["to"] and each["to"]["name"])
        for each in shown.json["clients"]
    ]
    assert told == [
        ("X-0001", "primary", "Leila Haddad", "Tomas Lind"),
        ("X-0001", "secondary", "Tomas Lind", None),
    ]
    assert all(
        set(each) >= {"client", "role", "from", "to", "start", "end"} for each in shown.json["clients"]
    )
    (gap,) = [each for each in shown.json["gaps"] if each["why"] == "no secondary care manager"]
    assert gap["client"] == "X-0001"
    assert filled("who", "X-0001", "--json").json["pcm_of_record"] == before["pcm_of_record"]
    done = filled(*UP, "--yes", "--json")
    assert (done.code, done.json["applied"]) == (0, True)
    assert "1 without a secondary now" in done.err
    assert "Away for long" not in done.err
    assert filled("who", "X-0001", "--json").json["pcm_of_record"]["name"] == "Tomas Lind"


def test_one_client_for_a_while(filled: Oncall) -> None:
    span = ("--from=2030-03-04T10:00+11:00", "--until=2030-03-06T10:00+11:00")
    told = filled("reassign", "Okonkwo, Adaeze", "--to=ruth amari", "--role=acting", WHY, *span, "--yes")
    assert told.code == 0
    assert "Ruth Amari is acting care manager of 1 client" in told.err
    held = [
        filled("who", "X-0001", f"--at=2030-03-{day}T10:00+11:00", "--json").json["role_holder"]["name"]
        for day in ("05", "07")
    ]
    assert held == ["Ruth Amari", "Tomas Lind"]


def test_those_with_whom_it_cannot_be_done_are_left_out_when_told_to(filled: Oncall) -> None:
    both = ("reassign", "X-0001", "X-0002", "--to=tomas lind", WHY, "--yes", "--json")
    refused = filled(*both)
    assert (refused.code, refused.json["applied"]) == (1, False)
    assert [each["refused"] is None for each in refused.json["clients"]] == [True, False]
    spared = filled(
        "reassign", "X-0001", "X-0002", "--to=ruth amari", "--role=acting", WHY, "--yes", "--leave-out"
    )
    assert (spared.code, "2 clients" in spared.err) == (0, True)
    only = filled("reassign", "X-0001", "X-0002", "--to-secondaries", WHY, "--yes", "--leave-out", "--json")
    assert (only.code, {each["client"] for each in only.json["clients"]}) == (0, {"X-0001"})
    assert "Left out: X-0002: Leila Haddad is also away" in only.err


def test_what_cannot_be_is_refused(filled: Oncall) -> None:
    cases = [
        (("X-0001", "--to=tomas lind", WHY), 1, "X-0001: Tomas Lind is the secondary care manager then"),
        (("X-0001", "--to=leila haddad", "--role=acting", WHY), 1, "also away then (sick)"),
        (("X-0001", "--to=piotr zielinski", WHY), 1, "no care manager"),
        (("X-0001", "--to=tomas lind", "--role=acting"), 1, "Say why"),
        (
            ("X-0001", "--to=tomas lind", "--role=acting", WHY, "--as=piotr.zielinski@example.org"),
            1,
            "director",
        ),
        (("X-9999", "--to=tomas lind", WHY), 1, "No client is"),
        (("X-0001", "--all-of=tomas lind", "--to=leila haddad", WHY), 2, "--all-of PERSON"),
        (("X-0001", WHY), 2, "--to-secondaries"),
        (("X-0001", "--to=tomas lind", "--secondary=leila haddad", WHY), 2, "--to-secondaries"),
        (("X-0001", "--to=tomas lind", "--role=chief", WHY), 2, "--role"),
    ]
    for arguments, code, words in cases:
        told = filled("reassign", *arguments, "--yes")
        assert (told.code, words in told.err) == (code, True), told.err
    assert filled("audit", "--object=client", "--json").json == []
