"""Whom an event of a calendar is about, and why they are away, from what stands in it; never by a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from oncall_tui.desk.imports.findings import shown
from oncall_tui.desk.people import plain
from oncall_tui.errors import Refused
from storage.vocabulary import AbsenceReason

if TYPE_CHECKING:
    from oncall_tui.desk.people import Directory, Entry

_REASONS = {
    AbsenceReason.ANNUAL: ("annual", "vacation", "holiday", "holidays", "recreation"),
    AbsenceReason.LONG_SERVICE: ("long service", "lsl"),
    AbsenceReason.MATERNITY: ("maternity", "paternity", "parental"),
    AbsenceReason.STUDY: ("study", "training", "course", "conference"),
    AbsenceReason.OTHER_PLANNED: ("other planned", "planned leave"),
    AbsenceReason.SICK: ("sick", "ill", "illness"),
    AbsenceReason.PERSONAL: ("personal", "carer", "carers", "carer's"),
    AbsenceReason.MISADVENTURE: ("misadventure", "accident"),
}
_WORDS = {word: reason for reason, words in _REASONS.items() for word in words}
_ALLOWED = ", ".join(words[0] for words in _REASONS.values())


def person_in(
    directory: Directory, attendees: Iterable[tuple[str, str]], title: str
) -> tuple[Entry | None, str]:
    """Return the one person of ours whom an event names, or None and what is wrong.

    Those who take part come first, by address and then by name; then the title, or a full name within it.
    """
    found: dict[int, Entry] = {}
    for address, name in attendees:
        entry = _known(directory, address) or _known(directory, name)
        if entry is not None:
            found[entry.ref.id] = entry
    if not found:
        exact = _known(directory, title)
        inside = [exact] if exact else directory.named_in(title)
        found = {entry.ref.id: entry for entry in inside}
    if len(found) == 1:
        return next(iter(found.values())), ""
    if found:
        names = " and ".join(entry.ref.name for entry in found.values())
        return None, f"names {names}. Make one event for each of them."
    return None, f"{shown(title)} names nobody here. Put the person's full name in the title, or invite them."


def reason_in(categories: Iterable[str], title: str, name: str) -> tuple[AbsenceReason | None, str]:
    """Return the one reason that the categories give, else the title, or None and what is wrong."""
    by_category = {reason for each in categories if (reason := _reason(each)) is not None}
    rest = plain(title).replace(plain(name), " ")
    by_title = {reason for word, reason in _WORDS.items() if _stands_in(word, rest)}
    for reasons in (by_category, by_title):
        if len(reasons) == 1:
            return next(iter(reasons)), ""
        if reasons:
            words = " and ".join(sorted(reason.value for reason in reasons))
            return None, f"gives two reasons, {words}. Leave one."
    return None, f"gives no reason. Write one of these in the title or as category: {_ALLOWED}."


def _known(directory: Directory, named: str) -> Entry | None:
    if not named.strip():
        return None
    try:
        return directory.find(named)
    except Refused:
        return None


def _reason(category: str) -> AbsenceReason | None:
    word = re.sub(r"\s+leave$", "", plain(category).replace("-", " "))
    return _WORDS.get(word) or _WORDS.get(plain(category))


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text.replace("-", " ")) is not None
