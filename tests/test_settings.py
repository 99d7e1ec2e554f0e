from __future__ import annotations

from pathlib import Path

import pytest

from oncall_tui.errors import BadSettings
from oncall_tui.settings import load_settings


def test_the_environment_overrules_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('theme = "light"\nper_day = 3\n', encoding="utf-8")
    settings = load_settings(file, {"ONCALL_PER_DAY": " 5 "})
    assert (settings.theme, settings.per_day) == ("light", 5)


@pytest.mark.parametrize("given", ["", "--5", "²", "5.0", "0", "9" * 5000])
def test_a_number_that_is_none_is_refused_in_words(given: str) -> None:
    with pytest.raises(BadSettings, match="per_day must be a whole number from 1 to 100"):
        load_settings(Path("nowhere"), {"ONCALL_PER_DAY": given})
