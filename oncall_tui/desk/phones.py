"""Phone numbers: one form to match a caller by, and one to read out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from oncall_tui.errors import Refused

LONGEST = 64
"""Characters of a written number that are looked at."""

_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
_WHOLE_FLOAT = re.compile(r"(\d+)\.0")
_BRACKETS = re.compile(r"[()]")


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number as it was meant."""

    digits: str
    """In E.164 without the plus sign where the number is valid, else the digits as given; may be empty."""
    spoken: str
    """Grouped to be read out; what was written, where it holds no number."""
    valid: bool
    """Whether such a number can exist."""

    @property
    def withheld(self) -> bool:
        """Whether there is nothing to recognise or to ring."""
        return not self.digits


def normalise(raw: str | float, region: str) -> Phone:
    """Return a number in one form, however it was written (R-059).

    Args:
        raw: As typed, as the telephone shows it, or as a spreadsheet holds it.
        region: Where it was written, such as AU or AU-NSW; empty when unknown.

    Raises:
        Refused: A spreadsheet has rounded the number, so that its digits are lost.
    """
    written = " ".join(str(raw).split())[:LONGEST]
    if _SCIENTIFIC.fullmatch(written):
        raise Refused(
            f"{written} is a phone number that a spreadsheet has rounded. Set the column to text, "
            "enter the number again, and repeat.",
            field="phone",
        )
    if whole := _WHOLE_FLOAT.fullmatch(written):
        written = whole[1]
    return _parsed(written, region.partition("-")[0].upper()) or _as_given(written)


def _parsed(written: str, country: str) -> Phone | None:
    """Return a number that can exist; None for anything else."""
    import phonenumbers  # costs 40 ms, and most starts never need it

    try:
        number = phonenumbers.parse(written, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    home = phonenumbers.country_code_for_region(country) if country else 0
    style = phonenumbers.PhoneNumberFormat
    form = style.NATIONAL if number.country_code == home else style.INTERNATIONAL
    digits = phonenumbers.format_number(number, style.E164).lstrip("+")
    spoken = _BRACKETS.sub("", phonenumbers.format_number(number, form))
    return Phone(digits, spoken, valid=True)


def _as_given(written: str) -> Phone:
    """Return what cannot be a full number, such as a short one or the word of a withheld one."""
    digits = "".join(letter for letter in written if "0" <= letter <= "9")
    return Phone(digits, _grouped(digits) if written == digits else written, valid=False)


def _grouped(digits: str) -> str:
    """Return bare digits in groups of three, or of four where they are eight."""
    size = 4 if len(digits) == 8 else 3
    if len(digits) <= 4:
        return digits
    head = len(digits) % size
    groups = [digits[at : at + size] for at in range(head, len(digits), size)]
    return " ".join(filter(None, [digits[:head], *groups]))
