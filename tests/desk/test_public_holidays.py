from __future__ import annotations

import subprocess
import sys
from datetime import date
from importlib.metadata import version

import holidays
import pytest

from oncall_tui import paths
from oncall_tui.desk.public_holidays import RegionHolidays, public_holidays

LABOUR_DAY = date(2026, 10, 5)


def test_it_says_what_the_library_says() -> None:
    for region, country, part in (("AU-NSW", "AU", "NSW"), ("GB-ENG", "GB", "ENG"), ("NZ", "NZ", None)):
        expected = holidays.country_holidays(country, subdiv=part, years=2027)
        assert set(public_holidays(region, 2027)) == set(expected)


def test_it_is_kept_so_that_the_library_is_not_loaded_again() -> None:
    first = public_holidays("AU-NSW", 2026)
    code = (
        "import sys\nfrom datetime import date\nfrom oncall_tui.desk.public_holidays import public_holidays\n"
        "print(public_holidays('AU-NSW', 2026)[date(2026, 10, 5)], 'holidays' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [*first[LABOUR_DAY].split(), "False"]


def test_another_version_of_the_library_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = public_holidays("AU-NSW", 2026)
    (file,) = paths.cache_folder().iterdir()
    assert file.name == f"holidays-{version('holidays')}.json"
    file.write_text('{"AU-NSW 2026": {}}')
    assert public_holidays("AU-NSW", 2026) == {}
    monkeypatch.setattr("oncall_tui.desk.public_holidays._version", lambda: "later")
    assert public_holidays("AU-NSW", 2026) == first


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"AU-NSW 2026": 7}', '{"AU-NSW 2026": {"soon": "X"}}', "\x00"]
)
def test_a_broken_file_is_worked_out_again(text: str) -> None:
    first = public_holidays("AU-NSW", 2026)
    (file,) = paths.cache_folder().iterdir()
    file.write_text(text)
    assert public_holidays("AU-NSW", 2026) == first


def test_a_site_adds_and_removes_days() -> None:
    own = date(2026, 11, 3)
    calendar = RegionHolidays("AU-NSW", {own: "Founders' day"}, frozenset({LABOUR_DAY}))
    assert calendar[own] == "Founders' day"
    assert LABOUR_DAY not in calendar
    assert date(2026, 12, 25) in calendar
    assert dict(RegionHolidays("", {}, frozenset())) == {}
