"""Read outside parties: the list with last contact and shared clients, and one with all about it (R-128)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.parties.numbers import Number
from oncall_tui.desk.parties.views import (
    PartyNoteView,
    PartyOfClient,
    PartyProcedure,
    PartyRow,
    PartyView,
    SharedClient,
)
from oncall_tui.errors import Refused
from storage import reads
from storage.vocabulary import Channel, Measure, OutsideKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.rule import Rule
    from oncall_tui.rules.rulebook import Rulebook

_NUMBER = re.compile(r"\s*(\d{1,4})\s*([A-Za-z -]*)")


def parties(desk: Desk, kind: OutsideKind | None = None, *, ended: bool = False) -> tuple[PartyRow, ...]:
    """Return the outside parties of a kind, or all, by kind and name."""
    with desk.store.reading() as connection:
        found = _rows(connection)
    order = list(OutsideKind)
    wanted = (each for each in found if (kind is None or each.kind is kind) and (ended or not each.ended))
    return tuple(sorted(wanted, key=lambda each: (order.index(each.kind), each.name.casefold(), each.id)))


def parties_of_client(desk: Desk, client_id: int) -> tuple[PartyOfClient, ...]:
    """Return the outside parties around a client, with what each is to them."""
    with desk.store.reading() as connection:
        by_id = {each.id: each for each in _rows(connection)}
        links = list(reads.rows(connection, "parties_of_client", id=client_id))
    return tuple(PartyOfClient(by_id[row.party_id], row.role, row.note) for row in links)


def party_view(desk: Desk, party_id: int) -> PartyView:
    """Return one outside party with everything about it.

    Raises:
        Refused: There is none of that number.
    """
    with desk.store.reading() as connection:
        row = next((each for each in _rows(connection) if each.id == party_id), None)
        if row is None:
            raise Refused("That party is no longer on record. Look at the list again.")
        notes = tuple(map(_note, reads.rows(connection, "party_notes", id=party_id)))
        return PartyView(row, _shared(connection, party_id), notes, _procedures(desk, connection, party_id))


def find_party(desk: Desk, named: str, kind: OutsideKind | None = None) -> PartyRow:
    """Return the outside party of a number or an exact name, whatever its case.

    Raises:
        Refused: There is none, or more than one.
    """
    asked = " ".join(named.split()).casefold()
    known = parties(desk, kind)
    found = [each for each in known if str(each.id) == asked or each.name.casefold() == asked]
    if len(found) == 1:
        return found[0]
    what = kind.value.replace("-", " ") if kind else "party"
    if found:
        numbers = ", ".join(str(each.id) for each in found)
        raise Refused(f"“{named}” could be {numbers}. Give the number.", field="party")
    near = ", ".join(f"{each.id} {each.name}" for each in known if asked and asked in each.name.casefold())
    raise Refused(
        f"No {what} is called “{named}”. " + (f"Near: {near}." if near else "`oncall party` lists them."),
        field="party",
    )


def number_words(rulebook: Rulebook, rule_id: str, amount: int, unit: str) -> str:
    """Return a number that an organisation sets, in words, such as "Clinical call back: 4 business hours"."""
    rule = rulebook.find(rule_id)
    if rule is None:
        return f"{rule_id}: {amount} {unit}"
    return f"{rule.title}: {replace(rule, amount=amount, unit=Measure(unit)).allows}"


def read_number(rule: Rule, typed: str) -> Number:
    """Return what somebody typed as a rule's number: "4", "4 business hours", "3 times".

    Raises:
        Refused: It is no number, or counts what the rule does not.
    """
    found = _NUMBER.fullmatch(typed)
    if found is None:
        raise Refused("Give a number, such as 1 business day, 24 elapsed hours or 3.", field="number")
    amount, unit = int(found[1]), "-".join(found[2].lower().replace("-", " ").split())
    clocks = [each for each in Measure if each not in _NOT_CLOCKS]
    names = {each.value: each for each in clocks} | {each.value.removesuffix("s"): each for each in clocks}
    if rule.unit is Measure.COUNT:
        if unit not in ("", "times", "time", "attempts", "attempt"):
            raise Refused(f"{rule.title} counts attempts: give a number such as 3.", field="number")
        measure: Measure | None = Measure.COUNT
    else:
        measure = names.get(unit) if unit else rule.unit
    if measure is None:
        raise Refused(f"Count in one of: {', '.join(each.value for each in clocks)}.", field="number")
    if not amount:
        raise Refused("A number of nought would be due before it starts. Give at least 1.", field="number")
    return Number(amount, measure)


_NOT_CLOCKS = (Measure.COUNT, Measure.ON_DATE, Measure.DAILY_AT, Measure.SAME_BUSINESS_DAY)


def _rows(connection: Connection) -> list[PartyRow]:
    last = {row.party_id: reads.instant(row.at) for row in reads.rows(connection, "party_contacts")}
    shared = {row.party_id: row.clients for row in reads.rows(connection, "party_shared")}
    return [
        PartyRow(
            row.id,
            row.version,
            OutsideKind(row.kind),
            row.name,
            row.works_as,
            row.contact_name,
            reads.listed(row.phones),
            reads.listed(row.emails),
            row.line,
            row.notes,
            row.ended_at is not None,
            last.get(row.id),
            shared.get(row.id, 0),
        )
        for row in reads.rows(connection, "outside_parties")
    ]


def _shared(connection: Connection, party_id: int) -> tuple[SharedClient, ...]:
    linked = [
        SharedClient(
            row.id, row.number, f"{row.family_name}, {row.given_name}", row.role, row.note, row.link_id
        )
        for row in reads.rows(connection, "clients_of_party", id=party_id)
    ]
    known = {each.client_id for each in linked}
    by_case = {
        row.id: SharedClient(
            row.id, row.number, f"{row.family_name}, {row.given_name}", f"case {row.case_id}", "", None
        )
        for row in reads.rows(connection, "case_clients_of_party", id=party_id)
        if row.id not in known
    }
    return (*linked, *by_case.values())


def _note(row: Any) -> PartyNoteView:
    return PartyNoteView(
        row.id,
        reads.instant(row.at),
        row.by_name,
        Channel(row.channel) if row.channel else None,
        row.words,
        row.agreed,
        row.number or "",
    )


def _procedures(desk: Desk, connection: Connection, party_id: int) -> tuple[PartyProcedure, ...]:
    return tuple(
        PartyProcedure(
            row.id,
            row.version,
            row.words,
            number_words(desk.rulebook, row.rule, row.amount, row.unit) if row.rule else "",
        )
        for row in reads.rows(connection, "procedures_of_party", id=party_id)
    )
