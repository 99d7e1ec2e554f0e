"""Example files, one a kind, which import cleanly one after the other: people, clients, duty, absences."""

from __future__ import annotations

from importlib.resources import files

from oncall_tui.errors import Refused
from oncall_tui.text import safe_text

_KINDS = ("people", "clients", "duty", "absences")


def template(kind: str) -> str:
    """Return an example file of a kind, as CSV; the people in it are made up.

    Raises:
        Refused: there is no such kind.
    """
    if kind not in _KINDS:
        quoted = safe_text(kind, max_len=40)
        raise Refused(f"There is no template for “{quoted}”. Choose {', '.join(_KINDS)}.")
    return files(__package__).joinpath("examples", f"{kind}.csv").read_text(encoding="utf-8")
