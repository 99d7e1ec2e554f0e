"""Erase from the audit record what it quotes of a client; the record still proves itself (R-173, R-177)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from storage.audit import DEEDS, verify
from storage.auditkey import AuditKey
from storage.chain import canonical
from storage.erasures import MARK, PURGED, Rest, seal_rest
from storage.errors import Refused, WrongKey
from storage.lasting import lifted
from storage.purging import Belongings

_READ = text("SELECT * FROM audit WHERE seq > :after ORDER BY seq LIMIT 500")
_TABLES = {"case": "care_case"}
"""Tables that objects are not called by."""
_WRITE = text("UPDATE audit SET detail = :detail WHERE seq = :seq")


def erase_content(connection: Connection, key: AuditKey | None, owned: Sequence[Belongings]) -> list[int]:
    """Take out of every entry what it says of some clients, and return the numbers of those entries.

    What an entry says of others stays. The caller names the numbers in an entry of the same transaction.
    The record is checked first: what somebody changed by hand is not to be sealed as a purge's work.

    Raises:
        WrongKey: the key of the record is not here.
        Refused: an entry of the record is not as it was written.
    """
    if key is None:
        raise WrongKey
    verdict = verify(connection, key)
    if not verdict.ok:
        raise Refused(
            f"The record does not prove itself: {verdict.why} Nothing was erased. See: oncall audit verify"
        )
    erased: list[int] = []
    after = 0
    with lifted(connection, "audit"):
        while page := connection.execute(_READ, {"after": after}).mappings().all():
            for row in map(dict, page):
                rest = _rest(row, owned)
                if rest is not None:
                    left = seal_rest(key, DEEDS.message, row, rest)
                    connection.execute(_WRITE, {"seq": row["seq"], "detail": canonical(left)})
                    erased.append(int(row["seq"]))
            after = page[-1]["seq"]
    return erased


def _rest(row: Mapping[str, Any], owned: Sequence[Belongings]) -> Rest | None:
    """Return what is left of an entry's content; None where it says nothing of these clients."""
    if row["action"] == PURGED:
        return None
    content = json.loads(row["detail"])
    content.pop(MARK, None)
    changes = content.get("changes", [])
    others = [each for each in changes if not any(_concerns(each, one) for one in owned)]
    facts = content.get("facts", {})
    about = any(_is_about(str(row["object"]), one) for one in owned)
    told = any(one.tells(_words(facts)) for one in owned)
    if len(others) == len(changes) and not told and not (about and facts):
        return None
    rest = {**content, "changes": others}
    if told or about or len(others) < len(changes):
        rest.pop("facts", None)
    return {name: value for name, value in rest.items() if value}


def _concerns(change: Mapping[str, Any], owned: Belongings) -> bool:
    """Say whether a change is one of a client's rows, is of a row that was theirs, or names them."""
    keys = owned.keys.get(change["table"], frozenset())
    if tuple(change["key"].values()) in keys:
        return True
    held = (change.get("before") or {}, change.get("after") or {})
    if any(each.get("client_id") == owned.client_id for each in held):
        return True
    items = owned.keys.get("item", frozenset())
    if any((each.get("item_id"),) in items for each in held):
        return True
    return not _is_of_another(change, held) and owned.tells(_words(held))


def _is_of_another(change: Mapping[str, Any], held: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a change is of another client's row, which keeps what is said there of anybody."""
    return change["table"] == "client" or any(each.get("client_id") is not None for each in held)


def _is_about(object_: str, owned: Belongings) -> bool:
    """Say whether what was done was done to one of a client's rows, such as item:1042."""
    kind, _, number = object_.partition(":")
    table = _TABLES.get(kind, kind.replace("-", "_"))
    return number.isdecimal() and (int(number),) in owned.keys.get(table, frozenset())


def _words(value: object) -> str:
    """Return every text in some content, each on a line of its own."""
    if isinstance(value, Mapping):
        return "\n".join(map(_words, value.values()))
    if isinstance(value, list | tuple):
        return "\n".join(map(_words, value))
    return value if isinstance(value, str) else ""
