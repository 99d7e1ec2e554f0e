"""What can go wrong, said to the person in front of the screen.

OncallError
├── Refused        the record or the rules do not allow it; nothing was changed     (exit code 1)
└── BadSettings    the command line or the settings file cannot be understood       (exit code 2)

Trouble with the store is `storage.errors.StoreError` (exit code 3).
"""

from __future__ import annotations


class OncallError(Exception):
    """Something the user can act on; `words` says what to do next."""

    exit_code = 1

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.words = words
        """What to tell the person, in plain words."""
        self.field = field
        """The field of the form that it is about, or nothing."""


class Refused(OncallError):
    """The record or the rules do not allow it; nothing was changed."""


class BadSettings(OncallError):
    """The command line or the settings file cannot be understood."""

    exit_code = 2
