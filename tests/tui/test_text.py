"""What outsiders wrote is shown literally, measured rightly and kept whole."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from oncall_tui.text import (
    cell_cut,
    cell_fit,
    cell_width,
    countdown,
    due_words,
    safe_text,
    span_words,
    storable,
    when,
)

SYDNEY = ZoneInfo("Australia/Sydney")

NASTY = st.sampled_from(
    [
        "\x1b]52;c;cm0gLXJmIH4=\x07",
        "\x1b[2J",
        "\x9b31m",
        "\x00",
        "\x7f",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\U000e0041",
        "\ud800",
        "a" + "\u0301" * 40,
        "\u200d",
        "\u200c",
        "\u2028",
        "[/]",
        "[@click=app.quit]Bob[/]",
        "👩\u200d⚕️",
        "Nguyễn",
        "漢字",
        "\u00ad",
        "\r\n",
    ]
)
TEXTS = st.lists(NASTY | st.text(max_size=12), max_size=12).map("".join)


@settings(max_examples=200)
@given(TEXTS, st.booleans(), st.integers(min_value=1, max_value=60))
def test_safe_text_leaves_nothing_to_obey(text: str, multiline: bool, max_len: int) -> None:
    shown = safe_text(text, multiline=multiline, max_len=max_len)
    assert len(shown) <= max_len
    for char in shown:
        if char == "\n":
            assert multiline
            continue
        assert unicodedata.category(char) not in {"Cc", "Cs", "Co", "Zl", "Zp"}, ascii(char)
        assert unicodedata.category(char) != "Cf" or char in "\u200c\u200d", ascii(char)
    assert safe_text(shown, multiline=multiline, max_len=max_len) == shown


@settings(max_examples=200)
@given(TEXTS)
def test_storable_keeps_everything_but_nul_and_surrogates(text: str) -> None:
    kept = storable(text)
    assert kept.encode() == "".join(c for c in text if c != "\0" and not 0xD800 <= ord(c) <= 0xDFFF).encode()


@settings(max_examples=200)
@given(TEXTS, st.integers(min_value=0, max_value=40), st.sampled_from(["left", "right"]))
def test_cell_fit_is_exact_and_cuts_between_graphemes(text: str, width: int, align: str) -> None:
    safe = safe_text(text)
    fitted = cell_fit(safe, width, "right" if align == "right" else "left")
    assert cell_len(fitted) == width
    cut = cell_cut(safe, width)
    if cut != safe and width:
        assert cut.endswith("…")
        assert len(cut) - 1 in {0, *(stop for _start, stop, _cells in split_graphemes(safe)[0])}


def test_plain_text_is_the_very_same_object() -> None:
    name = "O'Kafor-Reid, Jo [on leave]"
    assert safe_text(name) is name
    assert storable(name) is name


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Bob\tSmith\nx", "Bob Smith x"),
        ("\x1b]0;hi\x07", "\ufffd]0;hi\ufffd"),
        ("ab\u202ecd", "abcd"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 4),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("A\u200dB\u200dC", "ABC"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_safe_text_by_example(raw: str, shown: str) -> None:
    assert safe_text(raw) == shown


def test_long_text_says_that_it_was_cut() -> None:
    assert safe_text("x" * 12, max_len=10) == "x" * 9 + "…"


def test_wide_characters_are_not_split() -> None:
    assert cell_fit("漢字漢字", 6) == "漢字… "
    assert cell_fit("漢字", 4) == "漢字"
    assert cell_fit("7", 3, "right") == "  7"
    assert cell_fit("anything", 0) == ""
    assert cell_width("Nguyễn") == 6


def test_when_is_said_in_the_zone_of_its_reader() -> None:
    at = datetime(2026, 11, 21, 3, 44, tzinfo=UTC)
    assert when(at, SYDNEY) == "Sat 21 Nov 14:44 AEDT"
    assert when(at, SYDNEY, year=True) == "Sat 21 Nov 2026 14:44 AEDT"
    assert when(at, UTC) == "Sat 21 Nov 03:44 UTC"
    first, second = (datetime(2026, 4, 4, hour, 30, tzinfo=UTC) for hour in (15, 16))
    assert [when(x, SYDNEY)[-10:] for x in (first, second)] == ["02:30 AEDT", "02:30 AEST"]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (37 * 60, "0:37"),
        (37 * 60 + 59, "0:37"),
        (59, "0:00"),
        (0, "0:00"),
        (-1, "−0:01"),
        (-23 * 60, "−0:23"),
        (110 * 60, "1:50"),
        (4 * 3600 - 1, "3:59"),
        (4 * 3600, "4 h"),
        (-5 * 3600, "−5 h"),
        (86_399, "23 h"),
        (86_400, "1 d"),
        (12 * 86_400 + 5, "12 d"),
        (-2 * 86_400, "−2 d"),
    ],
)
def test_countdown(seconds: float, shown: str) -> None:
    assert countdown(seconds) == shown


@settings(max_examples=200)
@given(st.integers(min_value=-(10**9), max_value=10**9), st.integers(min_value=0, max_value=10**6))
def test_less_time_never_reads_as_more(seconds: int, less: int) -> None:
    def minutes(shown: str) -> int:
        sign, body = (-1, shown[1:]) if shown.startswith("−") else (1, shown)
        if ":" in body:
            hours, rest = body.split(":")
            return sign * (int(hours) * 60 + int(rest))
        amount, unit = body.split()
        return sign * int(amount) * (60 if unit == "h" else 1440)

    assert minutes(countdown(seconds - less)) <= minutes(countdown(seconds))
    assert len(countdown(seconds)) <= 8


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(minutes=37), "37 min"),
        (timedelta(days=3, hours=4, minutes=9), "3 d 4 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(seconds=9), "under 1 min"),
        (timedelta(0), "0 min"),
        (timedelta(minutes=-61), "−1 h 1 min"),
    ],
)
def test_span_words(span: timedelta, words: str) -> None:
    assert span_words(span) == words


def test_due_words_are_for_reading_aloud() -> None:
    assert due_words(37 * 60) == "due in 37 min"
    assert due_words(-23 * 60) == "lapsed 23 min ago"
