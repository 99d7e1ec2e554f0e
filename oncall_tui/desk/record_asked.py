"""What of the record somebody asks for, from one typed line: who:mai client:C-0412 did:item from:mon."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.people import find_client, find_person
from oncall_tui.desk.record import Wanted
from oncall_tui.errors import Refused
from oncall_tui.rules.when import WhenError, parse_when

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

HINT = "who:kim  client:C-0412  item:1042  did:item.resolved  from:mon  until:fri"
"""Every name that the line knows, as an example."""


def asked_of_record(desk: Desk, typed: str, *, views: bool = False) -> Wanted:
    """Return what a line asks for; a word without a name is whose deeds they are.

    Raises:
        Refused: a name is unknown, or what stands behind it cannot be found; says what to type.
    """
    wanted = Wanted(views=views)
    try:
        words = shlex.split(typed)
    except ValueError:
        raise Refused("A quotation mark stands alone. Close it, or take it out.", field="filter") from None
    for word in words:
        name, found, value = word.partition(":")
        if not found:
            name, value = "who", word
        take = _TAKES.get(name.casefold())
        if take is None:
            raise Refused(f"There is no “{name}:”. Type as in: {HINT}", field="filter")
        if not value:
            raise Refused(f"Say what comes after {name}: as in: {HINT}", field="filter")
        if views and name.casefold() in ("item", "did"):
            raise Refused("Views are found by who, client, from and until.", field="filter")
        wanted = take(desk, wanted, value)
    return wanted


def _who(desk: Desk, wanted: Wanted, value: str) -> Wanted:
    known = "@" in value or value == "system"
    return replace(wanted, actor=value if known else find_person(desk, value).email)


def _client(desk: Desk, wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, client_id=find_client(desk, value))


def _item(_desk: Desk, wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, object=f"item:{value}")


def _did(_desk: Desk, wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, action=value)


def _from(desk: Desk, wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, since=_when(desk, value))


def _until(desk: Desk, wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, until=_when(desk, value))


def _when(desk: Desk, value: str) -> datetime:
    try:
        return parse_when(value, desk.now(), desk.house.zone, desk.house.calendar, past=True).at
    except WhenError as unclear:
        raise Refused(unclear.words, field="filter") from None


_TAKES: dict[str, Callable[[Desk, Wanted, str], Wanted]] = {
    "who": _who,
    "client": _client,
    "item": _item,
    "did": _did,
    "from": _from,
    "until": _until,
}
