"""The tags that practice is looked at by (R-113): data of a file, with a site's own beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,11}")
_KEYS = ("title", "kind", "means", "evidence", "retired")
EVIDENCE = ("goals", "adjusted", "referred", "team", "support", "advocacy", "watched", "engagement", "care")
"""What a plan can give as evidence, so that a review that is begun suggests the tags that go with it."""
_LONGEST = 200


class CompetencyError(ValueError):
    """The file of tags cannot be read, or a code is not known; the words say what to do."""


class TagKind(StrEnum):
    """What a tag stands for."""

    COMPETENCY = "competency"
    SKILL = "skill"


@dataclass(frozen=True, slots=True)
class Tag:
    """One thing that practice may show."""

    code: str
    title: str
    kind: TagKind
    means: str = ""
    evidence: tuple[str, ...] = ()
    """What in a plan speaks for it."""
    retired: bool = False
    """Whether the forms offer it no more."""


@dataclass(frozen=True, slots=True)
class Tags:
    """Every tag by its code, and the standard that they come from."""

    reference: str
    by_code: Mapping[str, Tag]

    def offered(self, kind: TagKind | None = None) -> tuple[Tag, ...]:
        """Return what the forms offer, of one kind or of both."""
        return tuple(each for each in self.by_code.values() if not each.retired and kind in (None, each.kind))

    def title(self, code: str) -> str:
        """Return a tag in words; a code that is not known any more stands for itself."""
        tag = self.by_code.get(code)
        return f"{code} {tag.title}" if tag else code

    def suggested(self, evidence: Collection[str], kind: TagKind) -> tuple[str, ...]:
        """Return the codes that some evidence of a plan speaks for."""
        return tuple(each.code for each in self.offered(kind) if set(each.evidence) & set(evidence))

    def read(self, typed: str, kind: TagKind | None = None) -> tuple[str, ...]:
        """Return the codes in what somebody typed, such as “2a, 2b” or “monitoring”, each once.

        Raises:
            CompetencyError: one of them is not known; those that are get named.
        """
        found: dict[str, None] = {}
        for named in filter(None, (part.strip() for part in re.split(r"[,;\n]", typed))):
            found[self._find(named, kind)] = None
        return tuple(found)

    def _find(self, named: str, kind: TagKind | None) -> str:
        for tag in self.offered(kind):
            if named.casefold() in (tag.code.casefold(), tag.title.casefold()):
                return tag.code
        known = ", ".join(f"{each.code} {each.title}" for each in self.offered(kind))
        raise CompetencyError(f"“{named[:40]}” is not known. Choose from: {known}.")


def load_tags(site_file: Path | None = None) -> Tags:
    """Return the tags, with a site's own and its own words where its file has some.

    Raises:
        CompetencyError: the site's file is wrong; it names the file and what is allowed there.
    """
    shipped = _shipped()
    if site_file is None or not site_file.is_file():
        return shipped
    name = site_file.name
    try:
        content = site_file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise CompetencyError(f"{name} cannot be read. Mend it or move it away.") from fault
    return _read(content, name, shipped)


@cache
def _shipped() -> Tags:
    content = files("oncall_tui.rules").joinpath("competencies.toml").read_text(encoding="utf-8")
    return _read(content, "competencies.toml", Tags("", {}))


def _read(content: str, name: str, before: Tags) -> Tags:
    import tomllib  # only those who look at practice need it

    try:
        read = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise CompetencyError(f"{name} is not TOML: {error}. Mend it or move it away.") from None
    reference, tables = read.pop("reference", before.reference), read.pop("tags", {})
    if read or not isinstance(tables, dict) or not isinstance(reference, str):
        raise CompetencyError(f"{name} may only hold a reference in quotes and tables such as [tags.M].")
    tags = dict(before.by_code)
    for code, table in tables.items():
        if not _CODE.fullmatch(code) or not isinstance(table, dict):
            raise CompetencyError(f"{name}: [tags.{code}] must be a table, its code letters and digits.")
        tags[code] = _tag(code, table, tags.get(code), name)
    return Tags(reference, tags)


def _tag(code: str, table: Mapping[str, object], before: Tag | None, name: str) -> Tag:
    """Read one tag, or what a site says differently about one.

    Raises:
        CompetencyError: something in it is not known, too long or missing.
    """
    _refuse_unknown(code, table, name)
    kind = str(table.get("kind", before.kind if before else ""))
    title = table.get("title", before.title if before else "")
    if kind not in set(TagKind) or not isinstance(title, str) or not title.strip():
        raise CompetencyError(f"{name}: “{code}” needs a title, and a kind: competency or skill.")
    made = replace(before or Tag(code, title, TagKind(kind)), title=title.strip(), kind=TagKind(kind))
    evidence = table.get("evidence", made.evidence)
    return replace(
        made,
        means=str(table.get("means", made.means)).strip(),
        evidence=tuple(evidence) if isinstance(evidence, list | tuple) else (),
        retired=table.get("retired", made.retired) is True,
    )


def _refuse_unknown(code: str, table: Mapping[str, object], name: str) -> None:
    for key, value in table.items():
        if key not in _KEYS:
            raise CompetencyError(f"{name}: “{key}” of “{code}” is not known. Known: {', '.join(_KEYS)}.")
        if key == "evidence":
            if not isinstance(value, list) or not set(map(str, value)) <= set(EVIDENCE):
                raise CompetencyError(
                    f"{name}: evidence of “{code}” is a list of some of {', '.join(EVIDENCE)}."
                )
            continue
        wanted = bool if key == "retired" else str
        if not isinstance(value, wanted) or (isinstance(value, str) and len(value) > _LONGEST):
            raise CompetencyError(
                f"{name}: {key} of “{code}” must be "
                + ("true or false." if wanted is bool else f"words in quotes, at most {_LONGEST} characters.")
            )


def chosen(codes: Collection[str], tags: Tags) -> tuple[str, ...]:
    """Return codes in the order of the file; those that it does not know come last.

    They may be on record from before the file was changed.
    """
    known = [code for code in tags.by_code if code in codes]
    return (*known, *sorted(set(codes) - set(known)))
