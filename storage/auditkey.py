"""The secret that seals the audit record, and the file that it lies in."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from storage.errors import WrongKey
from storage.placing import guard, make_folder

KEY_BYTES = 32
KEY_VARIABLE = "ONCALL_AUDIT_KEY_FILE"
"""Environment variable that names the file of the key."""


@dataclass(frozen=True, slots=True)
class AuditKey:
    """The secret that seals the record; kept outside the database, whose writer could forge entries."""

    secret: bytes = field(repr=False)
    """32 random bytes."""

    @property
    def id(self) -> str:
        """What tells this key from another without telling the key."""
        return hashlib.sha256(self.secret).hexdigest()[:16]

    @classmethod
    def load(cls, database_id: str, folder: Path, *, create: bool = False) -> AuditKey:
        """Return the key of a database from its file, which ONCALL_AUDIT_KEY_FILE may name.

        Args:
            database_id: names the file in the folder.
            folder: where keys lie; made, for this user alone, when the key is.
            create: make the key when there is none yet.

        Raises:
            WrongKey: there is no such file, or it holds no key.
            Exposed: other users of this computer can read it.
        """
        named = os.environ.get(KEY_VARIABLE)
        path = Path(named) if named else folder / f"{database_id}.key"
        if create and not path.exists():
            _write_key(path)
        guard(path)
        try:
            secret = path.read_bytes()
        except OSError:
            raise WrongKey(
                f"The key of the audit record cannot be read at {path}. Put the file back from where "
                f"you keep it safe, or name it with {KEY_VARIABLE}."
            ) from None
        if len(secret) != KEY_BYTES:
            raise WrongKey(f"{path} is not the key of an audit record. Put the right file back.")
        return cls(secret)

    @classmethod
    def replaced(cls, database_id: str, folder: Path) -> AuditKey:
        """Make a new key for a database whose own is lost; a file that is there is kept beside it.

        Raises:
            WrongKey: the key is named by the environment, which is for whoever set it to change.
        """
        if os.environ.get(KEY_VARIABLE):
            raise WrongKey(f"Unset {KEY_VARIABLE} first: the new key is written to the folder of keys.")
        path = folder / f"{database_id}.key"
        if path.exists():
            path.replace(path.with_name(f"{path.name}.replaced-{secrets.token_hex(4)}"))
        return cls.load(database_id, folder, create=True)

    def seal(self, message: str) -> str:
        """Return the seal on a text, in hexadecimal digits."""
        return hmac.digest(self.secret, message.encode(), "sha256").hex()


def _write_key(path: Path) -> None:
    """Make a new key, readable by this user alone."""
    make_folder(path.parent)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
