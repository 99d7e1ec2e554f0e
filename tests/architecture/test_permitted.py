"""Every change from a desk passes the one place that asks whether it may be done (R-174)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from oncall_tui.rules.permissions import needed_for
from tests.architecture.test_house import ROOT, sources

UNASKED = {
    # What the program itself does, whoever sits there.
    "desk/alerts/sending.py",
    "desk/alerts/sweep.py",
    "desk/asks/ahead.py",
    "desk/asks/due.py",
    "desk/caseload/listing.py",
    "desk/caseload/morning.py",
    "desk/inbox/receiving.py",
    # Proving who one is, being denied, and the code on paper, which let nobody do anything by themselves.
    "desk/access/keeping.py",
    "desk/access/permits.py",
    "desk/access/signing_in.py",
    # Whoever holds the files of the computer may found, restore and encrypt: no program can hinder that.
    "desk/backups.py",
    "desk/encrypting.py",
    "desk/founding.py",
    "desk/record.py",
    # The place itself.
    "desk/changing.py",
}
"""Files that write to the record past that place, and why they may."""


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Go through every call of that name, with the file that it stands in."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if called == name:
                    yield path.relative_to(ROOT).as_posix().removeprefix("oncall_tui/"), node


def begins(action: ast.expr) -> str:
    """Return an action as far as its file says it; what is put in later becomes a letter."""
    if isinstance(action, ast.Constant):
        return str(action.value)
    if isinstance(action, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in action.values)
    return ""


def test_nothing_is_written_past_it() -> None:
    past = {file for file, _ in calls("writing") if not file.startswith("demo/")}
    assert past == UNASKED


def test_every_action_is_in_the_matrix() -> None:
    actions = {begins(node.args[1]) for _, node in calls("changing") if len(node.args) > 1}
    assert len(actions) > 60
    imported = {f"{kind}.imported" for kind in ("people", "clients", "duty", "absences")}
    named = (actions | imported) - {"", "x.imported"}
    assert [action for action in sorted(named) if needed_for(action) is None] == []
