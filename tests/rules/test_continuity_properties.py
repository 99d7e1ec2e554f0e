"""What holds of every roster, however complicated, about who is responsible."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncall_tui.rules.continuity import everyone, responsible, timeline
from oncall_tui.rules.cover import cover_gaps
from oncall_tui.rules.roster import Roster
from tests.rules.drawn import BEGIN, DRAWN_CLIENTS, INSTANTS, MINUTES, drawn_rosters
from tests.rules.opinion import Answer, Opinion

END = BEGIN + timedelta(weeks=4)
CLIENTS = st.sampled_from(DRAWN_CLIENTS)
SHARES = st.lists(st.floats(0, 0.999), min_size=10, max_size=10)
"""How far into a span to look."""
slow = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def judged(roster: Roster, client: int, at: datetime) -> Answer:
    found = responsible(roster, client, at)
    return Answer(
        found.pcm_of_record.id if found.pcm_of_record else None,
        found.role_holder.id,
        found.answering_now.id,
        found.backup.id if found.backup else None,
        found.gap,
    )


@slow
@given(drawn_rosters(), CLIENTS, st.lists(INSTANTS, min_size=8, max_size=8))
def test_the_answer_is_that_of_the_rules_read_one_by_one(
    roster: Roster, client: int, instants: list[datetime]
) -> None:
    opinion = Opinion(roster)
    for at in instants:
        assert judged(roster, client, at) == opinion.answer(client, at)


@slow
@given(drawn_rosters(), CLIENTS, st.lists(INSTANTS, min_size=4, max_size=4))
def test_somebody_is_named_who_is_here_and_not_away(
    roster: Roster, client: int, instants: list[datetime]
) -> None:
    opinion = Opinion(roster)
    for at in instants:
        found = responsible(roster, client, at)
        everybody_gone = all(opinion.gone(key, at) for key in roster.people)
        named = (found.role_holder, found.answering_now, found.backup)
        assert everybody_gone or not any(person and opinion.gone(person.id, at) for person in named)
        assert found.backup is None or found.backup.id != found.role_holder.id
        assert found.why.endswith(".")
        assert roster.line in found.why
        assert all(found.because)
        assert "None" not in "".join((*found.because, found.why, found.answering_because))


@slow
@given(drawn_rosters(), CLIENTS, INSTANTS, SHARES)
def test_an_answer_holds_until_it_says_and_no_longer(
    roster: Roster, client: int, at: datetime, shares: list[float]
) -> None:
    opinion = Opinion(roster)
    facts = opinion.answer(client, at)[:4]
    until = responsible(roster, client, at).valid_until
    assert until is None or at < until <= at + timedelta(days=370)
    if until is not None:
        assert opinion.answer(client, until)[:4] != facts
        assert opinion.answer(client, until - timedelta(microseconds=1))[:4] == facts
    for share in shares:
        later = at + share * ((until or END + timedelta(days=60)) - at)
        assert opinion.answer(client, later)[:4] == facts


@slow
@given(
    drawn_rosters(),
    CLIENTS,
    MINUTES,
    st.integers(1, 20_000),
    SHARES,
)
def test_a_timeline_has_no_holes_and_agrees_with_every_instant(
    roster: Roster, client: int, start: datetime, minutes: int, shares: list[float]
) -> None:
    end = start + timedelta(minutes=minutes)
    spans = timeline(roster, client, start, end)
    assert spans[0].start == start
    assert spans[-1].end == end
    assert all(span.start < span.end for span in spans)
    for one, other in pairwise(spans):
        assert one.end == other.start
        assert (one.pcm_of_record, one.role_holder, one.answering_now, one.backup, one.gap) != (
            other.pcm_of_record,
            other.role_holder,
            other.answering_now,
            other.backup,
            other.gap,
        )
    opinion = Opinion(roster)
    for share in shares:
        at = start + share * (end - start)
        span = next(each for each in spans if each.start <= at < each.end)
        assert opinion.answer(client, at) == Answer(
            span.pcm_of_record.id if span.pcm_of_record else None,
            span.role_holder.id,
            span.answering_now.id,
            span.backup.id if span.backup else None,
            span.gap,
        )


@slow
@given(drawn_rosters(), st.lists(INSTANTS, min_size=4, max_size=4))
def test_everyone_at_once_is_everyone_one_by_one(roster: Roster, instants: list[datetime]) -> None:
    opinion = Opinion(roster)
    for at in instants:
        charges = everyone(roster, at)
        assert list(charges) == list(DRAWN_CLIENTS)
        for client, charge in charges.items():
            answer = opinion.answer(client, at)
            assert (charge.role_holder, charge.answering_now) == (answer.holder, answer.answering)
            assert charge.capacity is responsible(roster, client, at).capacity


@slow
@given(drawn_rosters(), MINUTES, st.integers(1, 30_000), SHARES)
def test_cover_gaps_are_the_longest_spans_with_a_gap(
    roster: Roster, start: datetime, minutes: int, shares: list[float]
) -> None:
    end = start + timedelta(minutes=minutes)
    opinion = Opinion(roster)
    gaps = cover_gaps(roster, start, end)
    assert list(gaps) == sorted(gaps, key=lambda gap: (gap.client_id, gap.start))
    tick = timedelta(microseconds=1)
    for gap in gaps:
        assert start <= gap.start < gap.end <= end
        assert opinion.answer(gap.client_id, gap.start).gap
        assert opinion.answer(gap.client_id, gap.end - tick).gap
        assert gap.start == start or not opinion.answer(gap.client_id, gap.start - tick).gap
        assert gap.end == end or not opinion.answer(gap.client_id, gap.end).gap
        assert gap.why
        assert "None" not in gap.why
    for client in DRAWN_CLIENTS:
        for share in shares:
            at = start + share * (end - start)
            covered = not any(gap.client_id == client and gap.start <= at < gap.end for gap in gaps)
            assert covered is not opinion.answer(client, at).gap
