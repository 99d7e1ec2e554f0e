from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given as drawn
from hypothesis import strategies as st

from oncall_tui.rules.tenure import Tenure, clash, given, without
from tests.clock import NOON


def at(hour: int) -> datetime:
    return NOON + timedelta(hours=hour)


def holder(tenures: tuple[Tenure, ...], when: datetime) -> int | None:
    found = [each for each in tenures if each.start <= when and (each.end is None or when < each.end)]
    assert len(found) <= 1, "two at once"
    return found[0].person_id if found else None


def test_for_good_the_one_before_ends_there() -> None:
    before = (Tenure(at(0), None, 1),)
    assert given(before, 2, at(5), None) == (Tenure(at(0), at(5), 1), Tenure(at(5), None, 2))


def test_for_a_while_the_one_before_goes_on_afterwards() -> None:
    before = (Tenure(at(0), None, 1),)
    assert given(before, 2, at(5), at(9)) == (
        Tenure(at(0), at(5), 1),
        Tenure(at(5), at(9), 2),
        Tenure(at(9), None, 1),
    )


def test_what_somebody_has_already_is_one_span() -> None:
    assert given((Tenure(at(0), at(5), 1),), 1, at(5), None) == (Tenure(at(0), None, 1),)


@drawn(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 40), st.one_of(st.none(), st.integers(1, 20))),
        max_size=12,
    )
)
def test_whatever_is_given_there_is_one_holder_and_the_last_word_counts(
    words: list[tuple[int, int, int | None]],
) -> None:
    tenures: tuple[Tenure, ...] = (Tenure(at(-1), None, 9),)
    told: dict[int, int] = dict.fromkeys(range(-1, 70), 9)
    for person, start, length in words:
        tenures = given(tenures, person, at(start), None if length is None else at(start + length))
        for hour in range(start, 70 if length is None else start + length):
            told[hour] = person
    assert {hour: holder(tenures, at(hour)) for hour in told} == told
    assert list(tenures) == sorted(tenures, key=lambda each: each.start)


def test_one_person_in_both_roles_is_found() -> None:
    one = (Tenure(at(0), at(5), 1), Tenure(at(5), None, 2))
    assert clash(one, (Tenure(at(0), None, 3),)) is None
    assert clash(one, (Tenure(at(3), at(9), 2),)) == (at(5), 2)
    assert clash(one, (Tenure(at(0), at(5), 2),)) is None


def test_who_gives_a_role_up_has_it_no_more_and_nobody_follows() -> None:
    before = (Tenure(at(0), at(5), 1), Tenure(at(5), at(9), 2), Tenure(at(9), None, 1))
    assert without(before, 1, at(3)) == (Tenure(at(0), at(3), 1), Tenure(at(5), at(9), 2))
    assert without(before, 1, at(5)) == before[:2]
    assert without(before, 2, at(0)) == (before[0], before[2])
