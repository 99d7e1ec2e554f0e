"""What is raised, to whom it goes, and what becomes of it, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from oncall_tui.desk.alerts import verbs
from oncall_tui.desk.alerts.check import second_opinion
from oncall_tui.desk.alerts.loading import alert_steps, load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.alerts.views import AlertRow
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import NewTriage, hand_on, triage, withdraw
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.models import Absence, DutyShift, WorkPattern
from storage.vocabulary import (
    AbsenceReason,
    AlertState,
    Category,
    Channel,
    DisturbReason,
    Outcome,
    Rung,
    Step,
    TriageResult,
)
from tests.clock import FixedClock
from tests.house import HANA, JO, KIM, MAI, PER, RAE, SAM, desk_of

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 11:00 in Sydney, in business hours; nobody is on the rota, so Rae has the line."""


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def risk(desk: Desk, client: int | None = HANA, key: str = "k1") -> int:
    """Log a high-risk event, whose first outreach is due in 72 hours."""
    return log_call(desk, NewCall(key, Category.HIGH_RISK_EVENT, client_id=client, said="Fell.")).item_id


def only(desk: Desk) -> AlertRow:
    (row,) = load_alerts(desk).rows
    return row


def steps(desk: Desk, alert_id: int) -> list[tuple[Step, Rung, str]]:
    return [(each.step, each.rung, each.person) for each in alert_steps(desk, alert_id)]


class TestRaising:
    def test_each_warning_is_raised_once_and_takes_the_place_of_the_one_before(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        risk(desk)
        sweeper = Sweeper(desk)
        seen = []
        assert sweeper.sweep().next_at == clock.now() + hours(48)
        for after in (48, 20, 3, 1):
            clock.advance(hours(after))
            (rang,) = Sweeper(desk).sweep().rang
            assert rang.step is Step.RAISED
            assert not Sweeper(desk).sweep().rang
            row = only(desk)
            seen.append((row.point, row.remaining, row.late))
        assert seen == [
            ("24-elapsed-hours", "24 hours left", None),
            ("4-elapsed-hours", "4 hours left", None),
            ("1-elapsed-hours", "1 hour left", None),
            ("lapse", "lapsed", None),
        ]
        assert desk.store.verify_audit().ok

    def test_what_fell_due_while_nobody_looked_is_raised_at_once_and_marked_late(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        item_id = risk(desk)
        clock.advance(hours(71.5))
        assert not second_opinion(desk).well
        (rang,) = Sweeper(desk).sweep().rang
        row = only(desk)
        assert (row.item_id, row.point, row.late) == (item_id, "1-elapsed-hours", minutes(30))
        assert alert_steps(desk, rang.alert_id)[0].words == "late by 30 min"
        assert second_opinion(desk).well

    def test_a_clock_that_ended_raises_nothing_and_closes_what_is_open(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        item_id = risk(desk)
        clock.advance(hours(48))
        (rang,) = Sweeper(desk).sweep().rang
        withdraw(desk, item_id, "Logged by mistake.")
        assert not Sweeper(desk).sweep().rang
        assert not load_alerts(desk).rows
        assert steps(desk, rang.alert_id)[-1][0] is Step.CLOSED
        clock.advance(hours(48))
        assert not Sweeper(desk).sweep().rang

    def test_an_item_of_nobody_known_goes_to_the_line(self, desk: Desk, clock: FixedClock) -> None:
        risk(desk, client=None)
        clock.advance(hours(48))
        (rang,) = Sweeper(desk).sweep().rang
        assert rang.told == (RAE,)

    def test_new_hours_of_the_organisation_move_the_warnings(self, desk: Desk, clock: FixedClock) -> None:
        from storage.models import Organisation

        log_call(desk, NewCall("k", Category.WELLBEING, client_id=HANA, said="Ring."))
        sweeper = Sweeper(desk)
        before = sweeper.sweep().next_at
        with desk.store.writing("system", "test.hours", "organisation:1") as unit:
            house = unit.session.get(Organisation, 1)
            assert house is not None
            house.hours = "Mon-Fri 07:00-15:00"
        assert before is not None
        assert sweeper.sweep().next_at not in (None, before)


class TestWhom:
    def test_in_business_hours_it_is_whoever_acts_and_a_lapse_is_also_the_lines(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        clock.jump(MONDAY)
        risk(desk)
        clock.advance(hours(48))
        (rang,) = Sweeper(desk).sweep().rang
        assert rang.told == (JO,)
        clock.advance(hours(24))
        (rang,) = Sweeper(desk).sweep().rang
        assert rang.told == (JO, RAE)

    def test_it_is_worked_out_when_it_is_told(self, desk: Desk, clock: FixedClock) -> None:
        clock.jump(MONDAY)
        risk(desk)
        away(desk, JO, clock.now() + hours(1))
        clock.advance(hours(48))
        (rang,) = Sweeper(desk).sweep().rang
        assert rang.told == (MAI,)

    def test_who_is_off_is_not_told_until_somebody_has_passed_the_gate(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        item_id = risk(desk)
        hand_on(desk, item_id, JO, "She knows her.")
        clock.advance(hours(24))
        clock.jump(clock.now().replace(hour=9, minute=30))
        clock.advance(hours(24))
        (rang,) = Sweeper(desk).sweep().rang
        assert rang.told == (RAE,), "Monday 20:30: Jo is off, the line is Rae's"
        why = NewTriage(item_id, TriageResult.CONTACT_HOLDER, "Only she can.", DisturbReason.ONLY_THEY_CAN)
        triage(desk, why)
        clock.advance(minutes(5))
        (rang,) = Sweeper(desk).sweep().rang
        assert (rang.step, rang.told) == (Step.RANG, (JO,))

    def test_a_part_day_of_somebody_counts(self, desk: Desk, clock: FixedClock) -> None:
        with desk.store.writing("system", "test.pattern", "person") as unit:
            unit.session.add(
                WorkPattern(
                    person_id=JO,
                    hours="Mon-Fri 09:00-10:30",
                    zone="Australia/Sydney",
                    valid_from=date(2020, 1, 1),
                )
            )
        clock.jump(MONDAY)
        risk(desk)
        clock.advance(hours(48))
        (rang,) = Sweeper(desk).sweep().rang
        assert rang.told == (RAE,), "Jo has gone home at 10:30"


class TestClimbing:
    def test_it_climbs_rung_by_rung_and_each_step_is_kept(self, desk: Desk, clock: FixedClock) -> None:
        desk.settings = replace(desk.settings, ladder_minutes=10, ring_minutes=60)
        clock.jump(MONDAY)
        put_on_line(desk, KIM, MONDAY, hours(200))
        risk(desk)
        clock.advance(hours(48))
        sweeper = Sweeper(desk)
        (first,) = sweeper.sweep().rang
        told = [first.told]
        for _ in range(3):
            assert sweeper.sweep().next_at == clock.now() + minutes(10)
            clock.advance(minutes(10))
            (rang,) = sweeper.sweep().rang
            told.append(rang.told)
        assert told == [(JO,), (MAI,), (KIM,), (KIM, RAE)]
        assert steps(desk, first.alert_id) == [
            (Step.RAISED, Rung.ACTING, "Jo Lee"),
            (Step.CLIMBED, Rung.SECONDARY, "Mai Tran"),
            (Step.CLIMBED, Rung.DUTY_DIRECTOR, "Kim Webb"),
            (Step.CLIMBED, Rung.ALL_DIRECTORS, "Kim Webb"),
            (Step.CLIMBED, Rung.ALL_DIRECTORS, "Rae Novak"),
        ]

    def test_a_rung_on_which_nobody_is_at_work_is_passed_over_at_once(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        risk(desk)
        clock.advance(hours(71))
        sweeper = Sweeper(desk)
        (first,) = sweeper.sweep().rang
        away(desk, MAI, clock.now())
        clock.advance(minutes(10))
        (rang,) = sweeper.sweep().rang
        assert rang.rung is Rung.DUTY_DIRECTOR
        assert (Step.PASSED_OVER, Rung.SECONDARY, "") in steps(desk, first.alert_id)

    def test_what_could_not_be_delivered_climbs_at_once(self, desk: Desk, clock: FixedClock) -> None:
        risk(desk)
        clock.advance(hours(48))
        sweeper = Sweeper(desk)
        (first,) = sweeper.sweep().rang
        (rang,) = sweeper.sweep(frozenset({first.alert_id})).rang
        assert rang.step is Step.CLIMBED


class TestAnswering:
    def test_an_acknowledgement_stops_the_ringing_and_expires_when_nothing_is_done(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        risk(desk)
        clock.advance(hours(48))
        sweeper = Sweeper(desk)
        sweeper.sweep()
        shown = only(desk)
        verbs.acknowledge(desk, shown.id, version=shown.version)
        row = only(desk)
        assert (row.state, row.acknowledged_by) == (AlertState.ACKNOWLEDGED, desk.operator)
        assert row.next_at == clock.now() + minutes(30)
        clock.advance(minutes(29))
        assert not sweeper.sweep().rang
        clock.advance(minutes(1))
        (rang,) = sweeper.sweep().rang
        assert rang.step is Step.EXPIRED
        assert only(desk).state is AlertState.RAISED

    def test_whatever_is_done_makes_an_acknowledgement_hold_longer(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        item_id = log_call(desk, NewCall("k", Category.COMPLAINT, client_id=HANA, said="Unhappy.")).item_id
        sweeper = Sweeper(desk)
        start = sweeper.sweep().next_at
        assert start is not None
        clock.advance(start - clock.now())
        sweeper.sweep()
        verbs.acknowledge(desk, only(desk).id)
        clock.advance(minutes(20))
        log_attempt(desk, NewAttempt("a", item_id, Channel.PHONE, Outcome.NO_ANSWER))
        clock.advance(minutes(29))
        assert not [rang for rang in sweeper.sweep().rang if rang.step is Step.EXPIRED]
        clock.advance(minutes(1))
        assert [rang.step for rang in sweeper.sweep().rang] == [Step.EXPIRED]

    def test_a_snooze_needs_a_reason_and_never_goes_past_the_next_warning(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        risk(desk)
        clock.advance(hours(48))
        sweeper = Sweeper(desk)
        sweeper.sweep()
        row = only(desk)
        assert row.snooze_limit == clock.now() + hours(20)
        for until, why, field in (
            (clock.now() + hours(1), " ", "reason"),
            (clock.now() + hours(20.1), "Asleep.", "until"),
            (clock.now(), "Asleep.", "until"),
        ):
            with pytest.raises(Refused) as refusal:
                verbs.snooze(desk, row.id, until, why)
            assert refusal.value.field == field
        verbs.snooze(desk, row.id, clock.now() + hours(6), "She sleeps until six.")
        assert not sweeper.sweep().rang
        clock.advance(hours(6))
        (rang,) = sweeper.sweep().rang
        assert rang.step is Step.WOKEN

    def test_a_stale_key_does_nothing_and_says_so(self, desk: Desk, clock: FixedClock) -> None:
        risk(desk)
        clock.advance(hours(48))
        sweeper = Sweeper(desk)
        sweeper.sweep()
        shown = only(desk)
        clock.advance(minutes(10))
        sweeper.sweep()
        later = clock.now() + hours(1)
        with pytest.raises(Refused, match="changed since"):
            verbs.acknowledge(desk, shown.id, version=shown.version)
        with pytest.raises(Refused, match="changed since"):
            verbs.snooze(desk, shown.id, later, "x", version=shown.version)
        with pytest.raises(Refused, match="changed since"):
            verbs.hand_on(desk, shown.id, SAM, "x", version=shown.version)
        assert only(desk).state is AlertState.RAISED

    def test_a_closed_alert_cannot_be_answered(self, desk: Desk, clock: FixedClock) -> None:
        item_id = risk(desk)
        clock.advance(hours(48))
        Sweeper(desk).sweep()
        shown = only(desk)
        withdraw(desk, item_id, "Mistake.")
        Sweeper(desk).sweep()
        with pytest.raises(Refused, match="closed"):
            verbs.acknowledge(desk, shown.id)

    def test_handing_on_reassigns_the_item_and_tells_that_person(self, desk: Desk, clock: FixedClock) -> None:
        clock.jump(MONDAY)
        item_id = risk(desk)
        clock.advance(hours(48))
        Sweeper(desk).sweep()
        verbs.hand_on(desk, only(desk).id, SAM, "Next door to her.")
        row = only(desk)
        assert (row.recipient.id, row.acting.id, row.state) == (SAM, SAM, AlertState.RAISED)
        undo(desk)
        assert only(desk).acting.id == JO
        assert row.item_id == item_id


class TestLastChance:
    def test_who_is_off_when_it_lapses_is_told_while_there_is_working_time_left(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        clock.jump(datetime(2026, 11, 25, 0, 0, tzinfo=UTC))  # Wed 11:00, due Sat 11:00
        risk(desk)
        sweeper = Sweeper(desk)
        sweeper.sweep()
        clock.jump(datetime(2026, 11, 27, 4, 0, tzinfo=UTC))  # Fri 15:00, two hours before she leaves
        rang = sweeper.sweep().rang
        assert [each.told for each in rang] == [(JO,)]
        row = only(desk)
        assert row.point == "last-chance"
        assert "falls to Rae Novak" in alert_steps(desk, row.id)[0].words

    def test_nobody_hears_of_it_who_works_until_it_lapses(self, desk: Desk, clock: FixedClock) -> None:
        clock.jump(MONDAY)
        risk(desk, client=PER)
        sweeper = Sweeper(desk)
        points = []
        for _ in range(73):
            sweeper.sweep()
            points += [row.point for row in load_alerts(desk).rows]
            clock.advance(hours(1))
        assert "lapse" in points
        assert "last-chance" not in points


class TestSecondOpinion:
    def test_it_names_what_was_due_and_not_raised(self, desk: Desk, clock: FixedClock) -> None:
        item_id = risk(desk)
        clock.advance(hours(48) + minutes(1))
        found = second_opinion(desk)
        assert [(each.item_id, each.point) for each in found.missing] == [(item_id, "24-elapsed-hours")]
        assert found.words == f"1 warning due and not raised yet (item {item_id})"

    def test_it_names_alerts_of_clocks_that_have_ended(self, desk: Desk, clock: FixedClock) -> None:
        item_id = risk(desk)
        clock.advance(hours(48))
        Sweeper(desk).sweep()
        withdraw(desk, item_id, "Mistake.")
        clock.advance(minutes(1))
        found = second_opinion(desk)
        assert (found.orphans, found.words) == ((item_id,), "1 alert open although the clock has ended")
        Sweeper(desk).sweep()
        assert second_opinion(desk).well


def test_another_programs_sweep_finds_nothing_to_do(desk: Desk, clock: FixedClock) -> None:
    risk(desk)
    other = desk_of(desk.store, clock, operator=RAE)
    one, two = Sweeper(desk), Sweeper(other)
    one.sweep()
    two.sweep()
    clock.advance(hours(48))
    assert len(one.sweep().rang) == 1
    assert not two.sweep().rang


def away(desk: Desk, person: int, since: datetime) -> None:
    with desk.store.writing("system", "test.away", "absence") as unit:
        unit.session.add(
            Absence(person_id=person, reason=AbsenceReason.SICK, starts_at=since, recorded_at=since)
        )


def put_on_line(desk: Desk, person: int, since: datetime, span: timedelta) -> None:
    with desk.store.writing("system", "test.duty", "duty") as unit:
        unit.session.add(DutyShift(director_id=person, starts_at=since, ends_at=since + span))
