"""Read a practice review from the page that it was begun as, once somebody has completed it."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from oncall_tui.desk.practice.tags import tags
from oncall_tui.desk.practice.views import ReviewText
from oncall_tui.errors import Refused
from oncall_tui.rules.competencies import CompetencyError, TagKind, Tags

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "issue": "Practice issue",
        "actions": "Case management actions",
        "skills": "Skills used",
        "indicators": "Positive indicators",
        "traps": "Bear traps avoided",
        "competencies": "Competencies demonstrated",
        "reference": "Reference",
        "reflections": "Reflections",
    }
)
"""The parts of a review and their headings, in the order in which they are read."""
NOTHING = "Nothing noted."

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]#|~$+=:.)-])")
_BULLET = re.compile(r"\s*[-*+•]\s+")


def read_review(page: str) -> ReviewText:
    """Return what a completed page says.

    Raises:
        Refused: a heading or a code is not known; the words name those that are.
    """
    by_heading = {title.casefold(): part for part, title in PARTS.items()}
    found: dict[str, list[str]] = defaultdict(list)
    part = ""
    for line in page.removeprefix("\ufeff").splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
            part = by_heading.get(heading.casefold(), "")
            if not part:
                raise Refused(
                    f"“{heading[:60]}” is no part of a review. Its parts: {', '.join(PARTS.values())}."
                )
        elif line.strip() == "---":
            part = ""
        elif part and line.strip():
            said = _plain(line)
            if said and said != NOTHING:
                found[part].append(said)
    known = tags()
    return ReviewText(
        issue="\n".join(found["issue"]),
        actions="\n".join(found["actions"]),
        skills=_codes(found["skills"], TagKind.SKILL, known),
        indicators="\n".join(found["indicators"]),
        traps="\n".join(found["traps"]),
        competencies=_codes(found["competencies"], TagKind.COMPETENCY, known),
        reference="\n".join(found["reference"]),
        reflections="\n".join(found["reflections"]),
    )


def _plain(line: str) -> str:
    """Return a line of Markdown as it was before it was made safe for a page."""
    said = _ESCAPED.sub(r"\1", _BULLET.sub("", line, count=1).strip())
    return html.unescape(said)


def _codes(lines: list[str], kind: TagKind, known: Tags) -> tuple[str, ...]:
    """Return the codes of lines such as “2b Planning”, “2b” or “Planning”."""
    codes: dict[str, None] = {}
    for line in lines:
        first = line.split()[0]
        named = first if first in known.by_code else line
        try:
            codes.update(dict.fromkeys(known.read(named, kind)))
        except CompetencyError as wrong:
            raise Refused(str(wrong)) from None
    return tuple(codes)
