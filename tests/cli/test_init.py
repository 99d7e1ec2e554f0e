"""Making an organisation: without questions, with them, and not twice."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import FOUNDING, Oncall


class Keyboard(io.StringIO):
    """Somebody at a terminal who types these lines."""

    def isatty(self) -> bool:
        return True


def sit(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard("".join(f"{line}\n" for line in lines)))


def test_all_options_ask_nothing(oncall: Oncall, empty_url: str) -> None:
    made = oncall(*FOUNDING, "--db", empty_url)
    assert made.code == 0, made.err
    assert "Kim Webb" in made.out
    again = oncall(*FOUNDING, "--db", empty_url)
    assert again.code == 1
    assert "already" in again.err


def test_what_is_missing_is_named_where_nobody_can_be_asked(oncall: Oncall, empty_sqlite_url: str) -> None:
    refused = oncall("init", "--name", "Harbourside Care", "--db", empty_sqlite_url)
    assert refused.code == 2
    assert "--zone, --region, --hours, --line, --director" in refused.err
    assert not Path(empty_sqlite_url.removeprefix("sqlite:///")).exists()


def test_somebody_at_a_terminal_is_asked(
    oncall: Oncall, empty_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONCALL_DATABASE_URL", empty_sqlite_url)
    answers = ("Harbourside Care", "Sydney", "-", "", "1800 975 711", "Kim Webb <kim@harbourside.example>")
    sit(monkeypatch, *answers, "Australia/Sydney")
    made = oncall("init")
    assert made.code == 0, made.err
    assert "Near: Australia/Sydney" in made.err
    assert "[Mon-Fri 09:00-17:00]" in made.err
    assert oncall("who", "--json").json["answering_now"]["email"] == "kim@harbourside.example"


def test_walking_away_from_the_questions_makes_nothing(
    oncall: Oncall, empty_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(monkeypatch, "Harbourside Care")
    left = oncall("init", "--db", empty_sqlite_url)
    assert left.code == 1
    assert not Path(empty_sqlite_url.removeprefix("sqlite:///")).exists()


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--zone=Mars/Olympus", "time zone"),
        ("--region=ZZ", "region"),
        ("--hours=never", "not understood"),
        ("--director=Kim", "<kim@"),
        ("--line=none", "1800"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    oncall: Oncall, empty_sqlite_url: str, option: str, words: str
) -> None:
    refused = oncall(*FOUNDING, option, "--db", empty_sqlite_url)
    assert refused.code == 1
    assert words in refused.err
    assert not Path(empty_sqlite_url.removeprefix("sqlite:///")).exists()
