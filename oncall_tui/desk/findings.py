"""What an examination finds: one thing, how it stands, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How a thing stands."""

    OK = "ok"
    LOOK = "look"
    """Somebody should look at it."""
    WRONG = "wrong"
    """Work cannot be trusted until it is mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing."""

    name: str
    grade: Grade
    words: str
    remedy: str = ""
    """What to do about it."""
