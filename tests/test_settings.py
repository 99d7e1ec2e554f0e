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


def test_channels_keep_their_order_and_take_secrets_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '[channels]\ntext = "clicksend://kim:${SMS_KEY}@{digits}"\nemail = "mailto://h?to={email}"\n',
        encoding="utf-8",
    )
    settings = load_settings(file, {"SMS_KEY": "s3cr$t{x}\\1", "ONCALL_CHANNELS": "not read"})
    assert list(settings.channels.items()) == [
        ("text", "clicksend://kim:s3cr$t{x}\\1@{digits}"),
        ("email", "mailto://h?to={email}"),
    ]
    assert "s3cr" not in repr(settings)


def test_a_secret_that_is_not_set_is_named(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[channels]\ntext = "clicksend://kim:${SMS_KEY}@{digits}"\n', encoding="utf-8")
    with pytest.raises(BadSettings, match="needs the environment variable SMS_KEY"):
        load_settings(file, {})


@pytest.mark.parametrize("line", ["channels = 3", "channels = ['x']", "[channels]\nemail = 3"])
def test_channels_that_are_none_are_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(BadSettings, match="\\[channels\\] holds lines such as email"):
        load_settings(file, {})


def test_the_pace_of_alerts_has_its_defaults_and_its_limits() -> None:
    settings = load_settings(Path("nowhere"), {"ONCALL_SITE": " NORTH ", "ONCALL_HEARTBEAT_URL": "http://x"})
    pace = (settings.ladder_minutes, settings.ack_minutes, settings.ring_minutes, settings.last_chance_hours)
    assert pace == (10, 30, 5, 2)
    assert (settings.site, settings.heartbeat_url) == ("NORTH", "http://x")
    with pytest.raises(BadSettings, match="ladder_minutes must be a whole number from 1 to 1440"):
        load_settings(Path("nowhere"), {"ONCALL_LADDER_MINUTES": "0"})


def test_a_site_code_cannot_be_a_sentence() -> None:
    with pytest.raises(BadSettings, match="at most 12 letters"):
        load_settings(Path("nowhere"), {"ONCALL_SITE": "Mrs Nguyen's house"})
