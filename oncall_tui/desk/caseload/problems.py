"""What is missing of a client and must not be: the error list of a worklist (R-121, R-145)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from oncall_tui.rules.caseload import GONE
from storage import reads
from storage.vocabulary import Phase, Workflow

WORKFLOW_WORDS = MappingProxyType(
    {
        Workflow.OUTREACH: "outreach and engagement",
        Workflow.HIGH_RISK_EVENT: "high-risk event",
        Workflow.DISCHARGE: "discharge",
    }
)
"""A course of steps as the screens and the record say it."""

NO_NEXT = "No next outreach date."
NO_LETTER = "Unengaged, and no letter was sent."
REACHED_SINCE = "Reached since the letter: engage the client, or say what follows."


def problems_of(
    phase: Phase, next_on: date | None, undated: Sequence[Workflow], contact: datetime | None, client: Any
) -> tuple[str, ...]:
    """Return what is missing of one client; empty where nothing is.

    Args:
        phase: where the client stands.
        next_on: the next outreach date.
        undated: the courses that are open and have no next date.
        contact: when somebody last spoke with the client.
        client: the row of the client.
    """
    if phase in GONE:
        return ()
    found = [NO_NEXT] if next_on is None else []
    found += [f"No next date in the {WORKFLOW_WORDS[kind]} workflow." for kind in undated]
    if phase is Phase.ACTIVE_UNENGAGED:
        letter, since = reads.maybe_day(client.letter_on), reads.maybe_instant(client.phase_since)
        if letter is None:
            found.append(NO_LETTER)
        if contact is not None and since is not None and contact > since:
            found.append(REACHED_SINCE)
    return tuple(found)


LETTER_TO = frozenset(
    {Phase.NEW, Phase.OUTREACH, Phase.ENGAGED, Phase.MAINTENANCE, Phase.GOALS_COMPLETE, Phase.TRANSFERRED}
)
"""Phases in which a client is sent the no-contact letter once enough attempts have failed."""


def prompts_of(phase: Phase, tried: int, wanted: int) -> tuple[str, ...]:
    """Return what the document asks for by now: the letter after several attempts without contact (R-141).

    Args:
        phase: where the client stands.
        tried: attempts since somebody last spoke with the client.
        wanted: after how many the letter goes out; the document says several.
    """
    if phase not in LETTER_TO or tried < wanted:
        return ()
    tries = "1 attempt" if tried == 1 else f"{tried} attempts"
    return (f"{tries} without contact: the no-contact letter is due.",)
