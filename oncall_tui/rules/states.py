"""The states of an item, what may be done in each, and what its clocks do there (R-057)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from oncall_tui.rules.intake import ANSWERED_IN
from storage.vocabulary import Category, ItemState, TriageResult, Urgency


class Act(StrEnum):
    """What a person can do to an item."""

    TRIAGE = "triage"
    ATTEMPT = "attempt"
    TICK = "tick off"
    HAND_ON = "hand on"
    HOLD = "hold"
    RELEASE = "release"
    LINK = "link"
    DUPLICATE = "mark as duplicate"
    RESOLVE = "resolve"
    CLOSE = "close"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Stand:
    """One state: what it means, what its clocks do, what may follow."""

    means: str
    clocks: str
    acts: frozenset[Act]


_WORKING = frozenset(
    {
        Act.TRIAGE,
        Act.ATTEMPT,
        Act.TICK,
        Act.HAND_ON,
        Act.HOLD,
        Act.LINK,
        Act.DUPLICATE,
        Act.RESOLVE,
        Act.CLOSE,
        Act.WITHDRAW,
    }
)
_RUN = "All its clocks run."
_NONE = "No clock runs: what was still running is cancelled with the reason."

STATES = MappingProxyType(
    {
        ItemState.NEW: Stand("Logged; nobody has decided anything yet.", _RUN, _WORKING),
        ItemState.TRIAGE: Stand("The director on the line has it in hand.", _RUN, _WORKING),
        ItemState.WAITING: Stand("A call back is owed.", _RUN, _WORKING),
        ItemState.ATTEMPTED: Stand(
            "Somebody tried; nobody was reached yet.",
            "Clocks that ask for an attempt have stopped; clocks that ask for contact run.",
            _WORKING,
        ),
        ItemState.CONTACTED: Stand(
            "The person was reached; something may remain to be done.",
            "Clocks that ask for an attempt or for contact have stopped; the rest run.",
            _WORKING,
        ),
        ItemState.ON_HOLD: Stand(
            "Put aside until an hour, with the reason.",
            "All its clocks run: none of these rules may be paused.",
            (_WORKING - {Act.HOLD}) | {Act.RELEASE},
        ),
        ItemState.RESOLVED: Stand("Done: out of the queue, and on record.", _NONE, frozenset({Act.CLOSE})),
        ItemState.CLOSED: Stand("Finished.", _NONE, frozenset()),
        ItemState.DUPLICATE: Stand("The same matter as an earlier item, which goes on.", _NONE, frozenset()),
        ItemState.WITHDRAWN: Stand("Logged by mistake, or no longer wanted.", _NONE, frozenset()),
    }
)
"""Every state, in the order in which an item usually goes through them."""

AFTER_TRIAGE = MappingProxyType(
    {
        TriageResult.HANDLE_NOW: ItemState.TRIAGE,
        TriageResult.CONTACT_HOLDER: ItemState.TRIAGE,
        TriageResult.PASS_TO_SECONDARY: ItemState.WAITING,
        TriageResult.NEXT_BUSINESS_DAY: ItemState.WAITING,
        TriageResult.EMERGENCY_SERVICES: ItemState.TRIAGE,
        TriageResult.INFORMATION_ONLY: ItemState.RESOLVED,
    }
)
"""The state that each triage result leads to (R-054)."""


_SETTLING = frozenset({Act.TICK, Act.RESOLVE, Act.CLOSE, Act.DUPLICATE})
"""Acts that would end an item, or a clock of it, by a sentence."""


def why_not(state: ItemState, act: Act, category: Category | None = None) -> str | None:
    """Return why an act is not possible with an item of a state and a category, or None when it is."""
    if category is not None and category in ANSWERED_IN and act in _SETTLING:
        return f"That is answered in {ANSWERED_IN[category]}."
    if category is Category.DUTY_OF_CARE and act in (Act.WITHDRAW, Act.DUPLICATE):
        return "It needs a director's decision: resolve it with what was decided."
    if category is Category.GLASS_REVIEW and act in (Act.WITHDRAW, Act.DUPLICATE, Act.HOLD):
        return "Somebody else has to look at it: they resolve it with what they found."
    if act in STATES[state].acts:
        return None
    if act is Act.RELEASE:
        return "It is not on hold."
    if act is Act.HOLD and state is ItemState.ON_HOLD:
        return "It is on hold already."
    if state is ItemState.RESOLVED:
        return f"It is resolved. Close it, or undo, before you {act.value}."
    return f"It is {state.value.replace('-', ' ')}; nothing more is done to it."


def raised(urgency: Urgency) -> Urgency:
    """Return the urgency one step up, as a repeated call asks for (R-061); an emergency stays one."""
    order = list(Urgency)
    return order[max(0, order.index(urgency) - 1)]
