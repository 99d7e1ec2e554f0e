"""Managers' load and the clients of one's own, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hand_on
from oncall_tui.desk.load import ManagerLoad, load
from oncall_tui.desk.own import own_clients
from oncall_tui.settings import Settings
from storage.models import Client, Decision, Holding
from storage.vocabulary import AbsenceReason, CareRole, Category
from tests.clock import FixedClock
from tests.house import BEN, EPOCH, HANA, JO, KIM, LEN, MAI, PER, RAE, SAM, desk_of

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 11:00 in Sydney."""


def by_person(desk: Desk) -> dict[int, ManagerLoad]:
    return {each.person.id: each for each in load(desk).managers}


def figures(one: ManagerLoad) -> tuple[int, int, int, int, int]:
    return one.primary, one.acting, one.watching, one.open_clocks, one.lapsed_clocks


def test_each_manager_with_clients_watching_briefs_and_clocks(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY - timedelta(days=4))
    log_call(desk, NewCall("a", Category.WELLBEING, client_id=HANA, said="Ring her."))
    handed = log_call(desk, NewCall("b", Category.WELLBEING, client_id=PER, said="Ring him.")).item_id
    clock.jump(MONDAY)
    started = by_person(desk)[JO].open_clocks
    assert started > 0
    hand_on(desk, handed, MAI, "knows him", version=1)
    record_absence(desk, NewAbsence(JO, AbsenceReason.SICK, MONDAY))
    found = by_person(desk)
    assert list(found) == [JO, MAI, SAM]
    assert figures(found[JO]) == (1, 0, 0, 0, 0)
    assert figures(found[MAI])[:3] == (1, 1, 1)
    assert found[MAI].open_clocks > started, "Hana's, and those that were handed over"
    assert found[MAI].lapsed_clocks > 0
    assert figures(found[SAM]) == (1, 0, 1, 0, 0)
    assert found[JO].away.startswith("sick since")
    whole = load(desk_of(desk.store, clock, MAI))
    assert whole.managers[0].away.startswith("away since")
    assert (whole.ceiling, whole.unowned, whole.uncovered) == (350, 0, 0)


def test_who_left_is_shown_with_what_is_on_their_name_and_those_gone_are_not_counted(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    with desk.store.writing("system", "test.clients", "clients") as unit:
        for key, active, person in ((70, True, LEN), (71, False, JO), (72, True, None)):
            unit.session.add(
                Client(id=key, number=f"C-{key}", family_name="A", given_name="B", active=active)
            )
            unit.session.flush()
            if person:
                unit.session.add(Holding(client_id=key, person_id=person, role=CareRole.PCM, starts_at=EPOCH))
    desk.settings = replace(Settings(), caseload_ceiling=10)
    found = load(desk)
    assert {each.person.id: each.primary for each in found.managers} == {JO: 1, LEN: 1, MAI: 1, SAM: 1}
    assert (found.ceiling, found.unowned, found.uncovered) == (10, 1, 2)


def test_own_clients_are_those_on_record_and_those_one_acts_for(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    record_absence(desk, NewAbsence(JO, AbsenceReason.SICK, MONDAY))
    with desk.store.writing("system", "test.decided", "client:3") as unit:
        unit.session.add(
            Decision(client_id=PER, person_id=MAI, starts_at=EPOCH, reason="known", decided_by=KIM)
        )
    mine = own_clients(desk, MAI)
    assert [(each.id, each.primary, each.held) for each in mine] == [
        (PER, False, True),
        (BEN, True, True),
        (HANA, False, True),
    ]
    assert [each.charge.name for each in mine] == ["Lindqvist, Per", "Okafor, Ben", "Okafor, Hana"]
    assert [(each.id, each.primary, each.held) for each in own_clients(desk, JO)] == [(HANA, True, False)]
    assert [each.id for each in own_clients(desk, SAM)] == [PER]


def test_of_whoever_has_the_line_only_the_uncovered_are_their_own(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    assert own_clients(desk, RAE) == ()
    record_absence(desk, NewAbsence(SAM, AbsenceReason.SICK, MONDAY))
    assert [each.id for each in own_clients(desk, RAE)] == [PER]
