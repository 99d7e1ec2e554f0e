"""What a PIN or a passphrase must be, and how long somebody waits who keeps giving a wrong one (R-175)."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from itertools import pairwise

FEWEST_DIGITS = 6
FEWEST_LETTERS = 10
LONGEST = 200
"""Characters of a secret, at most."""
FREE_TRIES = 5
"""Wrong ones in a row at one computer before somebody waits."""
LONGEST_WAIT = timedelta(seconds=60)
"""More than that would lock a director out of the line; alerts go on meanwhile in any case."""
_FEWEST_DIFFERENT = 4


def as_kept(secret: str) -> str:
    """Return a secret as it is compared, however a keyboard composes its accents."""
    return unicodedata.normalize("NFC", secret)


def why_weak(secret: str) -> str:
    """Return why a secret is not taken, in words that say what to do; empty for one that is."""
    if len(secret) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if secret.isdecimal():
        if len(secret) < FEWEST_DIGITS:
            return f"A PIN has {FEWEST_DIGITS} digits at least; a passphrase {FEWEST_LETTERS} characters."
        steps = {(int(after) - int(before)) % 10 for before, after in pairwise(secret)}
        if len(steps) == 1 or len(set(secret)) < _FEWEST_DIFFERENT:
            return "Anybody tries that PIN first. Choose digits in no row, four different ones at least."
        return ""
    if len(secret.strip()) < FEWEST_LETTERS:
        return f"A passphrase has {FEWEST_LETTERS} characters at least; a PIN {FEWEST_DIGITS} digits."
    if len(set(secret.casefold())) < _FEWEST_DIFFERENT:
        return "Anybody tries that first. Use four different characters at least."
    return ""


def wait_after(failures: int) -> timedelta:
    """Return how long after the last of some wrong tries in a row the next one is looked at."""
    over = failures - FREE_TRIES
    if over < 0:
        return timedelta()
    return min(timedelta(seconds=2 ** min(over + 1, 10)), LONGEST_WAIT)
