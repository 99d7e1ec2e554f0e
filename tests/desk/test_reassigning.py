"""Clients given to somebody else: all of them or none, and never both managers in one person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.context import Desk
from oncall_tui.desk.reassigning import Reassignment, Share, clients_of, reassign
from oncall_tui.desk.responsibility import who
from oncall_tui.errors import Refused
from storage.models import Decision, Holding
from storage.vocabulary import AbsenceReason
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, LEN, MAI, PER, SAM

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def give(
    person: int, *clients: int, share: Share = Share.PRIMARY, start: datetime | None = None, **more: datetime
) -> Reassignment:
    return Reassignment(tuple(clients), person, share, "Knows them.", start, more.get("end"))


def pairs(desk: Desk, client: int, at: datetime) -> tuple[int | None, int | None]:
    found = who(desk, client, at)
    return (
        found.pcm_of_record.id if found.pcm_of_record else None,
        found.secondary.id if found.secondary else None,
    )


def test_a_whole_caseload_changes_hands_for_good(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    before = who(desk, HANA).pcm_of_record
    saved = reassign(desk, give(SAM, *clients_of(desk, JO)))
    assert "Sam Idris is primary care manager of 1 client" in saved.words
    assert pairs(desk, HANA, MONDAY) == (SAM, MAI)
    assert who(desk, HANA, MONDAY - DAY).pcm_of_record == before, "the past stays as it was"
    assert desk.store.verify_audit().ok


def test_for_a_while_the_old_manager_has_them_again_afterwards(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    reassign(desk, give(SAM, HANA, start=MONDAY + DAY, end=MONDAY + 3 * DAY))
    held = [pairs(desk, HANA, MONDAY + day * DAY)[0] for day in range(5)]
    assert held == [JO, SAM, SAM, JO, JO]


def test_a_secondary_is_named_where_there_was_none(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    reassign(desk, give(JO, PER, share=Share.SECONDARY))
    assert pairs(desk, PER, MONDAY) == (SAM, JO)


def test_a_decision_names_who_acts_and_a_later_one_takes_its_place(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    reassign(desk, give(SAM, HANA, share=Share.ACTING))
    assert (who(desk, HANA).role_holder.id, pairs(desk, HANA, MONDAY)) == (SAM, (JO, MAI))
    clock.advance(timedelta(hours=1))
    reassign(desk, give(MAI, HANA, share=Share.ACTING, end=MONDAY + DAY))
    assert who(desk, HANA).role_holder.id == MAI
    with desk.store.reading() as connection, Session(connection) as session:
        first = session.exec(select(Decision).order_by(Decision.id)).first()  # type: ignore[arg-type]
        assert first is not None
        assert first.ends_at == clock.now()


def test_nobody_is_both_managers_of_a_client(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    with pytest.raises(Refused, match="C-0412: that person is the secondary"):
        reassign(desk, give(MAI, PER, HANA))
    assert pairs(desk, PER, MONDAY) == (SAM, None), "none of them was changed"
    with pytest.raises(Refused, match="C-0412: that person is the primary"):
        reassign(desk, give(JO, HANA, share=Share.SECONDARY))


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (give(LEN, HANA), "person"),
        (give(KIM, HANA), "person"),
        (give(SAM), "clients"),
        (give(SAM, 99), "clients"),
        (give(SAM, HANA, start=MONDAY, end=MONDAY), "end"),
        (Reassignment((HANA,), SAM, Share.PRIMARY, " "), "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk: Desk, new: Reassignment, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        reassign(desk, new)
    assert refusal.value.field == field


def test_somebody_who_is_away_takes_nobody(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    record_absence(desk, NewAbsence(SAM, AbsenceReason.SICK))
    with pytest.raises(Refused, match="also away then"):
        reassign(desk, give(SAM, HANA, BEN))


def test_the_table_itself_refuses_two_open_holders(desk: Desk, clock: FixedClock) -> None:
    from storage.errors import StoreError
    from storage.vocabulary import CareRole

    with pytest.raises(StoreError), desk.store.writing("system", "test.two", "holding") as unit:
        unit.session.add(Holding(client_id=HANA, person_id=SAM, role=CareRole.PCM, starts_at=clock.now()))
