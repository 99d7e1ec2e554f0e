"""Every requirement about cases, plans, the caseload and reports is named by a test, and where it is kept."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.trace.sentences import SENTENCES
from tests.trace.titles import TITLES

ROOT = Path(__file__).parents[2]
_NUMBER = re.compile(r"R-\d{3}\b")
_FROM_TO = re.compile(r"R-(\d{3}) (?:to|…) R-(\d{3})")


def _named(text: str) -> set[str]:
    """Return the numbers that a text names, those between two of them included."""
    spans = (range(int(first), int(last) + 1) for first, last in _FROM_TO.findall(text))
    return {*_NUMBER.findall(text), *(f"R-{number:03}" for span in spans for number in span)}


def _docstrings(path: Path) -> Iterator[tuple[str, str]]:
    """Go through the tests of a file, each with its own docstring and that of its class."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = [
        (node.body, ast.get_docstring(node) or "") for node in tree.body if isinstance(node, ast.ClassDef)
    ]
    for body, above in ((tree.body, ""), *classes):
        for each in body:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name.startswith("test_"):
                yield f"{path.name}::{each.name}", f"{above} {ast.get_docstring(each) or ''}"


@cache
def named_by_tests() -> dict[str, list[str]]:
    """Return, by requirement, the tests that name it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, said in _docstrings(path):
            for number in _named(said):
                found[number].append(name)
    return found


@cache
def numbers_in_the_code() -> set[str]:
    """Return the requirements that the program names where it keeps them, the rulebook included."""
    found: set[str] = set()
    for package in ("oncall_tui", "storage"):
        for path in (ROOT / package).rglob("*.*"):
            if path.suffix in {".py", ".toml", ".sql"}:
                found |= _named(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("number", TITLES)
def test_a_test_names_it(number: str) -> None:
    assert named_by_tests()[number], f"{number}: {TITLES[number]}"


@pytest.mark.parametrize("number", TITLES)
def test_the_code_says_where_it_is_kept(number: str) -> None:
    assert number in numbers_in_the_code(), f"{number}: {TITLES[number]}"


@pytest.mark.parametrize(("seed", "says", "numbers"), SENTENCES, ids=lambda each: str(each)[:40])
def test_a_scenario_of_its_document_asks_what_a_sentence_asks(
    seed: str, says: str, numbers: tuple[str, ...]
) -> None:
    here = f"test_seed_{seed}.py::"
    missing = [each for each in numbers if not any(test.startswith(here) for test in named_by_tests()[each])]
    assert missing == [], says


def test_no_number_is_left_out() -> None:
    groups = (range(78, 157), range(178, 186), (19, 20, 21))
    assert TITLES.keys() == {f"R-{number:03}" for group in groups for number in group}


def test_what_a_test_names_was_agreed() -> None:
    assert all(1 <= int(number[2:]) <= 185 for number in named_by_tests())
