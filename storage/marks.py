"""What a file of SQLite begins with: plain, or encrypted and by which key. It needs nothing heavy."""

from __future__ import annotations

import hashlib
from pathlib import Path

PLAIN = b"SQLite format 3\0"
"""What every file begins with that is not encrypted."""


def fingerprint(key: bytes) -> bytes:
    """Return the 16 bytes that an encrypted file begins with: they tell which key it is, and not the key.

    SQLCipher puts a salt there, which a raw key has no other use for; a copy carries it on.
    """
    return hashlib.sha256(b"oncall database key " + key).digest()[: len(PLAIN)]


def mark_of(path: Path) -> bytes | None:
    """Return what tells the key of an encrypted file; None for a plain file, a short one, or none at all."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as opened:
            head = opened.read(len(PLAIN))
    except OSError:
        return None
    return None if head == PLAIN or len(head) < len(PLAIN) else head
