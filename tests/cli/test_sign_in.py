"""Sign-in at a shell: silent until somebody has a PIN, then by file, by terminal, or not at all (R-175)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.desk.access.tickets import HOLDS, drop_ticket, keep_ticket, ticket_holds
from oncall_tui.desk.context import Desk
from tests.cli.conftest import Oncall, fill
from tests.clock import FixedClock
from tests.house import RAE, person

PIN = "480273"


@pytest.fixture
def pin(tmp_path: Path) -> Path:
    return secret(tmp_path / "pin", PIN)


def secret(file: Path, words: str) -> Path:
    file.write_text(f"{words}\n", encoding="utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture
def signed(founded_lite: Oncall, tmp_path: Path, pin: Path) -> Oncall:
    """Give an organisation where the director has set the first PIN."""
    fill(founded_lite, tmp_path)
    assert founded_lite("sign-in", "set", f"--new-file={pin}").code == 0
    return founded_lite


def test_nobody_is_asked_before_somebody_has_a_pin(founded_lite: Oncall) -> None:
    assert founded_lite("queue").code == 0
    told = founded_lite("sign-in")
    assert (told.code, "Nobody has a PIN yet" in told.err) == (0, True)
    refused = founded_lite("sign-in", "set")
    assert (refused.code, "Nobody is at a terminal" in refused.err) == (1, True)


def test_the_first_pin_prints_the_recovery_code_once(founded_lite: Oncall, pin: Path) -> None:
    told = founded_lite("sign-in", "set", f"--new-file={pin}")
    assert len(told.out.strip()) == 29
    assert "Write the recovery code down" in told.err
    refused = founded_lite("queue")
    assert (refused.code, refused.out) == (1, "")
    assert "People sign in here" in refused.err


def test_a_file_of_the_pin_lets_a_script_in(
    signed: Oncall, pin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signed(f"--pin-file={pin}", "who", "--all", "--json").code == 0
    assert signed("who", "--all").code == 1, "what was given for one command is not kept"
    wrong = secret(tmp_path / "wrong", "913746")
    refused = signed(f"--pin-file={wrong}", "queue")
    assert (refused.code, "not the PIN of Kim Webb" in refused.err) == (1, True)
    monkeypatch.setenv("ONCALL_PIN_FILE", str(pin))
    assert signed("queue", "--json").code == 0
    pin.chmod(0o644)
    assert "chmod 600" in signed("queue").err
    monkeypatch.setenv("ONCALL_PIN_FILE", str(tmp_path / "gone"))
    assert signed("queue").code == 2


def test_what_must_never_wait_for_anybody_does_not(signed: Oncall, tmp_path: Path) -> None:
    assert signed("watch", "--once").code == 0
    assert signed("doctor").code in (0, 1)
    assert signed("backup", str(tmp_path / "copy.db")).code == 0


def test_somebody_is_invited_and_takes_the_place_of_the_director(
    signed: Oncall, pin: Path, tmp_path: Path
) -> None:
    code = signed(f"--pin-file={pin}", "sign-in", "invite", "Leila Haddad").out.strip()
    theirs = secret(tmp_path / "theirs", "a long evening")
    leila = "--as=leila.haddad@example.org"
    assert signed("sign-in", "set", leila, f"--code={code}", f"--new-file={theirs}").code == 0
    assert signed(f"--pin-file={theirs}", "queue", leila).code == 0
    refused = signed(f"--pin-file={theirs}", "sign-in", "list", leila)
    assert (refused.code, "Only an administrator may say who signs in" in refused.err) == (1, True)
    lines = {line["person"]: line for line in signed(f"--pin-file={pin}", "sign-in", "list", "--json").json}
    assert lines["leila.haddad@example.org"]["secret_since"]
    assert signed(f"--pin-file={pin}", "sign-in", "grant", "Leila Haddad", "auditor").code == 0
    assert signed(f"--pin-file={theirs}", "audit", leila).code == 0
    assert signed(f"--pin-file={pin}", "sign-in", "revoke", "Leila Haddad", "auditor").code == 0
    assert signed(f"--pin-file={theirs}", "audit", leila).code == 1
    assert signed(f"--pin-file={pin}", "sign-in", "remove", "Leila Haddad").code == 0
    assert "has no PIN yet" in signed(f"--pin-file={theirs}", "queue", leila).err


def test_a_forgotten_pin_is_set_anew_by_the_code_on_paper(
    founded_lite: Oncall, tmp_path: Path, pin: Path
) -> None:
    code = founded_lite("sign-in", "set", f"--new-file={pin}").out.strip()
    new = secret(tmp_path / "new", "602915")
    following = founded_lite("sign-in", "recover", f"--code={code}", f"--new-file={new}")
    assert (following.code, following.out.strip() != code) == (0, True)
    assert founded_lite(f"--pin-file={new}", "queue").code == 0
    assert founded_lite("sign-in", "recover", f"--code={code}", f"--new-file={pin}").code == 1
    renewed = founded_lite(f"--pin-file={new}", "sign-in", "recovery").out.strip()
    assert founded_lite("sign-in", "recover", f"--code={renewed}", f"--new-file={pin}").code == 0


def test_it_is_done_on_somebodys_behalf_and_both_are_on_record(founded_lite: Oncall, tmp_path: Path) -> None:
    fill(founded_lite, tmp_path)
    for_ = "--for=Leila Haddad"
    assert founded_lite(for_, "log", "--category=query", "--note=Asks for a date.").code == 0
    entry = founded_lite("audit", "--action=call.logged", "--json").json[-1]
    assert entry["on_behalf_of"] == "leila.haddad@example.org"
    assert founded_lite("--for=Nobody At All", "queue").code == 1


def test_the_glass_is_broken_from_a_shell(founded_lite: Oncall, tmp_path: Path) -> None:
    fill(founded_lite, tmp_path)
    told = founded_lite(
        "break-glass", "X-0002", "--as=piotr.zielinski@example.org", "--reason=He fell, and nobody answers."
    )
    assert (told.code, "reviews it" in told.err) == (0, True)
    assert any(row["category"] == "glass-review" for row in founded_lite("queue", "--json").json)


def test_a_ticket_holds_for_a_while_at_its_own_terminal_alone(desk: Desk, clock: FixedClock) -> None:
    here = replace(desk, terminal="vm /dev/pts/9")
    assert not ticket_holds(here)
    keep_ticket(here)
    assert ticket_holds(here)
    assert not ticket_holds(replace(here, operator=person(RAE)))
    assert not ticket_holds(replace(here, terminal="vm /dev/pts/8"))
    for _ in range(4):
        clock.advance(HOLDS - timedelta(minutes=1))
        assert ticket_holds(here), "it is used, so it holds on"
    clock.advance(HOLDS)
    assert not ticket_holds(here)
    keep_ticket(here, since=clock.now() - timedelta(hours=here.settings.session_hours))
    assert not ticket_holds(here), "twelve hours are over, whatever was done meanwhile"
    keep_ticket(here)
    assert drop_ticket(here)
    assert not drop_ticket(here)
    assert not ticket_holds(here)


def test_a_ticket_that_somebody_wrote_themselves_is_worth_nothing(desk: Desk, clock: FixedClock) -> None:
    here = replace(desk, terminal="vm /dev/pts/9")
    keep_ticket(here)
    (file,) = paths.ticket_folder().iterdir()
    kept = json.loads(file.read_text())
    forgeries: tuple[object, ...] = (
        {**kept, "person": person(RAE).email},
        {**kept, "until": (clock.now() + timedelta(days=9)).isoformat()},
        {"person": "x"},
        [],
        {**kept, "since": "soon"},
    )
    for forged in forgeries:
        file.write_text(json.dumps(forged))
        for who in (here, replace(here, operator=person(RAE))):
            assert not ticket_holds(who)
