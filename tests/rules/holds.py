"""What must hold of a roster, however complicated: each function asserts one sentence about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from oncall_tui.rules.continuity import Capacity, everyone, responsible, timeline
from oncall_tui.rules.cover import cover_gaps
from oncall_tui.rules.roster import Roster
from tests.rules.drawn import BEGIN, DRAWN_CLIENTS, WEEKS
from tests.rules.opinion import Answer, Opinion

END = BEGIN + timedelta(weeks=WEEKS)
_TICK = timedelta(microseconds=1)


def judged(roster: Roster, client: int, at: datetime) -> Answer:
    """Return what the rules say, as the second opinion says it."""
    found = responsible(roster, client, at)
    return Answer(
        found.pcm_of_record.id if found.pcm_of_record else None,
        found.role_holder.id,
        found.answering_now.id,
        found.backup.id if found.backup else None,
        found.gap,
    )


def answer_is_the_second_opinion(roster: Roster, client: int, instants: Sequence[datetime]) -> None:
    """The answer is that of the rules read one record at a time."""
    opinion = Opinion(roster)
    for at in instants:
        assert judged(roster, client, at) == opinion.answer(client, at)


def somebody_is_named_who_is_there(roster: Roster, client: int, instants: Sequence[datetime]) -> None:
    """Somebody is named who works here and is not away, and the sentence that says why is whole."""
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


def answer_holds_until_it_says(roster: Roster, client: int, at: datetime, shares: Sequence[float]) -> None:
    """An answer holds until the instant it names, and no longer."""
    opinion = Opinion(roster)
    facts = opinion.answer(client, at)[:4]
    until = responsible(roster, client, at).valid_until
    assert until is None or at < until <= at + timedelta(days=370)
    if until is not None:
        assert opinion.answer(client, until)[:4] != facts
        assert opinion.answer(client, until - _TICK)[:4] == facts
    for share in shares:
        later = at + share * ((until or END + timedelta(days=60)) - at)
        assert opinion.answer(client, later)[:4] == facts


def timeline_is_whole(
    roster: Roster, client: int, start: datetime, end: datetime, shares: Sequence[float]
) -> None:
    """A timeline has no holes and no overlaps, and agrees with every instant."""
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
        said = Answer(
            span.pcm_of_record.id if span.pcm_of_record else None,
            span.role_holder.id,
            span.answering_now.id,
            span.backup.id if span.backup else None,
            span.gap,
        )
        assert judged(roster, client, at) == opinion.answer(client, at) == said


def everyone_is_one_by_one(roster: Roster, instants: Sequence[datetime]) -> None:
    """All clients asked about at once are as each asked about alone."""
    opinion = Opinion(roster)
    for at in instants:
        charges = everyone(roster, at)
        assert list(charges) == list(DRAWN_CLIENTS)
        for client, charge in charges.items():
            answer = opinion.answer(client, at)
            assert (charge.role_holder, charge.answering_now) == (answer.holder, answer.answering)
            assert charge.capacity is responsible(roster, client, at).capacity


def gaps_are_the_longest(roster: Roster, start: datetime, end: datetime, shares: Sequence[float]) -> None:
    """The cover gaps are the longest spans in which the role falls to the line, and all of them."""
    opinion = Opinion(roster)
    gaps = cover_gaps(roster, start, end)
    assert list(gaps) == sorted(gaps, key=lambda gap: (gap.client_id, gap.start))
    for gap in gaps:
        assert start <= gap.start < gap.end <= end
        assert opinion.answer(gap.client_id, gap.start).gap
        assert opinion.answer(gap.client_id, gap.end - _TICK).gap
        assert gap.start == start or not opinion.answer(gap.client_id, gap.start - _TICK).gap
        assert gap.end == end or not opinion.answer(gap.client_id, gap.end).gap
        assert gap.why
        assert "None" not in gap.why
    for client in DRAWN_CLIENTS:
        for share in shares:
            at = start + share * (end - start)
            covered = not any(gap.client_id == client and gap.start <= at < gap.end for gap in gaps)
            assert covered is not opinion.answer(client, at).gap


def circle_ends_at_the_line(roster: Roster, pair: tuple[int, int], instants: Sequence[datetime]) -> None:
    """Of two who stand in for each other, by role and by decision, neither has a client with both gone."""
    opinion = Opinion(roster)
    for at in instants:
        if not all(opinion.gone(key, at) for key in pair):
            continue
        for client in DRAWN_CLIENTS[:2]:
            found = responsible(roster, client, at)
            assert found.capacity is Capacity.LINE
            assert found.role_holder.id == opinion.line(at)
            gaps = cover_gaps(roster, at, at + _TICK)
            assert client in {gap.client_id for gap in gaps}
