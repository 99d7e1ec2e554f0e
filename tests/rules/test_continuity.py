"""Who is responsible, why, and until when, one instant at a time (R-010 … R-013)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.rules.continuity import Capacity, everyone, responsible
from oncall_tui.rules.roster import Away, Decision, Duty, Holding, PersonFacts, Roster
from storage.vocabulary import CareRole
from tests.rules import vectors as v
from tests.rules.rosters import CLIENT, DANA, JO, KIM, LINE, MINH, OTHER, SAM, away, office, roster, syd


def called(person: PersonFacts | None) -> str:
    return person.name.split()[0] if person else "-"


@pytest.mark.parametrize("vector", v.VECTORS, ids=lambda vector: vector.name)
def test_vector(vector: v.Vector) -> None:
    holder, answering, backup, capacity, *marks = vector.expected.split()
    found = responsible(vector.asked, CLIENT, syd(vector.at))
    assert (called(found.role_holder), called(found.answering_now)) == (holder, answering)
    assert (called(found.backup), found.capacity) == (backup, capacity)
    assert found.gap is (capacity == Capacity.LINE)
    assert (found.unowned, found.rota_gap) == ("unowned" in marks, "rota-gap" in marks)
    if CLIENT in vector.asked.holdings:
        charge = everyone(vector.asked, syd(vector.at))[CLIENT]
        assert charge.role_holder == found.role_holder.id
        assert charge.answering_now == found.answering_now.id


def test_the_primary_of_record_stays_on_record() -> None:
    for asked in (v.NO_JO, v.JO_LEFT, v.DECIDED, v.NEITHER, v.MON_TO_WED):
        found = responsible(asked, CLIENT, syd(v.FRIDAY))
        assert found.pcm_of_record is not None
        assert found.pcm_of_record.id == JO
        assert found.role_holder.id != JO


def test_two_who_cover_each_other_both_end_at_the_line() -> None:
    for client in (CLIENT, OTHER):
        assert responsible(v.CYCLE, client, syd(v.FRIDAY)).role_holder.id == DANA


@pytest.mark.parametrize(
    ("asked", "at", "until"),
    [
        (v.USUAL, v.FRIDAY, "2026-11-13 17:00"),
        (v.USUAL, "2026-11-13 17:00", "2026-11-16 09:00"),
        (v.USUAL, "2026-12-24 17:00", "2026-12-28 09:00"),
        (v.SATURDAY_OUT, "2026-11-13 17:00", "2026-11-14 10:00"),
        (v.LONDON, "2026-11-16 10:30", "2026-11-16 11:00"),
        (v.DECIDED, "2026-11-13 20:00", "2026-11-13 22:00"),
        (v.held(*v.MOVED), "2026-11-13 17:00", "2026-11-14 00:00"),
        (roster(*v.gone(JO, MINH), rota=v.SHIFTS), v.FRIDAY, "2026-11-14 09:00"),
        (roster(*v.gone(JO, MINH, DANA, KIM), away(SAM, "2026-11-14 01:30")), v.FRIDAY, "2026-11-14 01:30"),
        (roster(*v.gone(JO, MINH), rota=()), v.FRIDAY, None),
    ],
)
def test_it_says_until_when_it_holds(asked: Roster, at: str, until: str | None) -> None:
    assert responsible(asked, CLIENT, syd(at)).valid_until == (syd(until) if until else None)


SICK_NO_END = "Jo Lee (primary) is away: sick since Wed 11 Nov 08:00, return unknown"
OWN_LEAVE = "annual leave since Sun 1 Nov 00:00, return unknown"
BACKUP_DANA = f"{LINE} (director Dana Ruiz) until Fri 1 Jan 2027 00:00"
BY_DEFAULT = "by default: the policy speaks of weekends"
SHUT = (
    "Outside business hours since Fri 13 Nov 17:00, until Mon 16 Nov 09:00: "
    "the role stays where it was unless an absence or a decision moves it"
)


@pytest.mark.parametrize(
    ("asked", "at", "lines"),
    [
        (
            v.OPEN_ENDED,
            v.FRIDAY,
            (
                "Business hours until Fri 13 Nov 17:00",
                SICK_NO_END,
                "Minh Tran (secondary) holds the role",
                "Answering now: Minh Tran. In business hours whoever holds the role answers",
                f"Backup: {BACKUP_DANA}, {BY_DEFAULT}",
            ),
        ),
        (
            v.ON_LEAVE,
            v.SATURDAY,
            (
                SHUT,
                "Jo Lee (primary) was not there when business hours ended, "
                "and can take the role again Mon 16 Nov 09:00",
                "Minh Tran (secondary) holds the role",
                "Answering now: Dana Ruiz. Outside business hours the line answers: "
                "Dana Ruiz is on duty until Fri 1 Jan 2027 00:00",
                f"Backup: {BACKUP_DANA}",
            ),
        ),
        (
            roster(*v.gone(JO, MINH, DANA)),
            v.FRIDAY,
            (
                "Business hours until Fri 13 Nov 17:00",
                f"Jo Lee (primary) is away: {OWN_LEAVE}",
                f"Minh Tran (secondary) is away: {OWN_LEAVE}",
                f"Cover gap: the role falls to the line, {LINE} (Kim Webb, rota gap)",
                f"Dana Ruiz is on the duty rota but is away: {OWN_LEAVE}",
                "rota gap: nobody on the duty rota can answer",
                "Kim Webb answers as the default director",
                "Answering now: Kim Webb. In business hours whoever holds the role answers",
                "Backup: nobody: everybody else who could be is away",
            ),
        ),
    ],
)
def test_the_chain_is_told_in_order(asked: Roster, at: str, lines: tuple[str, ...]) -> None:
    assert responsible(asked, CLIENT, syd(at)).because == lines


@pytest.mark.parametrize(
    ("asked", "at", "said"),
    [
        (v.EXPECTED, v.FRIDAY, "sick since Wed 11 Nov 08:00, expected back Mon 16 Nov 09:00, an estimate"),
        (v.EXPECTED, v.MONDAY, "Jo Lee (primary) holds the role, back since Mon 16 Nov 09:00 by an estimate"),
        (v.PASSED, v.MONDAY, "sick since Wed 11 Nov 08:00, expected back Mon 16 Nov 09:00, not confirmed"),
        (v.LONGER, v.MONDAY, "sick since Wed 11 Nov 08:00 until Tue 17 Nov 08:00"),
        (v.LEAVES_AT_NIGHT, v.SATURDAY, "annual leave until Fri 20 Nov 00:00"),
        (v.MON_TO_WED, v.FRIDAY, "Jo Lee (primary) does not work on Fri 13 Nov"),
        (v.JO_LEFT, v.FRIDAY, "Jo Lee (primary) is no longer active"),
        (v.held(), v.FRIDAY, "No primary care manager is on record, the client is unowned"),
        (v.held(), v.FRIDAY, "No secondary care manager is named"),
        (
            v.DECIDED,
            v.FRIDAY,
            "Bo Falk holds the role by a director's decision until Fri 13 Nov 22:00 (known",
        ),
        (v.DECIDED, "2026-11-13 23:00", "The director's decision for Bo Falk ended Fri 13 Nov 22:00"),
        (
            v.DECIDED_GONE,
            v.FRIDAY,
            f"Bo Falk was given the role by a director's decision until Fri 13 Nov "
            f"22:00, but is away: {OWN_LEAVE}",
        ),
        (v.held(v.JO_IS_PCM, v.CROSSED[1]), v.FRIDAY, "Jo Lee (secondary) is the primary as well"),
        (
            v.NO_ROTA_NO_KIM,
            v.SATURDAY,
            f"Kim Webb, the default director, is away: {OWN_LEAVE}, Dana Ruiz is "
            "the first other person who is there",
        ),
        (roster(*v.gone(*range(1, 8))), v.SATURDAY, "everybody is away; Kim Webb is named because somebody"),
        (
            roster(replace(v.ILL, recorded_at=syd("2026-11-11 09:10"))),
            "2026-11-11 09:05",
            "an estimate, recorded Wed 11 Nov 09:10",
        ),
    ],
)
def test_each_reason_has_its_words(asked: Roster, at: str, said: str) -> None:
    assert said in "\n".join(responsible(asked, CLIENT, syd(at)).because)


@pytest.mark.parametrize(
    ("asked", "at", "sentence"),
    [
        (
            v.USUAL,
            v.FRIDAY,
            f"Responsible: Jo Lee (primary); backup Minh Tran (secondary); the line is {LINE} (Dana Ruiz).",
        ),
        (
            v.USUAL,
            v.SATURDAY,
            "Responsible: Jo Lee (primary); outside business hours until Mon 16 Nov 09:00 the line answers, "
            f"{LINE} (Dana Ruiz); backup Minh Tran (secondary).",
        ),
        (
            v.OPEN_ENDED,
            v.FRIDAY,
            f"Acting: Minh Tran (secondary) because {SICK_NO_END}; backup {BACKUP_DANA}, {BY_DEFAULT}.",
        ),
        (
            v.OPEN_ENDED,
            v.SATURDAY,
            f"Acting: Minh Tran (secondary) because {SICK_NO_END}; "
            f"outside business hours until Mon 16 Nov 09:00 the line answers; backup {BACKUP_DANA}.",
        ),
        (
            v.DECIDED,
            v.FRIDAY,
            "Acting: Bo Falk holds the role by a director's decision until Fri 13 Nov 22:00 "
            f"(known to the family); backup {BACKUP_DANA}, {BY_DEFAULT}.",
        ),
        (
            v.held(),
            v.FRIDAY,
            f"Cover gap: the role falls to the line, {LINE} (Dana Ruiz), because no primary care manager is "
            "on record, the client is unowned, and no secondary care manager is named; "
            f"backup {LINE} (director Kim Webb), {BY_DEFAULT}.",
        ),
    ],
)
def test_one_sentence_says_it_all(asked: Roster, at: str, sentence: str) -> None:
    assert responsible(asked, CLIENT, syd(at)).why == sentence


def test_a_public_holiday_counts_as_weekend_for_the_backup() -> None:
    christmas = responsible(v.NO_JO, CLIENT, syd("2026-12-25 10:00"))
    assert BY_DEFAULT not in christmas.why
    assert BY_DEFAULT in responsible(v.NO_JO, CLIENT, syd("2026-12-24 20:00")).why


def test_the_instant_may_be_given_in_any_zone() -> None:
    there = syd(v.FRIDAY)
    assert responsible(v.USUAL, CLIENT, there.astimezone(UTC)) == responsible(v.USUAL, CLIENT, there)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 13, 10, 0)  # noqa: DTZ001 - to be refused is its purpose
    known = syd(v.FRIDAY)
    with pytest.raises(ValueError, match="zone"):
        responsible(v.USUAL, CLIENT, naive)
    with pytest.raises(ValueError, match="zone"):
        everyone(v.USUAL, naive)
    with pytest.raises(ValueError, match="zone"):
        Holding(JO, CareRole.PCM, naive)
    with pytest.raises(ValueError, match="zone"):
        Decision(JO, known, naive)
    with pytest.raises(ValueError, match="zone"):
        Away(JO, v.SICK, known, returned_at=naive)
    with pytest.raises(ValueError, match="zone"):
        Duty(JO, naive, known)


def test_a_default_director_whom_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="default director"):
        Roster({}, {}, {}, {}, (), KIM, office(), LINE, syd(v.FRIDAY))


def test_answers_about_many_instants_do_not_disturb_each_other() -> None:
    asked = roster(v.WEEK_OFF, away(MINH, "2026-11-10 00:00", "2026-11-12 00:00"))
    hours = [syd("2026-11-06 00:00") + timedelta(hours=hour) for hour in range(700)]
    first = [responsible(asked, CLIENT, at) for at in hours]
    assert [responsible(asked, CLIENT, at) for at in reversed(hours)] == first[::-1]
