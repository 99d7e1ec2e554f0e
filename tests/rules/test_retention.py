"""Nothing is erased unless a site says after how long (R-177)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.rules.retention import Retention, RetentionError, may_go, parse_retention

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_without_a_word_in_the_settings_everything_is_kept() -> None:
    assert parse_retention({}) == Retention(None)
    assert not may_go(NOON - timedelta(days=40_000), NOON, Retention(None))


def test_years_are_never_shorter_than_they_are() -> None:
    seven = parse_retention({"closed_clients": "7 years"})
    assert may_go(NOON - timedelta(days=7 * 366), NOON, seven)
    assert not may_go(datetime(2019, 11, 21, 12, tzinfo=UTC), NOON, seven)
    assert not may_go(None, NOON, seven)
    assert parse_retention({"closed_clients": "1 year"}).closed_clients == timedelta(days=366)


@pytest.mark.parametrize(
    "table",
    [{"closed_clients": "0 years"}, {"closed_clients": "seven"}, {"closed_clients": ""}, {"open": "7 years"}],
)
def test_what_cannot_be_understood_is_refused(table: dict[str, str]) -> None:
    with pytest.raises(RetentionError, match="closed_clients"):
        parse_retention(table)
