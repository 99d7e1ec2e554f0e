"""Public holidays of a region, worked out once and then kept on this computer.

The library that knows them loads every country of the world before it answers for one, which costs more than
the console's first frame; so its answers are kept by its version, and it is only asked for what is new.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from oncall_tui import paths


class RegionHolidays(Mapping[date, str]):
    """The public holidays of a region, worked out a year at a time when one is asked for."""

    def __init__(self, region: str, added: Mapping[date, str], removed: frozenset[date]) -> None:
        self._region = region
        self._added = added
        self._removed = removed
        self._years: dict[int, dict[date, str]] = {}

    def __getitem__(self, day: date) -> str:
        """Return the name of the holiday on a day."""
        if day.year not in self._years:
            self._years[day.year] = self._year(day.year)
        return self._years[day.year][day]

    def __iter__(self) -> Iterator[date]:
        """Go through the days of the years that were asked for so far."""
        return (day for year in self._years.values() for day in year)

    def __len__(self) -> int:
        """Count the days of the years that were asked for so far."""
        return sum(len(year) for year in self._years.values())

    def _year(self, year: int) -> dict[date, str]:
        found = dict(public_holidays(self._region, year)) if self._region else {}
        found |= {day: name for day, name in self._added.items() if day.year == year}
        return {day: name for day, name in found.items() if day not in self._removed}


def public_holidays(region: str, year: int) -> Mapping[date, str]:
    """Return the public holidays of a region, such as AU-NSW, in a year, by their day."""
    name = f"{region} {year}"
    kept = _kept()
    if name not in kept:
        kept[name] = {day.isoformat(): title for day, title in _worked_out(region, year).items()}
        _keep(kept)
    return {date.fromisoformat(day): title for day, title in kept[name].items()}


def _worked_out(region: str, year: int) -> Mapping[date, str]:
    import holidays

    country, _, part = region.partition("-")
    language = "en_AU" if country == "AU" else None
    return holidays.country_holidays(country, subdiv=part or None, years=year, language=language)


def _file() -> Path:
    return paths.cache_folder() / f"holidays-{_version()}.json"


@cache
def _version() -> str:
    """Return the library's installed version, by the name of its metadata, which costs next to nothing.

    Where that names not exactly one, the metadata itself is read, which loads the parser of e-mails.
    """
    spec = find_spec("holidays")
    if spec and spec.origin:
        beside = Path(spec.origin).parents[1].glob("holidays-*.dist-info")
        found = [each.name.removesuffix(".dist-info").removeprefix("holidays-") for each in beside]
        if len(found) == 1:
            return found[0]
    from importlib.metadata import version

    return version("holidays")


def _kept() -> dict[str, dict[str, str]]:
    """Return what is kept; nothing where the file is not there or not as it was written."""
    with suppress(OSError, ValueError):
        read = json.loads(_file().read_text(encoding="utf-8"))
        if isinstance(read, dict) and all(_is_year(each) for each in read.values()):
            return read
    return {}


def _is_year(kept: object) -> bool:
    if not isinstance(kept, dict):
        return False
    with suppress(ValueError, TypeError):
        return all(isinstance(title, str) and date.fromisoformat(day) for day, title in kept.items())
    return False


def _keep(kept: Mapping[str, Mapping[str, str]]) -> None:
    """Write what is known; where that is not possible it is worked out again the next time."""
    file = _file()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        draft.replace(file)
