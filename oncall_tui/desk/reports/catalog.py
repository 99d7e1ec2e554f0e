"""Which reports there are, and how each is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from oncall_tui.errors import BadSettings, Refused

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.reports.asked import Asked
    from oncall_tui.desk.reports.paper import Paper

    Build = Callable[[Desk, Asked], Paper]


@dataclass(frozen=True, slots=True)
class Kind:
    """One report that can be asked for."""

    name: str
    title: str
    """A word or two, for a list."""
    says: str
    """What it tells, in a line."""
    built_by: str
    """Module and function; imported when it is asked for, for few are."""
    of_person: bool = False
    """Whether it can be of one person."""
    names_clients: bool = False
    """Whether it names clients, so that a file of it needs a reason (R-176)."""


_HERE = "oncall_tui.desk.reports"
KINDS = (
    Kind(
        "compliance",
        "Rules kept",
        "how each rule was kept, by person and week; what is lapsed now",
        f"{_HERE}.compliance_paper:compliance_paper",
        of_person=True,
    ),
    Kind(
        "cover",
        "Cover",
        "who covered whom, when and why, gaps, and who was disturbed",
        f"{_HERE}.cover_paper:cover_paper",
        of_person=True,
        names_clients=True,
    ),
    Kind(
        "line",
        "The line",
        "calls by hour, day, category and caller; time to triage and contact",
        f"{_HERE}.line_paper:line_paper",
    ),
    Kind(
        "production",
        "Production",
        "contacts, attempts and calls by week and care manager, against the goals",
        f"{_HERE}.production_paper:production_paper",
        of_person=True,
    ),
    Kind(
        "reviews",
        "Reviews",
        "first sessions and their decisions, notes, complaints, check-ins",
        f"{_HERE}.reviews_paper:reviews_paper",
    ),
)
"""Every report, in the order of the screen's keys."""


def kind_of(name: str) -> Kind:
    """Return the report of a name.

    Raises:
        BadSettings: there is none.
    """
    plain = name.strip().casefold()
    for kind in KINDS:
        if kind.name == plain:
            return kind
    names = ", ".join(kind.name for kind in KINDS)
    raise BadSettings(f"There is no report of that name. Use one of: {names}.")


def build(desk: Desk, kind: Kind, wanted: Asked) -> Paper:
    """Return a report.

    Raises:
        Refused: it cannot be of one person.
    """
    if wanted.person is not None and not kind.of_person:
        raise Refused(f"The report “{kind.name}” is about everybody: leave the person out.", field="person")
    module, _, function = kind.built_by.partition(":")
    return cast("Build", getattr(import_module(module), function))(desk, wanted)
