"""The columns of each part of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from oncall_tui.desk.plans.wording import QUESTION_WORDS
from oncall_tui.tui.plan.rows import Line, View
from oncall_tui.tui.widgets.columns import Column
from storage.vocabulary import PlanQuestion


@dataclass(frozen=True, slots=True)
class _Title:
    """One column, before it has anything to show."""

    title: str
    width: int
    fraction: int = 0
    priority: int = 0


_TITLES: Mapping[View, tuple[_Title, ...]] = MappingProxyType(
    {
        View.GOALS: (
            _Title("stands", 12),
            _Title("goal, and steps towards it", 20, 3),
            _Title("measured by", 14, 2, 2),
            _Title("by", 10),
            _Title("sees to it", 10, 1, 1),
        ),
        View.CHANGES: (
            _Title("since", 10),
            _Title("what changed", 20, 3),
            *(_Title(QUESTION_WORDS[each], len(QUESTION_WORDS[each]), 0, 1) for each in PlanQuestion),
            _Title("plan", 12),
        ),
        View.REFERRALS: (
            _Title("stands", 12),
            _Title("to", 20, 2),
            _Title("how often", 14, 1, 2),
            _Title("sent", 10, 0, 1),
            _Title("answer or check", 19),
        ),
        View.TEAM: (
            _Title("last contact", 12),
            _Title("who", 18, 1),
            _Title("told of, or decided", 20, 2, 1),
            _Title("phone", 14),
        ),
        View.SUPPORT: (
            _Title("review", 12),
            _Title("what for", 20, 2),
            _Title("how much", 14, 1),
            _Title("by whom", 12, 1, 2),
            _Title("outcome", 14, 1, 1),
        ),
        View.ADVOCACY: (
            _Title("when", 10),
            _Title("what", 20, 2),
            _Title("to whom", 14, 1),
            _Title("result", 14, 1, 1),
        ),
        View.WATCH: (
            _Title("check", 12),
            _Title("sign", 20, 2),
            _Title("if so", 14, 1, 2),
            _Title("last found", 18, 1, 1),
        ),
        View.CARE: (
            _Title("flagged", 10),
            _Title("the risk", 20, 2),
            _Title("decision", 20, 2),
        ),
    }
)


def columns(view: View) -> tuple[Column[Line], ...]:
    """Return the columns of one part of a plan."""
    return tuple(
        Column(
            each.title,
            lambda line, place=place: line.cells[place],  # type: ignore[misc]
            width=each.width,
            fraction=each.fraction,
            priority=each.priority,
        )
        for place, each in enumerate(_TITLES[view])
    )
