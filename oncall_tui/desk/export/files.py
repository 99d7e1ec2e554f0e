"""Files that leave the console: for this user alone, whole or not at all, and never over another unasked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oncall_tui.errors import Refused


@contextmanager
def kept_file(target: Path, content: bytes, *, replace: bool = False) -> Iterator[Path]:
    """Put a file in its place; when what is done meanwhile fails, it is as if it had never been there.

    Raises:
        Refused: there is a file of that name already, or it cannot be written; says what to do.
    """
    target = target.expanduser().absolute()
    _check(target, replace=replace)
    draft = target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}.part")
    try:
        _write(draft, content)
        if not replace:
            _put(draft, target, content)
    except FileExistsError:
        draft.unlink(missing_ok=True)
        raise _there(target) from None
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _unwritable(target, error) from None
    try:
        yield target
    except BaseException:
        if not replace:
            target.unlink(missing_ok=True)
        raise
    else:
        if replace:
            _take_over(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _put(draft: Path, target: Path, content: bytes) -> None:
    """Give a file its name; unlike a rename a link never takes the place of another file."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:  # a memory stick, for one, knows no links
        _write(target, content)


def _take_over(draft: Path, target: Path) -> None:
    try:
        draft.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from None


def _unwritable(target: Path, error: OSError) -> Refused:
    why = error.strerror or "unknown trouble"
    return Refused(f"{target} cannot be written ({why}). Choose another place.", field="path")


def _check(target: Path, *, replace: bool) -> None:
    """Refuse early what would be refused later, so that nothing is worked out in vain."""
    if target.is_dir():
        raise Refused(f"{target} is a folder. Name a file in it.", field="path")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}. Make it first, or choose another.", field="path")
    if target.exists() and not replace:
        raise _there(target)


def _there(target: Path) -> Refused:
    return Refused(
        f"{target} is there already. Choose another name, or let it be replaced (Replace; --yes).",
        field="path",
    )


def _write(draft: Path, content: bytes) -> None:
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
