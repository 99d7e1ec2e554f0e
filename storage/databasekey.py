"""The key that encrypts a database, and what keeps it: a passphrase, a file, or the keyring of the system.

The key is 32 random bytes and never derived from what a person types. It is kept wrapped instead (AES-256-GCM
of `cryptography`, under what Argon2id makes of the passphrase), for three reasons: a wrong passphrase is told
by the wrapping itself, for certain and before the database is touched, so that it is never mistaken for
damage; the same key can be held by a file or a keyring, without a passphrase of its own; and old copies can
be opened by the present passphrase, because their keys are wrapped anew when it changes.

An encrypted file begins with a fingerprint of its key (`storage.marks`): so its keeper is found.
"""

from __future__ import annotations

import json
import os
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.errors import Foreign, Locked, OtherKey, Refused, StoreError, WrongPassphrase
from storage.marks import fingerprint, mark_of
from storage.placing import guard, put

KEY_BYTES = 32
KEY_FILE, PASSPHRASE_FILE = "ONCALL_KEY_FILE", "ONCALL_PASSPHRASE_FILE"
"""Environment variables that name a file of the key, and one of the passphrase."""
SHORTEST = 12
"""Letters of a passphrase, at least."""
Ask = Callable[[str], str]
"""Asks somebody for a passphrase and shows nothing of it."""

_TRIES = 3
_COST = {"time": 3, "memory": 65536, "lanes": 4}
"""Argon2id as RFC 9106 recommends it where memory is not plentiful: 64 MiB, once a start."""
_COSTLIEST = {"time": 100, "memory": 4 * 1024 * 1024, "lanes": 64}
_SERVICE = "oncall-tui"


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a key is given into the keeping of; exactly one of the three."""

    passphrase: str = field(default="", repr=False)
    file: Path | None = None
    keyring: bool = False

    def new_key(self) -> bytes:
        """Return a key that is made for this keeper; the one of its file, if there is such a file already."""
        if self.file is not None and self.file.exists():
            return _read_key(self.file)
        return secrets.token_bytes(KEY_BYTES)

    def keep(self, key: bytes, folder: Path) -> None:
        """Put a key into its keeping, on the disk before this returns.

        Args:
            key: 32 random bytes.
            folder: where the keeper's note lies, one for each key.

        Raises:
            StoreError: it cannot be kept there.
        """
        mark = fingerprint(key)
        if self.file is not None:
            if not self.file.exists():
                put(self.file, key)
            note: dict[str, Any] = {"kept": "file", "file": str(self.file)}
        elif self.keyring:
            _give_to_keyring(mark, key)
            note = {"kept": "keyring"}
        else:
            note = _wrap(key, self.passphrase)
        put(note_of(folder, mark), (json.dumps(note, indent=1) + "\n").encode())


def find_key(
    path: Path, folder: Path, *, ask: Ask | None = None, environ: Mapping[str, str] | None = None
) -> bytes | None:
    """Return the key of the file at a path; None for one that is not encrypted, or not there.

    Args:
        path: a database, or a copy of one.
        folder: where keepers' notes lie.
        ask: asks for the passphrase; without it nobody is at a terminal.
        environ: names files of keys and passphrases; the process's own if left out.

    Raises:
        Locked: the key is wrapped, and the passphrase was not given or is another one.
        Foreign: it is none of ours, or its key is not on this computer.
        Exposed: other users can read the key or the passphrase.
    """
    mark = mark_of(path)
    if mark is None:
        return None
    environ = os.environ if environ is None else environ
    named = environ.get(KEY_FILE)
    if named:
        key = _read_key(Path(named).expanduser())
        if fingerprint(key) == mark:
            return key
        if not note_of(folder, mark).exists():
            raise OtherKey
    note = _read_note(note_of(folder, mark))
    if note["kept"] == "file":
        return _matching(_read_key(Path(str(note["file"]))), mark)
    if note["kept"] == "keyring":
        return _matching(_from_keyring(mark), mark)
    if words := environ.get(PASSPHRASE_FILE):
        return _unwrap(note, read_passphrase(Path(words).expanduser()), mark)
    if ask is None:
        raise OtherKey if named else Locked
    return _asked(note, mark, ask, path)


def kept_by_passphrase(key: bytes, folder: Path) -> bool:
    """Say whether a passphrase keeps this key."""
    try:
        return bool(_read_note(note_of(folder, fingerprint(key)))["kept"] == "passphrase")
    except StoreError:
        return False


def read_passphrase(file: Path) -> str:
    """Return the passphrase that a file holds in its first line."""
    guard(file)
    try:
        words = file.read_text(encoding="utf-8").split("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise Locked(
            f"The passphrase cannot be read from {file}. Nothing was opened; write it into the first line of "
            "that file, as UTF-8."
        ) from None
    if not words:
        raise Locked(f"{file} holds no passphrase. Nothing was opened; write it into the file's first line.")
    return words


def checked_passphrase(words: str) -> str:
    """Return a passphrase that is fit to keep a key.

    Raises:
        Refused: it is too short.
    """
    if len(words) < SHORTEST:
        raise Refused(
            f"A passphrase needs {SHORTEST} letters or more; several words are easy to keep in mind. "
            "Nothing was changed."
        )
    return words


def note_of(folder: Path, mark: bytes) -> Path:
    """Return the file that says what keeps the key of that mark, whether or not there is one."""
    return folder / f"{mark.hex()}.wrapped"


def _read_note(path: Path) -> dict[str, Any]:
    """Return what keeps a key."""
    guard(path)
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Foreign(
            "This is not a database of oncall, or what keeps its key is not on this computer. Nothing was "
            f"changed; check the address given with --db, put {path.name} back into {path.parent}, or name "
            f"the key's file with {KEY_FILE}."
        ) from None
    except (OSError, ValueError):
        note = None
    if not isinstance(note, dict) or note.get("kept") not in ("passphrase", "file", "keyring"):
        raise Locked(
            f"{path} is damaged: the key cannot be found by it. Nothing was opened; put the file back from "
            "where you keep a copy."
        )
    return note


def _matching(key: bytes, mark: bytes) -> bytes:
    """Return a key that is the one of a file."""
    if fingerprint(key) != mark:
        raise OtherKey
    return key


def _read_key(file: Path) -> bytes:
    """Return the key that a file holds."""
    guard(file)
    try:
        key = file.read_bytes()
    except OSError:
        raise Locked(
            f"The key of the database cannot be read at {file}. Nothing was opened; put the file back, or "
            f"name it with {KEY_FILE}."
        ) from None
    if len(key) != KEY_BYTES:
        raise Locked(f"{file} is not the key of a database: that has {KEY_BYTES} bytes. Name another file.")
    return key


def _asked(note: Mapping[str, Any], mark: bytes, ask: Ask, path: Path) -> bytes:
    """Return the key once the right passphrase was typed."""
    question = f"Passphrase of {path.name}"
    for left in reversed(range(_TRIES)):
        try:
            return _unwrap(note, ask(question), mark)
        except WrongPassphrase:
            if not left:
                raise
            question = f"That is not it; {left} more to try. Passphrase of {path.name}"
    raise AssertionError


def _wrap(key: bytes, passphrase: str) -> dict[str, Any]:
    """Return a key wrapped by a passphrase."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    note = {"kept": "passphrase", "derived": "argon2id", **_COST, "salt": salt.hex(), "nonce": nonce.hex()}
    held = AESGCM(_derived(passphrase, salt, _COST)).encrypt(nonce, key, fingerprint(key))
    return {**note, "key": held.hex()}


def _unwrap(note: Mapping[str, Any], passphrase: str, mark: bytes) -> bytes:
    """Return the key, or refuse a passphrase that is another one."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        cost = {name: int(note[name]) for name in _COST}
        salt, nonce, held = (bytes.fromhex(note[name]) for name in ("salt", "nonce", "key"))
        if any(not 0 < cost[name] <= most for name, most in _COSTLIEST.items()) or len(salt) < 8:
            raise ValueError
        return AESGCM(_derived(passphrase, salt, cost)).decrypt(nonce, held, mark)
    except InvalidTag:
        raise WrongPassphrase from None
    except (KeyError, TypeError, ValueError):
        raise Locked(
            "The file that the key is wrapped in is damaged. Nothing was opened; put it back from where you "
            "keep a copy."
        ) from None


def _derived(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    """Return what a passphrase becomes after much work; the same however a keyboard writes its letters."""
    from argon2.low_level import Type, hash_secret_raw

    words = unicodedata.normalize("NFC", passphrase).encode()
    return hash_secret_raw(words, salt, cost["time"], cost["memory"], cost["lanes"], KEY_BYTES, Type.ID)


def _give_to_keyring(mark: bytes, key: bytes) -> None:
    """Leave a key with the system's keyring."""
    keyring = _keyring()
    try:
        keyring.set_password(_SERVICE, mark.hex(), key.hex())
    except keyring.errors.KeyringError:
        raise Locked(_NO_KEYRING) from None


def _from_keyring(mark: bytes) -> bytes:
    """Return a key that the system's keyring holds."""
    keyring = _keyring()
    try:
        held = keyring.get_password(_SERVICE, mark.hex())
    except keyring.errors.KeyringError:
        raise Locked(_NO_KEYRING) from None
    if held is None:
        raise Locked(
            "The keyring of this user does not hold the key of this database. Nothing was opened; sign in as "
            f"the user who encrypted it, or name the key's file with {KEY_FILE}."
        )
    try:
        return bytes.fromhex(held)
    except ValueError:
        raise OtherKey from None


def _keyring() -> Any:
    """Return the library that speaks to the system's keyring."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise Locked(
            "The key lies in the keyring, and what speaks to it is not installed. Nothing was changed; run: "
            "pip install 'oncall-tui[keyring]'"
        ) from None
    return keyring


_NO_KEYRING = (
    "The keyring of the system cannot be used here: it is locked, or there is none. Nothing was changed; "
    "unlock it, or use a passphrase or a key file."
)
