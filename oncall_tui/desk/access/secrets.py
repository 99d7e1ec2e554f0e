"""Hashes of PINs, passphrases and codes; what is typed is never kept."""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING

from oncall_tui.rules.secrets import as_kept

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are taken for one another when they are read from paper."""
_GROUP, _ENROLMENT_GROUPS, _RECOVERY_GROUPS = 4, 3, 6


def hashed(secret: str) -> str:
    """Return what is kept of a secret: Argon2id with a salt of its own."""
    return _hasher().hash(as_kept(secret))


def matches(kept: str, secret: str) -> bool:
    """Say whether a secret is the one that is kept."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, as_kept(secret))
    except (VerificationError, InvalidHashError):
        return False


def enrolment_code() -> str:
    """Return a new code for setting a secret, to be told to somebody."""
    return _code(_ENROLMENT_GROUPS)


def recovery_code() -> str:
    """Return a new code to be kept on paper."""
    return _code(_RECOVERY_GROUPS)


def as_code(typed: str) -> str:
    """Return a code as it was given out, however it was typed."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


def _code(groups: int) -> str:
    return as_code("".join(secrets.choice(_LETTERS) for _ in range(groups * _GROUP)))


@cache
def _hasher() -> PasswordHasher:
    """Return what hashes: a tenth of a second and 64 MiB; a guesser notices, a person does not."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=65536, parallelism=1)
