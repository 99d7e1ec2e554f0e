"""What is taken for a secret, and how long a wrong one makes somebody wait (R-175)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.rules.secrets import FREE_TRIES, LONGEST, LONGEST_WAIT, as_kept, wait_after, why_weak


@pytest.mark.parametrize("secret", ["480273", "94620581", "a long evening", "Ünterwegs-heim", "0000481902"])
def test_what_is_taken(secret: str) -> None:
    assert why_weak(secret) == ""


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("", "10 characters at least"),
        ("48027", "6 digits at least"),
        ("123456", "tries that PIN first"),
        ("987654", "tries that PIN first"),
        ("901234", "tries that PIN first"),
        ("111111", "tries that PIN first"),
        ("112112", "tries that PIN first"),
        ("secret", "10 characters at least"),
        ("          ", "10 characters at least"),
        ("aaaaaaaaaaaa", "four different characters"),
        ("x" * (LONGEST + 1), "at most 200 characters"),
    ],
)
def test_what_is_not_taken_is_told_what_to_do(secret: str, words: str) -> None:
    assert words in why_weak(secret)


def test_accents_are_the_same_however_a_keyboard_makes_them() -> None:
    assert as_kept("re\u0301sume\u0301 of it") == as_kept("r\u00e9sum\u00e9 of it")


@given(st.integers(min_value=0, max_value=10_000))
def test_a_wait_grows_and_never_locks_anybody_out(failures: int) -> None:
    assert timedelta() <= wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT
    assert (wait_after(failures) == timedelta()) is (failures < FREE_TRIES)
