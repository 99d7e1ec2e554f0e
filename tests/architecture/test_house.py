"""The rules of the house that a linter cannot know."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES, FUNCTION = 300, 40
APP_LINES = 150


def sources() -> Iterator[Path]:
    for package in ("oncall_tui", "storage"):
        yield from (path for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts)


def test_no_module_outgrows_its_subject() -> None:
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert too_long == {}


def test_the_app_stays_small() -> None:
    app = ROOT / "oncall_tui" / "tui" / "app.py"
    assert len(app.read_text(encoding="utf-8").splitlines()) <= APP_LINES


def test_no_function_outgrows_a_screen() -> None:
    """What a function does counts; a command's list of options does not."""
    too_long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.body[0].lineno + 1
                if length > FUNCTION:
                    too_long[f"{path.relative_to(ROOT)}:{node.name}"] = length
    assert too_long == {}


def loaded_by(statement: str) -> set[str]:
    """Return which modules a fresh interpreter has loaded after a statement."""
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(ran.stdout.split())


@pytest.mark.parametrize(
    ("statement", "kept_out"),
    [
        ("import oncall_tui", {"textual", "sqlalchemy", "storage", "typer"}),
        ("import storage.vocabulary", {"sqlalchemy", "sqlmodel", "oncall_tui"}),
        (
            "import storage.engine, storage.sessions, storage.schema",
            {"sqlmodel", "alembic", "oncall_tui", "textual"},
        ),
        (
            "import oncall_tui.rules.continuity, oncall_tui.rules.rulebook",
            {"sqlalchemy", "textual", "rich", "holidays"},
        ),
        (
            "import oncall_tui.tui.app, oncall_tui.tui.opening",
            {
                "sqlmodel",
                "sqlalchemy",
                "alembic",
                "apscheduler",
                "typer",
                "holidays",
                "phonenumbers",
                "rapidfuzz",
            },
        ),
        (
            "import oncall_tui.tui.console.screen",
            {"sqlmodel", "sqlalchemy.orm", "alembic", "apscheduler", "typer"},
        ),
        ("import oncall_tui.desk.queue, oncall_tui.desk.cards", {"sqlmodel", "textual", "typer"}),
        ("import oncall_tui.cli.app", {"textual", "sqlmodel"}),
    ],
)
def test_what_is_imported_before_it_is_needed(statement: str, kept_out: set[str]) -> None:
    assert kept_out & loaded_by(statement) == set()


def called(node: ast.Call) -> str:
    """Return the name of what is called."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def test_the_screens_show_data_as_text_and_never_as_markup() -> None:
    """A bare string given to a widget that reads markup is a mistake waiting for the right client's name."""
    offenders = []
    for path in (ROOT / "oncall_tui" / "tui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = called(node)
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            markup = keywords.get("markup")
            literal = isinstance(markup, ast.Constant) and markup.value is False
            if name in {"Static", "Label"} and node.args and not literal:
                first = node.args[0]
                made = isinstance(first, ast.Call) and called(first)
                if not isinstance(first, ast.Constant) and made not in {
                    "Content",
                    "Text",
                    "assemble",
                    "line",
                    "stack",
                }:
                    offenders.append(f"{path.name}:{node.lineno}")
            if name == "notify" and not literal:
                offenders.append(f"{path.name}:{node.lineno}")
            if name in {"from_markup", "from_rich_text"} and path.name != "theme.py":
                offenders.append(f"{path.name}:{node.lineno}")
    assert offenders == []


def test_no_colour_is_written_outside_the_theme() -> None:
    import re

    colour = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?![\w-])")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in [
            *(ROOT / "oncall_tui" / "tui").rglob("*.py"),
            *(ROOT / "oncall_tui" / "tui").rglob("*.tcss"),
        ]
        if path.name != "theme.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if colour.search(line)
    ]
    assert found == []
