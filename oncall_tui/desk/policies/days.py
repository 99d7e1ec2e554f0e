"""Days as document control names them: a date, or a month, which lasts until its last day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from oncall_tui.errors import Refused

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.? (\d{4})")
_FIRST, _LAST = 1990, 2200


def read_day(typed: str, field: str, *, ends: bool = False) -> date:
    """Return the day that was typed as 2027-03-31, 2027-03 or March 2027.

    Args:
        typed: what was typed.
        field: where it stands.
        ends: take the last day of a month; otherwise its first.

    Raises:
        Refused: it is no day.
    """
    text = " ".join(typed.split())
    try:
        if found := _DAY.fullmatch(text):
            return _checked(date(int(found[1]), int(found[2]), int(found[3])), text, field)
        if found := _MONTH.fullmatch(text):
            return _checked(_of_month(int(found[1]), int(found[2]), ends=ends), text, field)
        if (found := _NAMED.fullmatch(text)) and found[1].lower()[:3] in _NAMES:
            month = _NAMES.index(found[1].lower()[:3]) + 1
            return _checked(_of_month(int(found[2]), month, ends=ends), text, field)
    except ValueError as impossible:
        raise Refused(
            f"“{text}” is no day. Type it as 2027-03-31, or 2027-03 for a month.", field=field
        ) from (impossible)
    raise Refused("Type a day as 2027-03-31, or a month as 2027-03 or March 2027.", field=field)


def _of_month(year: int, month: int, *, ends: bool) -> date:
    return date(year, month, monthrange(year, month)[1] if ends and 1 <= month <= 12 else 1)


def _checked(day: date, text: str, field: str) -> date:
    if not _FIRST <= day.year <= _LAST:
        raise Refused(f"“{text}” is not of this time. Check the year.", field=field)
    return day
