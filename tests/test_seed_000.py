"""Continuity of client management, sentence by sentence in our own words: what is asked, and that it is done.

The tests stand in the order of the document that they trace; each asserts at the desk, where every screen and
every command asks. What is behind each of them is tested in depth in tests/desk and tests/rules.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from oncall_tui.desk import handling
from oncall_tui.desk.absences.planning import preview as preview_absence
from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.accounts import CHECKLIST, NewAccess, access_log, record_access
from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.briefs.packs import due_packs
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import client_card, item_card
from oncall_tui.desk.consulting import NewConsultation, accept, ask, colleagues
from oncall_tui.desk.context import Desk
from oncall_tui.desk.coverage.ahead import coverage
from oncall_tui.desk.handover import lists, verbs
from oncall_tui.desk.handover.brief import build_brief
from oncall_tui.desk.handover.returning import last_leave, return_brief
from oncall_tui.desk.handover.sections import page_of
from oncall_tui.desk.imports import ImportRefused
from oncall_tui.desk.load import load
from oncall_tui.desk.own import listed_own
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.reassigning.verbs import reassign
from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.desk.reports.cover import cover_report
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.views import QueueRow
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from storage.models import Client, Person, WorkPattern
from storage.vocabulary import (
    AbsenceReason,
    AccessStep,
    CallerType,
    Category,
    Channel,
    DisturbReason,
    HandoverDepth,
    HandoverPart,
    HandoverState,
    Interest,
    TriageResult,
)
from tests.clock import FixedClock
from tests.desk.importing import CLIENT, HEADER, bring, counts
from tests.house import BEN, HANA, JO, KIM, MAI, PER, RAE, SAM, desk_of

FRIDAY = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)
"""Fri 20 Nov 2026 09:00 in Sydney."""
SATURDAY = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 09:00 in Sydney."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINE = "1800 975 711"
PLANNED = tuple(
    AbsenceReason(each) for each in ("annual", "long-service", "maternity", "study", "other-planned")
)
UNPLANNED = tuple(AbsenceReason(each) for each in ("sick", "personal", "misadventure"))


@pytest.fixture
def desk(lone_desk: Desk, clock: FixedClock) -> Desk:
    """Give Kim Webb's desk on Monday at nine."""
    clock.jump(MONDAY)
    return lone_desk


def holder(desk: Desk, client: int = HANA, at: datetime | None = None) -> int:
    return who(desk, client, at).role_holder.id


def call(
    desk: Desk, client: int | None = HANA, category: Category = Category.WELLBEING, **more: object
) -> int:
    key = f"call {len(load_queue(desk).rows)} {category} {client}"
    return log_call(desk, NewCall(key, category, client_id=client, said="Ring.", **more)).item_id  # type: ignore[arg-type]


def asked(desk: Desk, category: Category) -> list[QueueRow]:
    return [row for row in load_queue(desk).rows if row.category is category]


def sick(desk: Desk, person: int = JO, end: datetime | None = None) -> None:
    record_absence(desk, NewAbsence(person, AbsenceReason.SICK, end=end))


def leave(desk: Desk, days: int, person: int = JO, start: datetime = MONDAY + DAY) -> int:
    record_absence(desk, NewAbsence(person, AbsenceReason.ANNUAL, start, start + days * DAY))
    return lists.leaves_of(desk, person)[-1].id


class TestBackground:
    def test_no_client_comes_on_board_without_a_care_manager(self, desk: Desk, tmp_path: Path) -> None:
        with pytest.raises(ImportRefused, match="no PCM"):
            bring(desk, "clients", tmp_path, f"{HEADER}\nC-1,Ash,Lu,,Mai Tran\n")
        assert counts(bring(desk, "clients", tmp_path, f"{HEADER}\n{CLIENT}\n")) == (1, 0, 0)

    def test_each_client_has_one_care_manager_of_their_own_who_is_the_primary_one(self, desk: Desk) -> None:
        primary = {client: who(desk, client).pcm_of_record for client in (HANA, BEN, PER)}
        assert {client: found and found.id for client, found in primary.items()} == {
            HANA: JO,
            BEN: MAI,
            PER: SAM,
        }

    def test_while_they_are_away_it_is_beyond_doubt_that_their_secondary_has_the_client(
        self, desk: Desk
    ) -> None:
        sick(desk)
        found = who(desk, HANA)
        assert (found.role_holder.id, found.gap) == (MAI, False)
        assert found.why.startswith(
            "Acting: Mai Tran (secondary) because Jo Lee (primary) is away: sick since"
        )

    def test_a_care_manager_looks_after_their_own_clients_and_no_longer_after_all(self, desk: Desk) -> None:
        theirs = desk_of(desk.store, desk.clock, JO)  # type: ignore[arg-type]
        assert [hit.client_id for hit, _ in listed_own(theirs)] == [HANA]
        sick(desk, MAI)
        assert {(hit.client_id, acts) for hit, acts in listed_own(theirs)} == {(HANA, False)}

    def test_loads_side_by_side_show_who_can_be_given_a_new_client(self, desk: Desk) -> None:
        call(desk)
        sick(desk)
        found = {each.person.id: each for each in load(desk).managers}
        assert (found[JO].primary, found[JO].open_clocks) == (1, 0)
        assert (found[MAI].primary, found[MAI].acting, found[MAI].watching) == (1, 1, 1)
        assert load(desk).ceiling == 350

    def test_whoever_is_away_owes_nothing_and_finds_it_told_when_they_are_back(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        before = call(desk)
        clock.advance(HOUR)
        sick(desk)
        clock.advance(HOUR)
        during = call(desk)
        assert JO not in {row.acting.id for row in load_queue(desk).rows}
        clock.advance(HOUR)
        record_return(desk, JO)
        (back,) = asked(desk, Category.RETURN_BRIEF)
        assert back.acting.id == JO
        (client,) = return_brief(desk, last_leave(desk, JO).id).clients
        assert [(each.id, each.new) for each in client.items] == [(before, False), (during, True)]


class TestResponsibilities:
    @pytest.mark.parametrize("interest", list(Interest))
    def test_it_is_noted_whose_interest_is_put_to_whom(self, desk: Desk, interest: Interest) -> None:
        assert item_card(desk, call(desk, interest=interest)).interest is interest

    def test_at_every_hour_there_is_one_person_with_whom_it_ends(self, desk: Desk) -> None:
        sick(desk, JO, MONDAY + 2 * DAY)
        leave(desk, 4, MAI)
        for hours in range(0, 8 * 24, 5):
            at = MONDAY + hours * HOUR
            found = who(desk, HANA, at)
            away = {JO: MONDAY <= at < MONDAY + 2 * DAY, MAI: MONDAY + DAY <= at < MONDAY + 5 * DAY}
            assert not away.get(found.role_holder.id)
            assert not away.get(found.answering_now.id)
            assert found.because[-1]

    def test_the_overview_has_health_care_funding_and_talking_to_us_and_room_for_more(
        self, desk: Desk
    ) -> None:
        leave(desk, 30)
        number = verbs.begin(desk, HANA)
        domains = (
            HandoverPart.HEALTH,
            HandoverPart.CARE_DELIVERY,
            HandoverPart.FUNDING,
            HandoverPart.COMMUNICATIONS,
            HandoverPart.OTHER,
        )
        verbs.write(desk, number, {part: f"About {part.value}." for part in domains})
        (section,) = [
            each for each in page_of(build_brief(desk, HANA)).sections if "Assessment" in each.title
        ]
        said = [line.text for line in section.lines]
        assert [part for part in domains if any(f"About {part.value}." in each for each in said)] == list(
            domains
        )


class TestUnavailable:
    def test_on_a_day_that_somebody_does_not_work_their_secondary_has_the_client(self, desk: Desk) -> None:
        with desk.store.writing("system", "test.part-time", f"person:{JO}") as unit:
            hours = "Tue-Fri 09:00-17:00"
            pattern = WorkPattern(
                person_id=JO, hours=hours, zone="Australia/Sydney", valid_from=date(2026, 1, 1)
            )
            unit.session.add(pattern)
        assert (holder(desk), holder(desk, at=MONDAY + DAY)) == (MAI, JO)
        assert "does not work on Mon 23 Nov" in who(desk, HANA).why

    def test_at_the_weekend_the_line_answers_and_the_manager_keeps_the_client(self, desk: Desk) -> None:
        found = who(desk, HANA, SATURDAY)
        assert (found.role_holder.id, found.answering_now.id) == (JO, KIM)

    @pytest.mark.parametrize("reason", PLANNED)
    def test_every_planned_leave_ends_when_it_was_to_end(
        self, desk: Desk, clock: FixedClock, reason: AbsenceReason
    ) -> None:
        record_absence(desk, NewAbsence(JO, reason, MONDAY, MONDAY + 2 * DAY))
        assert holder(desk) == MAI
        clock.jump(MONDAY + 2 * DAY)
        assert holder(desk) == JO

    @pytest.mark.parametrize("reason", UNPLANNED)
    def test_every_unplanned_absence_goes_on_until_somebody_says_that_they_are_back(
        self, desk: Desk, clock: FixedClock, reason: AbsenceReason
    ) -> None:
        record_absence(desk, NewAbsence(JO, reason, MONDAY, MONDAY + DAY))
        clock.jump(MONDAY + 2 * DAY)
        assert holder(desk) == MAI
        Asker(desk).ask()
        assert [row.acting.id for row in asked(desk, Category.STILL_AWAY)] == [RAE]
        record_return(desk, JO)
        assert holder(desk) == JO

    def test_who_cannot_be_reached_in_an_emergency_is_passed_over_in_that_matter(self, desk: Desk) -> None:
        urgent, other = call(desk, category=Category.HIGH_RISK_EVENT), call(desk)
        handling.cannot_reach(desk, urgent, JO, "Rung twice, then a text message.")
        acting = {row.id: row.acting.id for row in load_queue(desk).rows}
        assert (acting[urgent], acting[other], holder(desk)) == (MAI, JO, JO)

    def test_who_covers_is_chosen_by_time_relationship_knowledge_and_place_laid_side_by_side(
        self, desk: Desk
    ) -> None:
        with desk.store.writing("system", "test.skills", "person") as unit:
            sam = unit.session.get_one(Person, SAM)
            sam.expertise, sam.services, sam.area = ["wound care"], ["home care"], "Newtown"
            client = unit.session.get_one(Client, HANA)
            client.conditions, client.service = ["Wound care"], "Home care"
        call(desk)
        leave(desk, 9, MAI, MONDAY + HOUR)
        (gap,) = preview_absence(desk, NewAbsence(JO, AbsenceReason.SICK, end=MONDAY + 3 * DAY)).gaps[:1]
        told = {each.person.id: each for each in gap.candidates}
        assert next(iter(told)) == MAI, "the secondary on record comes first"
        assert told[SAM].available == "the whole time"
        assert told[SAM].relationship == "no contact yet"
        assert told[SAM].expertise == "wound care, Home care"
        assert told[SAM].location == "Newtown"
        assert told[MAI].relationship.startswith("secondary")

    def test_information_that_has_not_been_confirmed_of_late_is_marked(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        with desk.store.writing("system", "test.confirmed", f"client:{HANA}") as unit:
            client = unit.session.get_one(Client, HANA)
            client.board_url, client.confirmed_at = "https://boards.example/1", MONDAY - 31 * DAY
        card = client_card(desk, HANA)
        assert (card.board_url, card.stale_days) == ("https://boards.example/1", 31)
        lines = [line.text for each in page_of(build_brief(desk, HANA)).sections for line in each.lines]
        assert any(line.startswith("STALE 31 days") for line in lines)


class TestPlannedAbsences:
    def test_the_secondary_is_named_long_before_and_keeps_an_eye_on_the_client(self, desk: Desk) -> None:
        leave(desk, 5)
        (watched,) = lists.watching(desk, MAI)
        assert (watched.client_id, watched.pcm and watched.pcm.id) == (HANA, JO)
        assert watched.leave is not None
        assert watched.leave.start == MONDAY + DAY

    def test_a_client_without_a_secondary_is_told_when_they_come_on_board(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        report = bring(desk, "clients", tmp_path, f"{HEADER}\nC-1,Ash,Lu,Jo Lee,\n")
        assert [(each.row, each.column) for each in report.warnings] == [(2, "scm")]

    def test_before_the_leave_the_secondary_is_briefed_and_says_so_or_the_directors_hear(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        absence = leave(desk, 2)
        number = verbs.begin(desk, HANA)
        parts = (HandoverPart.CONCERNS, HandoverPart.ACTIONS, HandoverPart.CONTINGENCIES)
        verbs.write(desk, number, dict.fromkeys(parts, "Her wound."))
        verbs.offer(desk, number)
        clock.jump(MONDAY + DAY)
        Asker(desk).ask()
        (told,) = asked(desk, Category.HANDOVER)
        assert (told.acting.id, "C-0412" in told.said) == (RAE, True)
        verbs.accept(desk_of(desk.store, clock, MAI), number, "Watch the wound.")
        assert lists.leave_list(desk, absence).rows[0].state is HandoverState.ACCEPTED
        Asker(desk).ask()
        assert not asked(desk, Category.HANDOVER)

    @pytest.mark.parametrize(
        ("days", "risk", "depth"),
        [
            (2, False, HandoverDepth.BRIEF),
            (7, False, HandoverDepth.STANDARD),
            (30, False, HandoverDepth.FULL),
            (2, True, HandoverDepth.FULL),
        ],
    )
    def test_the_longer_they_are_away_and_the_worse_the_client_is_the_deeper_the_handover(
        self, desk: Desk, days: int, risk: bool, depth: HandoverDepth
    ) -> None:
        if risk:
            call(desk, category=Category.HIGH_RISK_EVENT)
        (row,) = lists.leave_list(desk, leave(desk, days)).rows
        assert row.depth is depth
        assert row.because


class TestWeekendsAndNights:
    @pytest.mark.parametrize("at", [SATURDAY, MONDAY + 12 * HOUR, MONDAY - HOUR])
    def test_one_director_has_the_line_and_answers_for_everybody(self, desk: Desk, at: datetime) -> None:
        answering = {who(desk, client, at).answering_now.id for client in (HANA, BEN, PER)}
        assert answering == ({KIM} if at < MONDAY else {RAE}), "after the last shift it is the default one"

    def test_a_manager_who_is_off_is_rung_in_an_emergency_or_when_only_they_can_help(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        clock.jump(SATURDAY)
        item = call(desk)
        with pytest.raises(Refused, match="Jo Lee is off"):
            handling.triage(desk, handling.NewTriage(item, TriageResult.CONTACT_HOLDER, "Asked for Jo."))
        rung = handling.NewTriage(
            item, TriageResult.CONTACT_HOLDER, "Has the key.", DisturbReason.ONLY_THEY_CAN
        )
        handling.triage(desk, rung)
        clock.jump(MONDAY)
        (month,) = cover_report(desk, FRIDAY, MONDAY).months
        assert [(person.id, times) for person, times in month.disturbed] == [(JO, 1)]

    def test_on_monday_each_manager_gets_what_happened_to_their_own_clients(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        clock.jump(SATURDAY)
        call(desk)
        clock.jump(MONDAY)
        assert [due.person_id for due in due_packs(desk)] == [JO]


class TestWeekdays:
    def test_the_secondary_is_told_and_so_are_the_staff_teams_on_their_boards(self, desk: Desk) -> None:
        channels = {"mail": "mailto://{email}", "boards": "basecamp://token@1/2"}
        sick(replace(desk, settings=replace(desk.settings, channels=channels)))
        with desk.store.reading() as connection:
            owed = connection.execute(text("SELECT channel, person_id FROM notice ORDER BY channel")).all()
        assert [tuple(row) for row in owed] == [("boards", KIM), ("mail", MAI)]

    def test_a_secondary_who_does_not_say_that_they_know_is_chased_after_half_an_hour(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        sick(desk)
        (cover,) = asked(desk, Category.COVER)
        clock.advance(timedelta(minutes=30))
        Sweeper(desk).sweep()
        assert cover.acting.id == MAI
        assert cover.id in {row.item_id for row in load_alerts(desk).rows}


class TestLeave:
    def test_the_role_goes_to_the_secondary_and_at_the_weekend_the_line_stands_behind_them(
        self, desk: Desk
    ) -> None:
        leave(desk, 12)
        found = who(desk, HANA, MONDAY + 5 * DAY + 3 * HOUR)  # a Saturday
        assert (found.role_holder.id, found.answering_now.id) == (MAI, RAE)
        assert found.backup is not None
        assert found.backup.id == found.line.person_id
        assert LINE in found.why
        assert holder(desk, at=MONDAY + 14 * DAY) == JO


class TestShortUnplanned:
    def test_the_secondary_has_the_clients_at_once_and_the_line_stands_behind_them(self, desk: Desk) -> None:
        item = call(desk)
        sick(desk)
        found = who(desk, HANA)
        assert (found.role_holder.id, found.answering_now.id) == (MAI, MAI)
        assert found.backup is not None
        assert found.backup.id == found.line.person_id
        assert next(row.acting.id for row in load_queue(desk).rows if row.id == item) == MAI

    def test_the_directors_are_asked_what_is_to_follow_and_say_it_in_words(self, desk: Desk) -> None:
        sick(desk)
        (course,) = asked(desk, Category.ABSENCE_COURSE)
        assert course.acting.id == RAE, "who stands in on the line"
        with pytest.raises(Refused, match="Say what was decided"):
            handling.acknowledge(desk, course.id, Event.COURSE_DECIDED)
        handling.acknowledge(desk, course.id, Event.COURSE_DECIDED, said="The secondaries keep them.")

    def test_with_both_managers_away_the_gap_is_seen_at_once_and_the_line_has_the_client(
        self, desk: Desk
    ) -> None:
        leave(desk, 9, MAI, MONDAY + HOUR)
        record_absence(desk, NewAbsence(JO, AbsenceReason.SICK, MONDAY, MONDAY + 2 * DAY))
        assert {gap.client_id for gap in coverage(desk)} == {HANA}
        found = who(desk, HANA, MONDAY + 2 * HOUR)
        assert (found.gap, found.role_holder.id) == (True, RAE)


class TestLongerUnplanned:
    def test_the_directors_are_asked_again_after_a_week_and_move_the_role_to_the_secondary(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        sick(desk)
        (course,) = asked(desk, Category.ABSENCE_COURSE)
        role = next(clock for clock in course.clocks if clock.rule == "cover-role")
        assert MONDAY + 4 * DAY < role.due_at <= MONDAY + 8 * DAY
        clock.jump(role.due_at)
        done = reassign(desk, Reassignment((), None, Share.PRIMARY, "Away for long.", all_of=JO))
        found = who(desk, HANA)
        assert (found.pcm_of_record and found.pcm_of_record.id, found.secondary) == (MAI, None)
        assert found.backup is not None
        assert found.backup.id == found.line.person_id
        assert [each.client_id for each in done.unfilled] == [HANA], "another secondary has to be named"
        record_return(desk, JO)
        assert holder(desk) == MAI, "it comes back by a decision only"

    def test_a_manager_cannot_move_the_role_by_themselves(self, desk: Desk, clock: FixedClock) -> None:
        with pytest.raises(Refused, match="Only a director decides"):
            reassign(desk_of(desk.store, clock, MAI), Reassignment((HANA,), SAM, Share.PRIMARY, "Knows her."))


class TestTheLine:
    @pytest.mark.parametrize("caller", [CallerType.STAFF, CallerType.CLIENT, CallerType.FAMILY])
    def test_staff_and_clients_reach_it_at_any_hour(
        self, desk: Desk, clock: FixedClock, caller: CallerType
    ) -> None:
        for at in (SATURDAY + 14 * HOUR, MONDAY + 2 * HOUR):
            clock.jump(at)
            row = item_card(desk, call(desk, caller_type=caller)).row
            assert (row.acting.id, row.due_at is not None) == (KIM if at < MONDAY else JO, True)
            assert LINE in who(desk, HANA).why

    @pytest.mark.parametrize(
        "category", [Category.ROSTER_SICKNESS, Category.ROSTER_ACCIDENT, Category.ROSTER_MISHAP]
    )
    def test_a_shift_that_falls_out_has_to_be_filled_before_it_begins(
        self, desk: Desk, clock: FixedClock, category: Category
    ) -> None:
        clock.jump(SATURDAY)
        item = call(desk, category=category, caller_type=CallerType.STAFF, shift_at=SATURDAY + 6 * HOUR)
        (row,) = load_queue(desk).rows
        assert (row.id, row.due_at, row.acting.id) == (item, SATURDAY + 6 * HOUR, KIM)
        handling.acknowledge(desk, item, Event.SHIFT_FILLED)
        assert load_queue(desk).rows[0].due_at is None


class TestHelpAndAccounts:
    def test_managers_help_each_other_at_home_or_by_phone_by_who_is_there_and_who_knows_the_client(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        theirs = desk_of(desk.store, clock, JO)
        found = colleagues(theirs, HANA).people
        assert [(each.person.id, each.at_work) for each in found] == [(MAI, True), (SAM, True)]
        record_absence(desk, NewAbsence(SAM, AbsenceReason.SICK, MONDAY, MONDAY + 3 * DAY))
        assert [each.person.id for each in colleagues(theirs, HANA).people] == [MAI]
        assert found[0].known.startswith("secondary")
        for mode in (Channel.IN_PERSON, Channel.PHONE):
            item = ask(theirs, NewConsultation(f"help {mode}", HANA, MAI, mode, "Her wound opens.")).item_id
            accept(desk_of(desk.store, clock, MAI), item)
            card = item_card(desk, item)
            assert (card.mode, card.accepted_by, card.row.acting.id) == (mode, "Mai Tran", MAI)
        assert holder(desk) == JO, "the client stays with their manager"

    def test_directors_note_what_they_did_in_the_accounts_of_somebody_who_is_away(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        opened = NewAccess(JO, "e-mail", AccessStep.OPENED, "To tell her clients.")
        with pytest.raises(Refused, match="not away unplanned"):
            record_access(desk, opened)
        sick(desk)
        record_access(desk, opened)
        record_access(desk, NewAccess(JO, "e-mail", AccessStep.SENT, "To the staff teams: who covers."))
        log = access_log(desk)
        assert [(line.step, line.by) for line in log.lines] == [
            (AccessStep.OPENED, "Kim Webb"),
            (AccessStep.SENT, "Kim Webb"),
        ]
        assert [line.system for line in log.open] == ["e-mail"]
        assert "password" in CHECKLIST[0]
        with pytest.raises(Refused, match="Only a director"):
            access_log(desk_of(desk.store, clock, MAI))


class TestTwinDuty:
    def test_a_conflict_goes_to_the_primary_manager_in_hours_and_to_the_line_outside_them(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        item = call(desk, category=Category.CONFLICT, interest=Interest.US_TO_CLIENT)
        assert load_queue(desk).rows[0].acting.id == JO
        assert load_queue(desk, SATURDAY).rows[0].acting.id == KIM
        assert item_card(desk, item).interest is Interest.US_TO_CLIENT

    def test_a_conflict_with_the_manager_themselves_is_for_a_director(self, desk: Desk) -> None:
        call(desk, category=Category.CONFLICT, interest=Interest.CLIENT_TO_US, subject_id=JO)
        assert load_queue(desk).rows[0].acting.id == RAE
