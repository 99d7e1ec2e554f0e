"""What keeps the key of a database gives it out to whoever may have it, and to nobody else."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from storage import databasekey
from storage.databasekey import Keeper, checked_passphrase, find_key, read_passphrase
from storage.engine import SqliteFile
from storage.errors import Exposed, Foreign, Locked, OtherKey, Refused, WrongPassphrase
from storage.marks import fingerprint, mark_of

COST = dict(databasekey._COST)
WORDS = "four plain words here"
KEY = bytes(range(32))


pytestmark = pytest.mark.usefixtures("light_work")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Give a file that is encrypted by the key."""
    file = SqliteFile(tmp_path / "data" / "oncall.db", KEY)
    file.make()
    connection = file.connect("rw")
    connection.execute("CREATE TABLE held (words TEXT)")
    connection.close()
    return file.path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of keepers' notes."""
    return tmp_path / "keys"


class Memory(KeyringBackend):
    """A keyring of this test alone."""

    priority = 1.0

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture
def memory() -> Iterator[Memory]:
    """Give a keyring that holds nothing yet."""
    before, backend = keyring.get_keyring(), Memory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def test_a_file_says_whose_key_it_bears_and_not_the_key(database: Path) -> None:
    assert mark_of(database) == fingerprint(KEY) != KEY[:16]
    assert KEY not in database.read_bytes()


def test_a_passphrase_gives_the_key_out(database: Path, folder: Path, tmp_path: Path) -> None:
    Keeper(WORDS).keep(KEY, folder)
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return ("wrong", "wrong again", WORDS)[len(asked) - 1]

    assert find_key(database, folder, ask=ask, environ={}) == KEY
    assert len(set(asked)) == 3
    held = tmp_path / "words"
    held.write_text(f"{WORDS}\nand more\n")
    held.chmod(0o600)
    assert find_key(database, folder, environ={"ONCALL_PASSPHRASE_FILE": str(held)}) == KEY
    assert find_key(tmp_path / "none", folder) is None
    note = next(folder.iterdir())
    assert (stat.S_IMODE(note.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)
    assert KEY.hex() not in note.read_text()
    assert WORDS not in note.read_text()


def test_letters_count_however_a_keyboard_writes_them(database: Path, folder: Path) -> None:
    Keeper("caf\u00e9 au lait, deux").keep(KEY, folder)
    assert find_key(database, folder, ask=lambda _: "cafe\u0301 au lait, deux", environ={}) == KEY


def test_a_wrong_passphrase_is_told_from_nobody_to_ask(database: Path, folder: Path) -> None:
    Keeper(WORDS).keep(KEY, folder)
    with pytest.raises(WrongPassphrase, match="not the passphrase"):
        find_key(database, folder, ask=lambda _: "wrong", environ={})
    with pytest.raises(Locked, match="ONCALL_PASSPHRASE_FILE"):
        find_key(database, folder, environ={})


@pytest.mark.parametrize("change", ["key", "salt", "nonce", "memory", "kept", "whole", "none"])
def test_a_spoilt_note_is_told_from_a_wrong_passphrase_or_fails_like_one(
    database: Path, folder: Path, change: str
) -> None:
    Keeper(WORDS).keep(KEY, folder)
    note = next(folder.iterdir())
    held = json.loads(note.read_text())
    match change:
        case "key" | "salt" | "nonce":
            held[change] = f"{int(held[change][0], 16) ^ 1:x}{held[change][1:]}"
        case "memory":
            held["memory"] = 2**40
        case "kept":
            held["kept"] = "by a stranger"
    note.write_text("{" if change == "whole" else json.dumps(held))
    if change == "none":
        note.unlink()
        with pytest.raises(Foreign, match="not on this computer"):
            find_key(database, folder, ask=lambda _: WORDS, environ={})
        return
    with pytest.raises(Locked):
        find_key(database, folder, ask=lambda _: WORDS, environ={})


def test_a_file_keeps_a_key_and_is_found_again(database: Path, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "stick" / "oncall.key"
    keeper = Keeper(file=file)
    keeper.keep(KEY, folder)
    assert keeper.new_key() == KEY == file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert find_key(database, folder, environ={}) == KEY
    assert find_key(database, tmp_path / "nothing", environ={"ONCALL_KEY_FILE": str(file)}) == KEY
    file.write_bytes(bytes(32))
    with pytest.raises(OtherKey, match="another key"):
        find_key(database, folder, environ={})
    file.write_bytes(b"short")
    with pytest.raises(Locked, match="32 bytes"):
        find_key(database, folder, environ={})
    file.unlink()
    with pytest.raises(Locked, match="put the file back"):
        find_key(database, folder, environ={})


def test_the_keyring_of_the_system_keeps_a_key(database: Path, folder: Path, memory: Memory) -> None:
    Keeper(keyring=True).keep(KEY, folder)
    assert find_key(database, folder, environ={}) == KEY
    memory.held.clear()
    with pytest.raises(Locked, match="does not hold"):
        find_key(database, folder, environ={})


def test_what_others_can_read_is_refused_with_the_command_that_mends_it(
    database: Path, folder: Path, tmp_path: Path
) -> None:
    Keeper(WORDS).keep(KEY, folder)
    words = tmp_path / "words"
    words.write_text(WORDS)
    for exposed in (next(folder.iterdir()), words):
        exposed.chmod(0o640)
        with pytest.raises(Exposed, match=f"chmod 600 {exposed}"):
            find_key(database, folder, environ={"ONCALL_PASSPHRASE_FILE": str(words)})
        exposed.chmod(0o600)


def test_a_passphrase_is_long_enough_and_never_shows(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="12 letters"):
        checked_passphrase("too short")
    assert WORDS not in repr(Keeper(checked_passphrase(WORDS)))
    empty = tmp_path / "words"
    empty.touch(mode=0o600)
    with pytest.raises(Locked, match="no passphrase"):
        read_passphrase(empty)
    with pytest.raises(Locked, match="cannot be read"):
        read_passphrase(tmp_path / "none")


def test_a_passphrase_takes_as_much_work_as_is_recommended() -> None:
    assert COST == {"time": 3, "memory": 64 * 1024, "lanes": 4}  # RFC 9106, 4: the second recommended option
