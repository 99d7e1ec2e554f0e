"""Legal holds and purges from the shell: looked at, asked for, agreed to by somebody else, done (R-177)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui import paths
from oncall_tui.bootstrap import open_store, settings_for
from oncall_tui.desk.backups import back_up
from oncall_tui.desk.copies import make_copy
from oncall_tui.desk.retention.remains import old_copies
from storage.models import Client
from tests.cli.conftest import FOUNDING, Oncall
from tests.clock import FixedClock
from tests.desk.belonging import WORD, add_client
from tests.house import desk_of, furnish

RAE, JO = "--as=rae@harbourside.example", "--as=jo@harbourside.example"
NUMBER = f"{WORD}501-client-number"


@pytest.fixture
def house(oncall: Oncall, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Oncall:
    """Run commands at an organisation one of whose clients left long ago; Rae Novak sits there by default."""
    monkeypatch.setenv("ONCALL_DATABASE_URL", sqlite_url)
    store = open_store(settings_for())
    furnish(store)
    add_client(store, 501)
    make_copy(store, store.clock.now() - timedelta(hours=3))
    store.close()
    return oncall


@pytest.fixture
def seven_years(house: Oncall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Oncall:
    """Let the settings say that closed clients go after seven years."""
    (tmp_path / "config.toml").write_text('[retention]\nclosed_clients = "7 years"\n')
    monkeypatch.setenv("ONCALL_CONFIG", str(tmp_path / "config.toml"))
    return house


KIM = "--as=kim@harbourside.example"


def test_everything_is_kept_unless_the_settings_say_otherwise(house: Oncall) -> None:
    found = house("purge")
    assert found.code == 0
    assert "Everything is kept" in found.err
    assert house("purge", "--json").json == {"past": [], "asked": []}
    assert house("purge", "--propose", "--reason=Time is over.").code == 1


def test_a_look_tells_what_would_go_by_ids_only(seven_years: Oncall) -> None:
    found = seven_years("purge")
    assert "Nothing was changed" in found.err
    assert WORD not in found.out + found.err
    (past,) = seven_years("purge", "--json").json["past"]
    assert (past["client_id"], past["against"], past["rows"]["item"]) == (501, "", 1)


def test_a_purge_takes_two_and_leaves_nothing(seven_years: Oncall, tmp_path: Path) -> None:
    asked = seven_years("purge", "--propose", "--reason=Seven years are over.", KIM)
    assert asked.code == 0, asked.err
    assert "oncall purge --approve 1" in asked.err
    assert seven_years("purge", "--json").json["asked"][0]["clients"] == [501]
    refused = seven_years("purge", "--approve=1", "--yes", KIM)
    assert refused.code == 1
    assert "Another director" in refused.err
    assert seven_years("purge", "--approve=1", RAE).code == 1  # nobody was there to say yes
    done = seven_years("purge", "--approve=1", "--yes", "--json", RAE)
    assert done.code == 0, done.err
    assert (done.json["clients"], done.json["removed"], len(done.json["old_copies"])) == ([501], 0, 1)
    again = seven_years("purge", "--approve=1", "--backups", "--yes", "--json", RAE)
    assert again.json["removed"] == 1, again.err
    assert seven_years("audit", "verify").code == 0
    assert seven_years("restore", "--test").code == 0
    left = [
        path for folder in (tmp_path, paths.data_folder()) for path in folder.rglob("*") if path.is_file()
    ]
    assert left
    assert [path.name for path in left if WORD.lower().encode() in path.read_bytes().lower()] == []
    assert seven_years("doctor", "--json").code == 0


def test_only_directors_clean_up(seven_years: Oncall) -> None:
    assert seven_years("purge", "--propose", "--reason=Time is over.", KIM).code == 0
    assert seven_years("purge", "--approve=1", "--yes", RAE).code == 0
    assert seven_years("purge", "--approve=1", "--backups", "--yes", JO).code == 1


def test_nobody_else_sees_holds_or_what_is_past_its_time(seven_years: Oncall) -> None:
    for command in ("purge", "hold"):
        refused = seven_years(command, "--json", JO)
        assert (refused.code, refused.out) == (1, "")
        assert "Only a director may say what is kept" in refused.err
    denied = [each for each in seven_years("audit", "--json").json if each["action"] == "access.denied"]
    assert len(denied) == 2


def test_a_purge_can_be_taken_back(seven_years: Oncall) -> None:
    assert seven_years("purge", "--propose", "--reason=Time is over.", KIM).code == 0
    assert seven_years("purge", "--reject=1", "--approve=1").code == 2
    assert seven_years("purge", "--reject=1", RAE).code == 0
    assert seven_years("purge", "--approve=1", "--yes", RAE).code == 1


def test_a_hold_is_set_shown_and_lifted(seven_years: Oncall) -> None:
    assert seven_years("hold", NUMBER, "--because=Inquest 2026/113", KIM).code == 0
    assert "Inquest 2026/113" in seven_years("hold").out
    assert seven_years("hold", "--json").json[0]["by"] == "Kim Webb"
    refused = seven_years("purge", NUMBER, "--propose", "--reason=Time is over.", RAE)
    assert refused.code == 1
    assert "under legal hold by Kim Webb" in refused.err
    assert seven_years("hold", NUMBER, "--lift", "--because=It is closed.", RAE).code == 0
    assert seven_years("hold", "--json").json == []
    assert seven_years("hold", NUMBER, "--because=x", JO).code == 1


@pytest.mark.usefixtures("light_work")
def test_encrypted_copies_are_looked_into_by_the_key_that_is_open(
    oncall: Oncall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    words = tmp_path / "words"
    words.write_text("four plain words here\n")
    words.chmod(0o600)
    monkeypatch.setenv("ONCALL_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'oncall.db'}")
    monkeypatch.setenv("ONCALL_PASSPHRASE_FILE", str(words))
    assert oncall(*FOUNDING, "--encrypt").code == 0
    store = open_store(settings_for())
    with store.writing("system", "test.filled", "client:501") as unit:
        unit.session.add(Client(id=501, number="X-501", family_name="Gone", given_name="Long"))
    by_hand = back_up(store)
    monkeypatch.delenv("ONCALL_PASSPHRASE_FILE")
    desk = desk_of(store, clock)
    (found,) = old_copies(desk, (501,))
    assert (found.path, found.unknown, found.ours) == (by_hand, False, True)
    assert old_copies(desk, (502,)) == ()
    store.close()
