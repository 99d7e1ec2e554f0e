"""The command line as a shell sees it: arguments in; stdout, stderr and an exit code out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from oncall_tui.__main__ import run

FOUNDING = (
    "init",
    "--name=Harbourside Care",
    "--zone=Australia/Sydney",
    "--region=AU-NSW",
    "--hours=Mon-Fri 09:00-17:00",
    "--line=1800 975 711",
    "--director=Kim Webb <kim@harbourside.example>",
)


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its stdout, which must be one JSON document and nothing else."""
        return json.loads(self.out)


Oncall = Callable[..., Result]


@pytest.fixture
def oncall(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Oncall:
    """Run a command in this process, with nobody at a terminal."""

    def runner(*arguments: str) -> Result:
        capsys.readouterr()
        code = run(arguments)
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return runner


@pytest.fixture
def founded(oncall: Oncall, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Oncall:
    """Run commands at a founded organisation, on a database of each kind in turn."""
    monkeypatch.setenv("ONCALL_DATABASE_URL", database_url)
    assert oncall(*FOUNDING).code == 0
    return oncall


@pytest.fixture
def founded_lite(oncall: Oncall, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Oncall:
    """Run commands at a founded organisation on SQLite, for tests that say nothing about databases."""
    monkeypatch.setenv("ONCALL_DATABASE_URL", sqlite_url)
    assert oncall(*FOUNDING).code == 0
    return oncall


def fill(oncall: Oncall, folder: Path) -> None:
    """Import the example files."""
    for kind in ("people", "clients", "duty", "absences"):
        file = folder / f"{kind}.csv"
        file.write_text(oncall("import", kind, "--template").out, encoding="utf-8")
        assert oncall("import", kind, str(file)).code == 0


def shell(*arguments: str, **environment: str) -> Result:
    """Run the real command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "oncall_tui", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)
