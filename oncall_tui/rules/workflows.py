"""The courses of steps that are followed with a client: data that a site may change (R-116, R-121, R-139)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from storage.vocabulary import Workflow

MOST_STEPS = 40
_LONGEST = 300

Steps = Mapping[Workflow, tuple[str, ...]]


class WorkflowsError(ValueError):
    """The steps of a workflow cannot be used; the words say what to do."""


def load_workflows(site_file: Path | None = None) -> Steps:
    """Return the steps of every workflow, with a site's own where its file has some.

    Raises:
        WorkflowsError: the site's file is wrong; it names the file and the workflow, and what is allowed.
    """
    steps = dict(_shipped())
    if site_file is None or not site_file.is_file():
        return steps
    try:
        content = site_file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise WorkflowsError(f"{site_file.name} cannot be read. Mend it or move it away.") from fault
    return steps | _read(content, site_file.name)


@cache
def _shipped() -> Steps:
    content = files("oncall_tui.rules").joinpath("workflows.toml").read_text(encoding="utf-8")
    return _read(content, "workflows.toml")


def _read(content: str, name: str) -> dict[Workflow, tuple[str, ...]]:
    import tomllib

    try:
        tables = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise WorkflowsError(f"{name} is not TOML: {error}. Mend it or move it away.") from None
    return {_workflow(key, name): _steps(key, table, name) for key, table in tables.items()}


def _workflow(key: str, name: str) -> Workflow:
    try:
        return Workflow(key)
    except ValueError:
        known = ", ".join(f"[{each}]" for each in Workflow)
        raise WorkflowsError(f"{name}: there is no workflow [{key}]. Known: {known}.") from None


def _steps(key: str, table: object, name: str) -> tuple[str, ...]:
    steps = table.get("steps") if isinstance(table, dict) else None
    if isinstance(steps, list) and 0 < len(steps) <= MOST_STEPS and all(map(_is_step, steps)):
        return tuple(" ".join(each.split()) for each in steps)
    raise WorkflowsError(
        f"{name}: [{key}] needs steps = [...], 1 to {MOST_STEPS} texts in quotes of at most {_LONGEST} "
        "characters."
    )


def _is_step(step: object) -> bool:
    return isinstance(step, str) and 0 < len(step.strip()) <= _LONGEST
