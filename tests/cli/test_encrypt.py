"""An encrypted database from the shell: made, opened, changed, copied, put back, and refused in words."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from oncall_tui import paths
from storage.engine import SqliteFile
from storage.marks import mark_of
from tests.cli.conftest import FOUNDING, Oncall, shell
from tests.dose import WHOLE

pytestmark = pytest.mark.usefixtures("light_work")
WORDS, OTHER = "four plain words here", "and four other words"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file that the settings name; it is not there yet."""
    path = tmp_path / "data" / "oncall.db"
    monkeypatch.setenv("ONCALL_DATABASE_URL", f"sqlite:///{path}")
    return path


def secret(path: Path, words: str) -> str:
    """Write a passphrase into a file for this user alone."""
    path.write_text(f"{words}\n")
    path.chmod(0o600)
    return str(path)


@pytest.fixture
def words(tmp_path: Path) -> str:
    """Give a file that holds the passphrase."""
    return secret(tmp_path / "words", WORDS)


@pytest.fixture
def encrypted(oncall: Oncall, file: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> Oncall:
    """Run commands at an encrypted organisation, its passphrase named by the environment."""
    monkeypatch.setenv("ONCALL_PASSPHRASE_FILE", words)
    assert oncall(*FOUNDING, "--encrypt").code == 0
    assert mark_of(file) is not None
    return oncall


def log(oncall: Oncall, key: str) -> None:
    """Log a call."""
    done = oncall("log", "--category=call-back", "--caller=Bea Bright", "--note=Rang.", f"--key={key}")
    assert done.code == 0, done.err


def calls(oncall: Oncall) -> int:
    """Return how many calls were logged."""
    return sum(each["caller"] == "Bea Bright" for each in oncall("queue", "--json").json)


def test_everything_works_at_an_encrypted_database(encrypted: Oncall, file: Path) -> None:
    log(encrypted, "k1")
    assert calls(encrypted) == 1
    assert encrypted("audit", "verify").code == 0
    assert encrypted("watch", "--once").code == 0
    assert "cannot be opened" not in encrypted("doctor").out
    made = Path(encrypted("backup").out.strip())
    assert mark_of(made) == mark_of(file)
    log(encrypted, "k2")
    done = encrypted("restore", str(made), "--yes")
    assert (done.code, mark_of(file)) == (0, mark_of(made))
    assert calls(encrypted) == 1
    assert b"Bea Bright" not in file.read_bytes()


def test_without_its_passphrase_it_is_refused_with_what_to_do(
    encrypted: Oncall, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    monkeypatch.delenv("ONCALL_PASSPHRASE_FILE")
    refused = encrypted("who")
    assert (refused.code, refused.out) == (3, "")
    assert "ONCALL_PASSPHRASE_FILE" in refused.err
    monkeypatch.setenv("ONCALL_PASSPHRASE_FILE", secret(tmp_path / "wrong", OTHER))
    refused = encrypted("who")
    assert refused.code == 3
    assert "not the passphrase" in refused.err
    monkeypatch.delenv("ONCALL_PASSPHRASE_FILE")
    monkeypatch.setenv("ONCALL_KEY_FILE", secret(tmp_path / "key", "k" * 31))
    refused = encrypted("who")
    assert refused.code == 3
    assert "another key" in refused.err
    assert file.read_bytes() == before


def test_damage_is_told_from_a_wrong_key(encrypted: Oncall, file: Path) -> None:
    held = bytearray(file.read_bytes())
    held[1000:1100] = bytes(100)
    file.write_bytes(held)
    refused = encrypted("who")
    assert refused.code == 3
    assert "is damaged" in refused.err
    file.write_bytes(b"Dear diary, " * 1000)
    refused = encrypted("who")
    assert refused.code == 3
    assert "not a database of oncall" in refused.err
    file.chmod(0o640)
    assert f"chmod 600 {file}" in encrypted("who").err


def test_nothing_is_said_over_the_screen(encrypted: Oncall, file: Path) -> None:
    held = bytearray(file.read_bytes())
    held[1000:1100] = bytes(100)
    file.write_bytes(held)
    refused = shell("queue")
    assert refused.err.splitlines() == [refused.err.strip()]
    assert "sqlcipher" not in refused.err.casefold()


def test_a_plain_database_is_encrypted_and_given_a_new_passphrase(
    founded_lite: Oncall, sqlite_url: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oncall, file = founded_lite, Path(sqlite_url.removeprefix("sqlite:///"))
    log(oncall, "k1")
    copy = oncall("backup").out.strip()
    assert "not encrypted" in oncall("rekey", f"--passphrase-file={words}").err
    monkeypatch.setenv("ONCALL_PASSPHRASE_FILE", words)
    done = oncall("encrypt")
    assert done.code == 0, done.err
    assert "are not encrypted (1 in" in done.err
    assert "already" in oncall("encrypt").err
    copies = [copy, oncall("backup", str(tmp_path / "encrypted.db")).out.strip()] if WHOLE else [copy]
    log(oncall, "k2")
    done = oncall("rekey", f"--passphrase-file={secret(tmp_path / 'other', OTHER)}")
    assert done.code == 0, done.err
    assert "could not be noted" not in done.err
    assert "Keep what opened it" not in done.err
    assert oncall("queue").code == 3
    monkeypatch.setenv("ONCALL_PASSPHRASE_FILE", str(tmp_path / "other"))
    assert calls(oncall) == 2
    mark = mark_of(file)
    assert mark is not None
    assert [each["action"] for each in oncall("audit", "--json", "--object=database").json] == [
        "database.encrypted",
        "database.rekeyed",
    ]
    for older in copies:
        assert oncall("restore", older, "--yes").code == 0
        assert calls(oncall) == 1
        assert mark_of(file) == mark


def test_a_key_file_opens_it_without_anything_typed(
    oncall: Oncall, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "stick" / "oncall.key"
    assert oncall(*FOUNDING, "--encrypt", f"--key-file={key}").code == 0
    assert mark_of(file) is not None
    assert oncall("queue").code == 0
    other = tmp_path / "other.key"
    older = oncall("backup").out.strip() if WHOLE else ""
    assert "already" in oncall("rekey", f"--key-file={key}").err
    assert "Keep what opened it" in oncall("rekey", f"--key-file={other}").err
    assert oncall("queue").code == 0
    if WHOLE:
        monkeypatch.setenv("ONCALL_KEY_FILE", str(other))
        assert oncall("restore", older, "--yes").code == 0
        assert mark_of(file) not in (None, mark_of(Path(older)))
        monkeypatch.delenv("ONCALL_KEY_FILE")
    key.unlink()
    assert oncall("queue").code == 0
    other.chmod(0o644)
    refused = oncall("queue")
    assert refused.code == 3
    assert f"chmod 600 {other}" in refused.err


def test_a_passphrase_is_asked_for_twice_and_then_once(
    oncall: Oncall, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = [WORDS, "misspelt", WORDS, WORDS]

    def getpass(question: str) -> str:
        asked.append(question)
        return answers.pop(0) if answers else WORDS

    monkeypatch.setattr("getpass.getpass", getpass)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    founded = oncall(*FOUNDING, "--encrypt")
    assert founded.code == 0
    assert "not the same" in founded.err
    assert len(asked) == 4
    asked.clear()
    assert oncall("queue").code == 0
    assert asked == ["Passphrase of oncall.db: "]
    asked.clear()
    made = oncall("backup").out.strip()
    asked.clear()
    assert oncall("restore", made, "--yes").code == 0
    assert asked == [f"Passphrase of {Path(made).name}: "]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--encrypt",), 3, "--passphrase-file"),
        (("--key-file=x",), 2, "--encrypt"),
        (("--encrypt", "--key-file=x", "--keyring"), 2, "Choose one"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(
    oncall: Oncall, file: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    refused = oncall(*FOUNDING, *arguments)
    assert refused.code == code
    assert words in refused.err
    assert not file.exists()
    assert not paths.key_folder().exists()


def test_a_server_and_a_plain_database_are_not_encrypted_by_making_one(
    founded: Oncall, words: str, database_url: str
) -> None:
    refused = founded(*FOUNDING, "--encrypt", f"--passphrase-file={words}")
    assert refused.code == 1
    refused = founded("encrypt", f"--passphrase-file={words}")
    assert (refused.code, "server" in refused.err) == (
        (1, True) if "postgres" in database_url else (0, False)
    )


def test_what_others_can_read_is_refused_and_the_doctor_says_so(
    founded_lite: Oncall, sqlite_url: str
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    file.chmod(0o644)
    for command in (("queue",), ("doctor",)):
        refused = founded_lite(*command)
        assert refused.code in (1, 3)
        assert f"chmod 600 {file}" in refused.out + refused.err
    file.chmod(0o600)
    assert founded_lite("queue").code == 0


def test_what_cannot_be_encrypted_is_refused_and_leaves_no_key_behind(
    founded_lite: Oncall, sqlite_url: str, words: str, tmp_path: Path
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    encrypt = ("encrypt", f"--passphrase-file={words}")
    kept = sorted(paths.key_folder().iterdir())
    with closing(SqliteFile(file)()) as console:
        console.execute("SELECT count(*) FROM meta").fetchone()
        refused = founded_lite(*encrypt)
    assert (refused.code, "close every console" in refused.err) == (3, True)
    assert sorted(paths.key_folder().iterdir()) == kept
    assert mark_of(file) is None
    refused = founded_lite(*encrypt, f"--db={tmp_path / 'none.db'}")
    assert (refused.code, "oncall init" in refused.err) == (3, True)
    (tmp_path / "diary.db").write_text("Dear diary, " * 100)
    refused = founded_lite(*encrypt, f"--db={tmp_path / 'diary.db'}")
    assert (refused.code, "not a database of oncall" in refused.err) == (3, True)
    assert sorted(paths.key_folder().iterdir()) == kept
