"""Prove that it is you (R-175): PIN or passphrase, with a wait after wrong ones that locks nobody out.

Until somebody has a secret nobody is asked for one. From the first on everybody is, but never the engine:
alerts are raised and sent whoever has signed in.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from oncall_tui.desk.access.secrets import matches
from oncall_tui.errors import Refused
from oncall_tui.rules.secrets import FREE_TRIES, wait_after
from oncall_tui.rules.wording import say_count
from storage import reads
from storage.errors import StoreError

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef

_HERE = "this computer"


def sign_in_wanted(desk: Desk) -> bool:
    """Say whether whoever sits down has to prove who they are: once anybody has a secret."""
    with desk.store.reading() as connection:
        return reads.one(connection, "credentials") is not None


def find_signer(desk: Desk, typed: str) -> PersonRef:
    """Return who works here and is called so: by name, e-mail address, or the beginning of a part of a name.

    Raises:
        Refused: nobody is, or several are; nobody is named, for anybody may stand before a locked console.
    """
    from oncall_tui.desk.views import PersonRef

    wanted = " ".join(typed.casefold().split())
    with desk.store.reading() as connection:
        rows = [row for row in reads.rows(connection, "people") if row.active]
    whole = [row for row in rows if wanted in (row.name.casefold(), row.email)]
    parts = [row for row in rows if any(part.startswith(wanted) for part in row.name.casefold().split())]
    found = whole or parts
    if len(found) != 1 or not wanted:
        many = "Several people are called so." if found and wanted else "Nobody here is called so."
        raise Refused(f"{many} Type the whole name, or the e-mail address.", field="who")
    return PersonRef(found[0].id, found[0].name, found[0].email, found[0].phone)


def sign_in(desk: Desk, person: PersonRef, secret: str) -> None:
    """Check somebody's secret and note that they sit here; whoever calls sits them down.

    A store that cannot be written just now lets people in all the same: nothing can be changed in it.

    Raises:
        Refused: it is wrong, they have none, or it was wrong so often that the next try has to wait.
    """
    prove(desk, person, secret)
    with suppress(StoreError):
        _note(desk, person, "access.signed-in", f"{person.name} signed in.")


def prove(desk: Desk, person: PersonRef, secret: str) -> None:
    """Check somebody's secret; count it against this computer where it is wrong.

    Raises:
        Refused: as `sign_in` has it.
    """
    with desk.store.reading() as connection:
        kept = reads.scalar(connection, "secret_of", id=person.id)
    if kept is None:
        raise Refused(
            f"{person.name} has no PIN yet. Whoever looks after sign-in gives them a code to set one: "
            f"oncall sign-in invite {person.email}",
            field="secret",
        )
    _wait_over(desk, person)
    if matches(kept, secret):
        _forget_tries(desk, person)
        return
    failures = _count_try(desk, person)
    left = FREE_TRIES - failures
    if left > 0:
        raise Refused(f"That is not the PIN of {person.name}. Try again.", field="secret")
    raise Refused(
        f"That is not the PIN of {person.name}. Wait {_seconds(wait_after(failures))}; others are not kept "
        "waiting. Forgotten? Ask for a new code, or use the recovery code (oncall sign-in recover).",
        field="secret",
    )


def tried_here(desk: Desk, person_id: int) -> tuple[int, datetime | None]:
    """Return how often somebody's secret was given wrongly here in a row, and when the last time was."""
    place = place_of(desk)
    with desk.store.reading() as connection:
        for row in reads.rows(connection, "tries_of", id=person_id):
            if row.terminal == place:
                return row.failures, reads.instant(row.last_at)
    return 0, None


def place_of(desk: Desk) -> str:
    """Return which computer this is, as wrong tries are counted: a new window is no new place."""
    return desk.terminal.partition(" ")[0] or _HERE


def _wait_over(desk: Desk, person: PersonRef) -> None:
    failures, last = tried_here(desk, person.id)
    wait = wait_after(failures)
    if last is None or not wait:
        return
    since = max(desk.now() - last, timedelta())  # a clock that was set back makes nobody wait longer
    if since < wait:
        raise Refused(f"Wait {_seconds(wait - since)} before the next try for {person.name}.", field="secret")


def _seconds(span: timedelta) -> str:
    return say_count(ceil(span.total_seconds()), "second")


def _count_try(desk: Desk, person: PersonRef) -> int:
    """Count a wrong try at this computer, and return how many there were in a row."""
    from storage.models import SignInTry

    place, failures = place_of(desk), tried_here(desk, person.id)[0] + 1
    with suppress(StoreError):
        with desk.store.quiet_writing() as session:
            row = session.get(SignInTry, (person.id, place))
            if row is None:
                row = SignInTry(person_id=person.id, terminal=place, last_at=desk.now())
            row.failures, row.last_at = row.failures + 1, desk.now()
            session.add(row)
        _note(desk, person, "access.refused", f"A wrong secret was given for {person.name}.")
    return failures


def _note(desk: Desk, person: PersonRef, action: str, words: str) -> None:
    about = f"person:{person.id}"
    with desk.store.writing(person.email, action, about, terminal=desk.terminal) as unit:
        unit.note(words=words)


def _forget_tries(desk: Desk, person: PersonRef) -> None:
    from storage.models import SignInTry

    if not tried_here(desk, person.id)[0]:
        return
    with suppress(StoreError), desk.store.quiet_writing() as session:
        row = session.get(SignInTry, (person.id, place_of(desk)))
        if row is not None:
            session.delete(row)
