"""Clients given to somebody else: all of them or none, and never both managers in one person."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.alerts.loading import alert_steps, load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.reassigning.planning import preview
from oncall_tui.desk.reassigning.verbs import reassign, said
from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.models import Decision, Holding
from storage.vocabulary import AbsenceReason, Category
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, LEN, MAI, PER, RAE, SAM, desk_of

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
    done = reassign(desk, give(SAM, HANA))
    assert "Sam Idris is primary care manager of 1 client" in said(done, "Australia/Sydney")
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
    with pytest.raises(Refused, match="C-0412: Mai Tran is the secondary"):
        reassign(desk, give(MAI, PER, HANA))
    assert pairs(desk, PER, MONDAY) == (SAM, None), "none of them was changed"
    with pytest.raises(Refused, match="C-0412: Jo Lee is the primary"):
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


def rows(desk: Desk) -> set[tuple[object, ...]]:
    with desk.store.reading() as connection, Session(connection) as session:
        held, made = session.exec(select(Holding)).all(), session.exec(select(Decision)).all()
        roles = {(each.client_id, each.person_id, each.role, each.starts_at, each.ends_at) for each in held}
        return roles | {(each.client_id, each.person_id, each.starts_at, each.ends_at) for each in made}


@pytest.mark.parametrize("share", list(Share))
def test_undo_gives_everybody_back_what_they_had(desk: Desk, clock: FixedClock, share: Share) -> None:
    clock.jump(MONDAY)
    reassign(desk, give(SAM, HANA, share=Share.ACTING))
    reassign(desk, give(SAM, HANA, start=MONDAY + 9 * DAY))
    clock.advance(timedelta(minutes=1))
    before = rows(desk)
    person = {Share.ACTING: MAI, Share.PRIMARY: SAM, Share.SECONDARY: SAM}[share]
    if share is Share.SECONDARY:
        undo(desk)
        before = rows(desk)
    reassign(desk, give(person, HANA, share=share, end=clock.now() + 20 * DAY))
    assert rows(desk) != before
    undo(desk)
    assert rows(desk) == before
    assert desk.store.verify_audit().ok


def test_what_somebody_else_has_changed_since_is_not_undone_and_it_says_who(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    reassign(desk, give(SAM, HANA, PER, end=MONDAY + DAY))
    clock.advance(timedelta(minutes=2))
    reassign(desk_of(desk.store, clock, RAE), give(JO, HANA))
    after = rows(desk)
    with pytest.raises(Refused, match=r"Rae Novak has changed .* C-0412 \(Mon 23 Nov 11:02"):
        undo(desk)
    assert rows(desk) == after


def test_undo_would_make_one_person_both_managers_and_is_refused(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    reassign(desk, give(SAM, HANA))
    reassign(desk_of(desk.store, clock, RAE), give(JO, HANA, share=Share.SECONDARY))
    with pytest.raises(Refused, match="Jo Lee would be both managers"):
        undo(desk)
    assert pairs(desk, HANA, MONDAY) == (SAM, JO)


def test_the_preview_tells_every_client_and_changes_nothing(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    before = rows(desk)
    plan = preview(desk, give(MAI, HANA, PER))
    told = [
        (each.number, each.holder and each.holder.id, each.onto and each.onto.id) for each in plan.clients
    ]
    assert told == [("C-0031", SAM, MAI), ("C-0412", JO, MAI)]
    assert [each.refused for each in plan.refused] == [
        "Mai Tran is the secondary care manager then. Name another secondary one first."
    ]
    assert rows(desk) == before
    with pytest.raises(Refused, match="Nothing was changed"):
        reassign(desk, give(MAI, HANA, PER))
    assert rows(desk) == before
    done = reassign(desk, give(MAI, PER))
    assert done.applied
    assert done.clients[0] == plan.clients[0]


def test_what_it_leaves_uncovered_is_shown(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    record_absence(desk, NewAbsence(MAI, AbsenceReason.ANNUAL, MONDAY, MONDAY + 9 * DAY))
    record_absence(desk, NewAbsence(SAM, AbsenceReason.PERSONAL, MONDAY + DAY, MONDAY + 2 * DAY))
    plan = preview(desk, give(SAM, HANA))
    assert {(each.client_id, each.start.day) for each in plan.gaps} == {(HANA, 24)}
    assert [each.person.id for each in plan.gaps[0].candidates][:2] == [MAI, JO]
    assert not preview(desk, give(SAM, HANA, end=MONDAY + DAY)).gaps


def test_only_a_director_moves_the_primary_role(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    manager = desk_of(desk.store, clock, JO)
    for share in (Share.PRIMARY, Share.ACTING):
        with pytest.raises(Refused, match="Only a director decides") as refusal:
            reassign(manager, give(SAM, HANA, share=share))
        assert refusal.value.field == "share"
    assert reassign(manager, give(SAM, HANA, share=Share.SECONDARY)).applied


def test_it_cannot_begin_in_the_past(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    with pytest.raises(Refused, match="cannot begin before now"):
        preview(desk, give(SAM, HANA, start=MONDAY - DAY))
    shown = preview(desk, give(SAM, HANA, start=MONDAY))
    clock.advance(timedelta(minutes=3))
    assert reassign(desk, give(SAM, HANA, start=MONDAY), shown=shown).start == clock.now()


@pytest.mark.parametrize("turn", range(3))
def test_of_two_consoles_that_give_the_same_client_one_wins_and_the_other_hears_who(
    desk: Desk, clock: FixedClock, turn: int
) -> None:
    clock.jump(MONDAY)
    before = rows(desk)
    desks = (desk, desk_of(desk.store, clock, RAE))
    wanted = (give(SAM, HANA), give(MAI, BEN, HANA, share=Share.ACTING))
    shown = [preview(each, new) for each, new in zip(desks, wanted, strict=True)]
    together = threading.Barrier(2)

    def confirm(number: int) -> str:
        together.wait(10)
        try:
            reassign(desks[number], wanted[number], shown=shown[number])
        except Refused as refusal:
            return refusal.words
        return ""

    with ThreadPoolExecutor(2) as threads:
        said_to = list(threads.map(confirm, (0, 1)))
    (winner,) = [number for number, words in enumerate(said_to) if not words]
    name = desks[winner].operator.name
    assert f"{name} has changed who is responsible for C-0412 (Mon 23 Nov 11:00" in said_to[1 - winner]
    changed = rows(desk) - before
    assert {each[0] for each in changed} == ({HANA} if winner == 0 else {HANA, BEN})
    assert pairs(desk, HANA, MONDAY)[0] == (SAM if winner == 0 else JO)


def test_a_client_who_came_to_the_caseload_meanwhile_is_not_taken_along_unseen(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    whole = Reassignment((), JO, Share.PRIMARY, "Takes over.", all_of=SAM)
    shown = preview(desk, whole)
    assert [each.client_id for each in shown.clients] == [PER]
    reassign(desk_of(desk.store, clock, RAE), give(SAM, HANA))
    with pytest.raises(Refused, match="Rae Novak has changed who is responsible for C-0412"):
        reassign(desk, whole, shown=shown)


class TestToTheirSecondaries:
    """The primary role of a caseload moves to each client's own secondary (R-032)."""

    UP = Reassignment((), None, Share.PRIMARY, "Away for long.", all_of=JO)

    def test_the_missing_secondary_is_listed_with_who_could_be_it(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        clock.jump(MONDAY)
        record_absence(desk, NewAbsence(JO, AbsenceReason.SICK))
        done = reassign(desk, self.UP, shown=preview(desk, self.UP))
        assert pairs(desk, HANA, MONDAY) == (MAI, None)
        told = [
            (each.share, each.holder and each.holder.id, each.onto and each.onto.id) for each in done.clients
        ]
        assert told == [(Share.PRIMARY, JO, MAI), (Share.SECONDARY, MAI, None)]
        (unfilled,) = done.unfilled
        assert (unfilled.number, [each.person.id for each in unfilled.candidates]) == ("C-0412", [SAM])
        record_return(desk, JO)
        assert pairs(desk, HANA, MONDAY)[0] == MAI, "it comes back by a decision only"

    def test_a_named_person_becomes_the_secondary_but_where_they_are_the_new_primary(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        clock.jump(MONDAY)
        reassign(desk, give(JO, BEN))  # whose secondary is Sam
        before = rows(desk)
        done = reassign(desk, replace(self.UP, secondary_id=SAM))
        assert (pairs(desk, HANA, MONDAY), pairs(desk, BEN, MONDAY)) == ((MAI, SAM), (SAM, None))
        assert [each.client_id for each in done.unfilled] == [BEN]
        undo(desk)
        assert rows(desk) == before

    def test_without_a_secondary_who_is_there_none_of_them_moves(self, desk: Desk, clock: FixedClock) -> None:
        clock.jump(MONDAY)
        before = rows(desk)
        with pytest.raises(Refused, match="C-0031: They have no secondary care manager"):
            reassign(desk, replace(self.UP, client_ids=(HANA, PER), all_of=None))
        record_absence(desk, NewAbsence(MAI, AbsenceReason.SICK))
        with pytest.raises(Refused, match="C-0412: Mai Tran is also away then"):
            reassign(desk, self.UP)
        with pytest.raises(Refused, match="for good"):
            reassign(desk, replace(self.UP, end=MONDAY + DAY))
        assert rows(desk) == before


def test_an_alert_that_went_to_the_one_before_rings_again_for_who_has_the_client_now(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    log_call(desk, NewCall("k", Category.HIGH_RISK_EVENT, client_id=HANA, said="Fell."))
    clock.advance(2 * DAY)
    Sweeper(desk).sweep()
    assert [row.recipient.id for row in load_alerts(desk).rows] == [JO]
    reassign(desk, give(SAM, HANA))
    (row,) = load_alerts(desk).rows
    assert row.recipient.id == SAM
    assert alert_steps(desk, row.id)[-1].words == "was told to somebody who no longer has the client"
    undo(desk)
    assert [row.recipient.id for row in load_alerts(desk).rows] == [JO]


def test_whoever_gets_and_gives_clients_and_the_teams_are_owed_a_notice_that_names_nobody(desk: Desk) -> None:
    channels = {"mail": "mailto://{email}", "boards": "basecamp://token@1/2"}
    out = replace(desk, settings=replace(desk.settings, channels=channels))
    reassign(out, Reassignment((HANA,), SAM, Share.PRIMARY, "Jo Lee moves away."))
    with desk.store.reading() as connection:
        rows = connection.execute(text("SELECT channel, person_id, subject, body FROM notice")).all()
    assert sorted((row.channel, row.person_id) for row in rows if row.channel == "mail") == [
        ("mail", JO),
        ("mail", SAM),
    ]
    assert [row.channel for row in rows].count("boards") == 1
    for row in rows:
        for secret in ("Okafor", "C-0412", "Jo Lee", "moves away"):
            assert secret not in row.subject + row.body
    undo(out)
    with desk.store.reading() as connection:
        assert set(connection.execute(text("SELECT state FROM notice")).scalars()) == {"cancelled"}
