"""The words of the trade as people type them: in any case, by their beginning, or by another name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from oncall_tui.errors import BadSettings
from oncall_tui.text import safe_text
from storage.vocabulary import ABSENCE_ALSO, AbsenceReason, Category, Channel, MessageLeft, Outcome

Word = TypeVar("Word", bound=StrEnum)

_ALSO: Mapping[type[StrEnum], Mapping[str, str]] = {
    Category: {
        "cb": "call-back",
        "callme": "call-back",
        "hre": "high-risk-event",
        "risk": "high-risk-event",
        "welfare": "wellbeing",
        "dissatisfied": "complaint",
        "dissatisfaction": "complaint",
        "sick": "roster-sickness",
        "sickness": "roster-sickness",
        "accident": "roster-accident",
        "mishap": "roster-mishap",
        "eligibility": "funding",
        "question": "query",
        "mail": "email",
        "reachout": "outreach",
        "wrongnumber": "wrong-number",
    },
    Outcome: {
        "answered": "reached",
        "contacted": "reached",
        "spoke": "reached",
        "vm": "voicemail",
        "machine": "voicemail",
        "na": "no-answer",
        "noreply": "no-answer",
        "unanswered": "no-answer",
        "busy": "no-answer",
        "later": "call-back-later",
        "disconnected": "out-of-service",
        "declined": "refused",
    },
    Channel: {
        "call": "phone",
        "telephone": "phone",
        "mobile": "phone",
        "mail": "email",
        "visit": "in-person",
        "facetoface": "in-person",
    },
    AbsenceReason: {
        f"{name}{ending}": kept
        for name, kept in (*ABSENCE_ALSO.items(), *((each.value, each.value) for each in AbsenceReason))
        for ending in ("", " leave")
    },
    MessageLeft: {"vm": "voicemail", "mail": "email", "impossible": "not-possible"},
}


def word(kind: type[Word], typed: str, option: str) -> Word:
    """Return the word of a vocabulary that was typed; what the console alone may say is none.

    Raises:
        BadSettings: it is none of them, or could be several; the words are listed.
    """
    asked = _bare(typed)
    usable = [each for each in kind if not getattr(each, "asked", False)]
    known = {_bare(each.value): each for each in usable}
    also = {_bare(name): kind(value) for name, value in _ALSO.get(kind, {}).items()}
    exact = known.get(asked) or also.get(asked)
    if exact is not None:
        return exact
    begun = {each for name, each in known.items() if asked and name.startswith(asked)}
    if len(begun) == 1:
        return begun.pop()
    listed = ", ".join(each.value for each in usable)
    quoted = safe_text(typed, max_len=40)
    if begun:
        likely = " or ".join(sorted(each.value for each in begun))
        raise BadSettings(f"{option} {quoted}: is it {likely}?")
    raise BadSettings(f"{option} {quoted} is not known. Use one of: {listed}.")


def _bare(typed: str) -> str:
    """Return letters and digits only, in small letters."""
    return "".join(letter for letter in typed.casefold() if letter.isalnum())
