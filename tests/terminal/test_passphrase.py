"""The passphrase of an encrypted database is asked for before the screen is taken, and never shown."""

from __future__ import annotations

from pathlib import Path

from oncall_tui import paths
from storage.databasekey import Keeper
from storage.engine import SqliteFile
from storage.rekeying import rewrite
from tests.terminal.pty import Terminal
from tests.terminal.stage import KIM_MAIL, staged

WORDS = "four plain words here"
KEY = bytes(range(32))


def test_it_is_asked_for_once_more_after_a_wrong_one_and_never_shown(sqlite_url: str) -> None:
    with staged(sqlite_url) as stage:
        apart = stage.apart
    Keeper(WORDS).keep(KEY, paths.key_folder())
    rewrite(SqliteFile(Path(sqlite_url.removeprefix("sqlite:///"))), KEY)
    console = ("-m", "tests.terminal.sitting", str(apart), "--db", sqlite_url, "--as", KIM_MAIL)
    with Terminal.python(*console) as shown:
        shown.wait_for(lambda: "Passphrase of oncall.db:" in shown.text, description="it is asked for")
        shown.send("another one\r")
        shown.wait_for(lambda: "That is not it; 2 more to try." in shown.text, description="it is refused")
        shown.send(f"{WORDS}\r")
        shown.wait_for(lambda: " open" in shown.lines[0], description="the console is there")
        shown.press("ctrl+q")
        assert shown.wait() == 0
        assert WORDS.encode() not in shown.raw
        assert b"another one" not in shown.raw
