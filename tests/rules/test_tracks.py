"""Managers and the rota ahead: what they say of each instant is what the resolver says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.rules.alike import alike
from oncall_tui.rules.continuity import Capacity, responsible
from oncall_tui.rules.cover import cover_gaps
from oncall_tui.rules.roster import Roster
from oncall_tui.rules.rota import RotaTrouble, rota_troubles
from oncall_tui.rules.tracks import Stand, Track, tracks
from tests.rules import vectors as v
from tests.rules.drawn import DRAWN_CLIENTS, MINUTES, drawn_rosters
from tests.rules.opinion import Opinion
from tests.rules.rosters import (
    CLIENT,
    DANA,
    HELD,
    JO,
    KIM,
    MINH,
    OTHER,
    away,
    decision,
    duty,
    roster,
    staff,
    syd,
)
from tests.rules.test_continuity_properties import SHARES, slow

WEEK = (syd("2026-11-09 09:00"), syd("2026-11-16 09:00"))


def at_of(spans: Sequence[Track], at: datetime) -> Track:
    return next(each for each in spans if each.start <= at < each.end)


@slow
@given(drawn_rosters(), MINUTES, st.integers(1, 30_000), SHARES)
def test_tracks_agree_with_the_resolver_at_every_instant(
    asked: Roster, start: datetime, minutes: int, shares: list[float]
) -> None:
    end = start + timedelta(minutes=minutes)
    opinion = Opinion(asked)
    found = tracks(asked, start, end)
    for spans in found.values():
        assert (spans[0].start, spans[-1].end) == (start, end)
        assert all(one.end == other.start and one != other for one, other in pairwise(spans))
    for share in shares:
        at = start + share * (end - start)
        answers = [(responsible(asked, client, at), opinion.answer(client, at)) for client in DRAWN_CLIENTS]
        for key, spans in found.items():
            track = at_of(spans, at)
            moment = asked.index.moment(at)
            able = track.stand is Stand.AT_WORK
            assert able is (not opinion.gone(key, at) and opinion.on_work_day(key, moment.ref))
            assert (track.away is not None) is (track.stand is Stand.AWAY)
            mine = [(judged, answer) for judged, answer in answers if answer.pcm == key]
            assert track.clients == len(mine)
            covered = Counter(
                (answer.holder, judged.capacity)
                for judged, answer in mine
                if answer.holder != key or answer.gap
            )
            assert {(each.person_id, each.capacity): each.clients for each in track.covers} == covered
            assert track.uncovered == sum(answer.gap for _, answer in mine)
        named = {answer.pcm for _, answer in answers} - {None}
        assert named <= found.keys()


@slow
@given(drawn_rosters(), MINUTES, st.integers(1, 30_000))
def test_gaps_of_those_who_stand_for_others_are_everybodys(
    asked: Roster, start: datetime, minutes: int
) -> None:
    end = start + timedelta(minutes=minutes)
    twice = {client + 10: held for client, held in asked.holdings.items()}
    asked = replace(asked, holdings={**asked.holdings, **twice})
    groups = alike(asked, start, end)
    assert sorted(client for members in groups.clients.values() for client in members) == sorted(
        asked.holdings.keys() | asked.decisions.keys()
    )
    few = cover_gaps(groups.roster, start, end)
    all_ = {(client, gap.start, gap.end) for gap in few for client in groups.clients[gap.client_id]}
    assert all_ == {(gap.client_id, gap.start, gap.end) for gap in cover_gaps(asked, start, end)}


@slow
@given(drawn_rosters(), MINUTES, st.integers(1, 30_000), SHARES)
def test_the_rota_has_a_gap_where_the_line_has_one_outside_business_hours(
    asked: Roster, start: datetime, minutes: int, shares: list[float]
) -> None:
    end = start + timedelta(minutes=minutes)
    found = rota_troubles(asked, start, end)
    assert list(found) == sorted(found, key=lambda span: span.start)
    for share in shares:
        at = start + share * (end - start)
        moment = asked.index.moment(at)
        span = next((each for each in found if each.start <= at < each.end), None)
        if not moment.open:
            assert (span is not None and span.trouble is RotaTrouble.GAP) is moment.line.rota_gap
        there = {
            shift.person_id
            for shift in asked.duty
            if shift.start <= at < shift.end and moment.available(shift.person_id)
        }
        assert (span is not None and span.trouble is RotaTrouble.OVERLAP) is (len(there) > 1)


def test_clients_of_one_pair_of_managers_cost_no_more_than_one_of_them() -> None:
    many = dict.fromkeys(range(1000), HELD)
    asked = roster(v.WEEK_OFF, holdings={**many, 2000: (HELD[0],)}, decisions=())
    groups = alike(asked, *WEEK)
    assert {key: len(members) for key, members in groups.clients.items()} == {0: 1000, 2000: 1}
    track = at_of(tracks(asked, *WEEK, groups)[JO], syd("2026-11-10 12:00"))
    assert (track.stand, track.clients, track.uncovered) == (Stand.AWAY, 1001, 1)
    assert [(each.person_id, each.clients) for each in track.covers] == [(MINH, 1000), (DANA, 1)]


def test_a_decision_is_told_as_the_reason_of_a_cover() -> None:
    kim_has_it = decision(KIM, "2026-11-10 12:00", "2026-11-11 12:00")
    found = tracks(roster(decisions=(kim_has_it,)), *WEEK)[JO]
    assert [(each.stand, [cover.capacity for cover in each.covers]) for each in found] == [
        (Stand.AT_WORK, []),
        (Stand.AT_WORK, [Capacity.DECISION]),
        (Stand.AT_WORK, []),
    ]


def test_who_has_left_is_shown_while_a_client_is_on_their_name() -> None:
    assert {key: spans[0].stand for key, spans in tracks(roster(), *WEEK).items()} == {
        JO: Stand.AT_WORK,
        MINH: Stand.AT_WORK,
        7: Stand.AT_WORK,
    }
    gone = staff(replace(staff()[JO], active=False))
    (track,) = tracks(roster(people=gone), *WEEK)[JO]
    assert track.stand is Stand.GONE
    assert [each.person_id for each in track.covers] == [MINH]


def test_a_hole_in_the_rota_goes_on_through_business_hours_that_nobody_has_either() -> None:
    rota = (
        duty(DANA, "2026-11-01 00:00", "2026-11-10 09:00"),
        duty(KIM, "2026-11-12 17:00", "2026-11-13 09:00"),
        duty(DANA, "2026-11-13 08:00", "2026-11-20 09:00"),
    )
    found = rota_troubles(roster(away(KIM, "2026-11-12 20:00", "2026-11-12 21:00"), rota=rota), *WEEK)
    assert [(each.trouble.value, each.start, each.end, each.people) for each in found] == [
        ("gap", syd("2026-11-10 17:00"), syd("2026-11-12 09:00"), ()),
        ("gap", syd("2026-11-12 20:00"), syd("2026-11-12 21:00"), (KIM,)),
        ("overlap", syd("2026-11-13 08:00"), syd("2026-11-13 09:00"), (KIM, DANA)),
    ]
    assert rota_troubles(roster(holdings={CLIENT: HELD, OTHER: HELD}), *WEEK) == ()
