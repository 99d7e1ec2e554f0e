"""Say what a client organisation wants done in each of its cases, and which numbers it sets (R-020)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import select

from oncall_tui.desk.changing import changing, clean
from oncall_tui.desk.parties.numbers import may_be_set
from oncall_tui.desk.parties.reading import number_words, read_number
from oncall_tui.desk.parties.verbs import party_for
from oncall_tui.desk.parties.views import PartySaved
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.rulebook import RulebookError
from storage.models import Procedure
from storage.vocabulary import Measure, OutsideKind

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class NewProcedure:
    """What a client organisation wants done in each of its cases, before it is saved."""

    party_id: int
    words: str
    rule: str = ""
    """The rule whose number it replaces; empty for none."""
    number: str = ""
    """That number as it is typed, such as "4 business hours"."""


def add_procedure(desk: Desk, new: NewProcedure) -> PartySaved:
    """Put a procedure of a client organisation on record; it shows in each of its open cases (R-020).

    Raises:
        Refused: It is no client organisation, the words are missing, or its number is of no rule of the
            partner policy or cannot be one.
    """
    words = clean(new.words, "words", needed="Say what the organisation wants done.")
    rule, amount, unit_ = _number(desk, new)
    with changing(desk, "party.procedure-added", f"party:{new.party_id}") as unit:
        party = party_for(unit.session, new.party_id, None)
        if party.kind is not OutsideKind.CLIENT_ORGANISATION:
            raise Refused("Only client organisations have procedures of their own.")
        places = select(Procedure.place).where(Procedure.party_id == new.party_id)
        row = Procedure(
            party_id=new.party_id,
            place=max(unit.session.exec(places).all(), default=0) + 1,
            words=words,
            rule=rule,
            amount=amount,
            unit=unit_,
            added_at=desk.now(),
            added_by=desk.operator.email,
        )
        unit.session.add(row)
        unit.session.flush()
        sets = number_words(desk.rulebook, rule, amount, unit_.value) if unit_ else ""
        said = "Procedure added." + (f" It sets {sets}." if sets else "")
        unit.note(words=said)
    return PartySaved(0, said, party_id=new.party_id, record_id=row.id or 0)


def end_procedure(desk: Desk, procedure_id: int) -> Saved:
    """Say that a procedure applies no longer; cases opened before keep it.

    Raises:
        Refused: It ended before.
    """
    with changing(desk, "party.procedure-ended", "party") as unit:
        row = unit.session.get(Procedure, procedure_id)
        if row is None or row.ended_at is not None:
            raise Refused("That procedure applies no longer. Look at the list again.")
        unit.object = f"party:{row.party_id}"
        row.ended_at = desk.now()
        unit.session.add(row)
        unit.note(words="A procedure applies no longer.")
    return Saved(0, "The procedure applies no longer; cases opened before keep it.")


def _number(desk: Desk, new: NewProcedure) -> tuple[str, int, Measure | None]:
    if not new.rule.strip():
        if new.number.strip():
            raise Refused("Say which rule the number is for, or leave it out.", field="rule")
        return "", 0, None
    try:
        rule = desk.rulebook.get(new.rule)
    except RulebookError as unknown:
        raise Refused(str(unknown), field="rule") from unknown
    allowed = may_be_set(desk.rulebook)
    if rule.id not in allowed:
        raise Refused(
            f"A client organisation sets no number for {rule.id}. It may for: {', '.join(allowed)}.",
            field="rule",
        )
    number = read_number(rule, new.number)
    return rule.id, number.amount, number.unit
