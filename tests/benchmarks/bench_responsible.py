"""Who is responsible for everybody, and where cover is missing: 100,000 clients, ratios taken in one run."""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from oncall_tui.rules.continuity import everyone, responsible
from oncall_tui.rules.cover import cover_gaps
from oncall_tui.rules.roster import Away, Decision, Duty, Holding, PersonFacts, Roster, WorkSpan
from storage.vocabulary import AbsenceReason, CareRole, PersonRole
from tests.rules.opinion import Opinion
from tests.rules.rosters import LINE, office, pattern

CLIENTS, MANAGERS, DIRECTORS, ABSENCES = 100_000, 500, 10, 5_000
BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
END = BEGIN + timedelta(weeks=8)
NOON = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 9, 26, 16, 40, tzinfo=UTC)
EVERYONE_AT_MOST = 1 / 8
GAPS_AT_MOST = 3.0
ROUNDS = 3


def _works(drawn: random.Random) -> tuple[WorkSpan, ...]:
    """One manager in seven works three or four days a week, the others whenever the office is open."""
    return () if drawn.random() < 6 / 7 else (pattern(drawn.sample(range(5), drawn.choice((3, 4)))),)


def _people(drawn: random.Random) -> dict[int, PersonFacts]:
    roles = dict.fromkeys(range(MANAGERS), PersonRole.CARE_MANAGER)
    roles.update(dict.fromkeys(range(MANAGERS, MANAGERS + DIRECTORS), PersonRole.DIRECTOR))
    return {
        key: PersonFacts(key, f"Person {key}", roles=frozenset({role}), works=_works(drawn))
        for key, role in roles.items()
    }


def _away(drawn: random.Random) -> dict[int, tuple[Away, ...]]:
    """A year of absences of up to a week, some of them of unknown length."""
    found: dict[int, tuple[Away, ...]] = {}
    for number in range(ABSENCES):
        key = drawn.randrange(MANAGERS + DIRECTORS)
        start = BEGIN + timedelta(minutes=drawn.randrange(-60 * 24 * 180, 60 * 24 * 185))
        end = start + timedelta(minutes=drawn.randrange(30, 60 * 24 * 7))
        reason = drawn.choice((AbsenceReason.ANNUAL, AbsenceReason.STUDY, AbsenceReason.SICK))
        returned = end if reason is AbsenceReason.SICK else None
        open_ended = number < 150
        record = Away(
            key, reason, start, None if open_ended else end, None if open_ended else returned, start
        )
        found[key] = (*found.get(key, ()), record)
    return found


def _holdings(drawn: random.Random) -> dict[int, tuple[Holding, ...]]:
    """Every client with two managers, one in fifty of whom change within the eight weeks."""
    long_ago = BEGIN - timedelta(days=200)
    held: dict[int, tuple[Holding, ...]] = {}
    for client in range(CLIENTS):
        pcm, scm, third = drawn.sample(range(MANAGERS), 3)
        if client % 50:
            held[client] = (Holding(pcm, CareRole.PCM, long_ago), Holding(scm, CareRole.SCM, long_ago))
            continue
        turn = BEGIN + timedelta(minutes=drawn.randrange(60 * 24 * 56))
        held[client] = (
            Holding(pcm, CareRole.PCM, long_ago, turn),
            Holding(scm, CareRole.PCM, turn),
            Holding(scm, CareRole.SCM, long_ago, turn),
            Holding(third, CareRole.SCM, turn),
        )
    return held


@pytest.fixture(scope="module")
def roster() -> Roster:
    drawn = random.Random(2026)
    week = timedelta(weeks=1)
    return Roster(
        people=_people(drawn),
        holdings=_holdings(drawn),
        decisions={
            client: (Decision(drawn.randrange(MANAGERS), BEGIN + week, BEGIN + 3 * week, "as agreed"),)
            for client in drawn.sample(range(CLIENTS), 500)
        },
        away=_away(drawn),
        duty=tuple(
            Duty(MANAGERS + number % DIRECTORS, BEGIN + number * week, BEGIN + (number + 1) * week)
            for number in range(-5, 12)
        ),
        default_director=MANAGERS,
        calendar=office({}),
        line=LINE,
        now=NOON,
    )


def report(line: str) -> None:
    """Print a figure where `pytest -s` shows it."""
    sys.stdout.write(f"  {line}\n")


def _seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def _anew(roster: Roster) -> Roster:
    """The same roster, of which nothing has been worked out."""
    return Roster(
        roster.people,
        roster.holdings,
        roster.decisions,
        roster.away,
        roster.duty,
        roster.default_director,
        roster.calendar,
        roster.line,
        roster.now,
    )


@pytest.mark.bench
@pytest.mark.parametrize("at", [NOON, SUNDAY], ids=["noon", "night"])
def test_everyone_at_once_against_one_by_one(roster: Roster, at: datetime) -> None:
    clients = range(CLIENTS)
    everyone(roster, at)
    ratios, cold = [], []
    for _ in range(ROUNDS):
        one_by_one = _seconds(lambda: [responsible(roster, client, at) for client in clients])
        at_once = _seconds(lambda: everyone(roster, at))
        fresh = _anew(roster)
        cold.append(_seconds(lambda fresh=fresh: everyone(fresh, at)) / one_by_one)  # type: ignore[misc]
        ratios.append(at_once / one_by_one)
        report(f"one by one {one_by_one:.3f} s, at once {at_once:.3f} s")
    ratio = statistics.median(ratios)
    report(f"everyone / one by one: {ratio:.3f} (at most {EVERYONE_AT_MOST}); first ask {min(cold):.3f}")
    charges = everyone(roster, at)
    differing = sum(
        charges[client].role_holder != responsible(roster, client, at).role_holder.id for client in clients
    )
    assert differing == 0
    assert ratio <= EVERYONE_AT_MOST


@pytest.mark.bench
def test_exact_gaps_against_one_pass_at_one_instant(roster: Roster) -> None:
    ratios = []
    for _ in range(ROUNDS):
        one_pass = _seconds(lambda: [responsible(roster, client, NOON) for client in range(CLIENTS)])
        fresh = _anew(roster)
        sweep = _seconds(lambda fresh=fresh: cover_gaps(fresh, BEGIN, END))  # type: ignore[misc]
        ratios.append(sweep / one_pass)
        report(f"one pass {one_pass:.3f} s, gaps of eight weeks, nothing known before, {sweep:.3f} s")
    gaps = cover_gaps(roster, BEGIN, END)
    by_client: dict[int, list[tuple[datetime, datetime]]] = {}
    for gap in gaps:
        by_client.setdefault(gap.client_id, []).append((gap.start, gap.end))
    drawn, opinion, differences = random.Random(7), Opinion(roster), 0
    for _ in range(20_000):
        client, at = drawn.randrange(CLIENTS), BEGIN + timedelta(seconds=drawn.randrange(8 * 7 * 86_400))
        told = any(start <= at < end for start, end in by_client.get(client, ()))
        differences += told is not opinion.answer(client, at).gap
    ratio = statistics.median(ratios)
    report(
        f"gaps / one pass: {ratio:.2f} (at most {GAPS_AT_MOST}); {len(gaps)} gaps of {len(by_client)} clients"
    )
    report(f"differences at 20,000 instants: {differences}")
    assert differences == 0
    assert ratio <= GAPS_AT_MOST
