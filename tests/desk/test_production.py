"""What care managers have done, read from the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.production.reading import figures, production
from oncall_tui.errors import Refused
from oncall_tui.rules.production import Kind, Made, State, Target
from oncall_tui.settings import Settings
from storage import reads
from storage.models import Absence, Attempt, Client, DutyShift, Holding, Item, WorkPattern
from storage.sessions import Store
from storage.vocabulary import (
    AbsenceReason,
    CareRole,
    Category,
    Channel,
    Outcome,
    Party,
    Phase,
    Topic,
    Urgency,
)
from tests.clock import FixedClock
from tests.house import BEN, EPOCH, HANA, JO, MAI, desk_of

WEDNESDAY = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
"""Two in the afternoon in Sydney."""
DAY = timedelta(days=1)
TALK = (Outcome.REACHED, Channel.PHONE, Party.CLIENT, (Topic.GOALS,))


def keep(store: Store, *made: tuple[datetime, int, int, Made]) -> None:
    """Put attempts on record as they are, each by a person at an hour about one item of a client."""
    with store.writing("system", "test.made", "attempts") as unit:
        for number, (at, by, client, each) in enumerate(made):
            key = f"{at.timestamp()}:{number}"
            item = Item(
                key=key,
                client_id=client,
                category=Category.OUTREACH,
                urgency=Urgency.NORMAL,
                received_at=at,
                recorded_at=at,
                entered_by=by,
            )
            unit.session.add(item)
            unit.session.flush()
            assert item.id is not None
            unit.session.add(
                Attempt(
                    key=key,
                    item_id=item.id,
                    client_id=client,
                    made_at=at,
                    recorded_at=at,
                    made_by=by,
                    party=each.party,
                    channel=each.channel,
                    outcome=each.outcome,
                    topics=[topic.value for topic in each.topics],
                )
            )


def one(
    at: datetime,
    by: int = JO,
    client: int = HANA,
    outcome: Outcome = Outcome.REACHED,
    channel: Channel = Channel.PHONE,
    party: Party = Party.CLIENT,
    topics: tuple[Topic, ...] = (Topic.GOALS,),
) -> tuple[datetime, int, int, Made]:
    return at, by, client, Made(at, client, channel, outcome, party, topics)


def missed(at: datetime, by: int = JO) -> tuple[datetime, int, int, Made]:
    return one(at, by, outcome=Outcome.NO_ANSWER, topics=())


def test_days_and_weeks_are_counted_in_the_managers_own_zone(desk: Desk, clock: FixedClock) -> None:
    """R-148, R-149: a day and a week are those of the manager's own zone."""
    clock.jump(WEDNESDAY)
    with desk.store.writing("system", "test.pattern", "person:3") as unit:
        unit.session.add(
            WorkPattern(
                person_id=JO, hours="Mon-Thu 09:00-17:00", zone="Australia/Perth", valid_from=EPOCH.date()
            )
        )
    midnight = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    keep(
        desk.store,
        *(one(WEDNESDAY - timedelta(minutes=step)) for step in range(8)),
        one(midnight - timedelta(seconds=1)),
        one(midnight, client=BEN),
        missed(midnight - 2 * DAY - timedelta(seconds=1)),
        missed(WEDNESDAY + timedelta(seconds=1)),
        one(WEDNESDAY, by=MAI),
    )
    found = production(desk, JO)
    assert (found.zone, found.today.day, found.week.first) == (
        "Australia/Perth",
        date(2026, 11, 25),
        date(2026, 11, 23),
    )
    assert (found.today.tally.contacts, found.today.tally.clients) == (9, 2)
    assert [day.tally.contacts for day in found.week.days] == [0, 1, 9, 0, 0, 0, 0]
    assert (found.week.tally.contacts, found.week.tally.attempts) == (10, 0), "not yet what lies ahead"
    assert [week.tally.attempts for week in found.weeks[-2:]] == [1, 0], (
        "Sunday night belongs to the week before"
    )
    assert found.week.goal.raw == Target(40, 100)
    assert found.week.goal.own == Target(32, 80)
    assert (found.days_left, found.needed) == (2, 11)
    assert found.today.goal.state is State.CONTACTS
    assert production(desk, JO, midnight).today.tally.contacts == 1


def test_leave_and_the_line_are_taken_off_what_is_owed(lone_desk: Desk, clock: FixedClock) -> None:
    """R-152, R-156: neither leave nor duty on the line owes anything."""
    clock.jump(WEDNESDAY)
    monday = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
    with lone_desk.store.writing("system", "test.away", "person:3") as unit:
        unit.session.add(
            Absence(
                person_id=JO,
                reason=AbsenceReason.ANNUAL,
                starts_at=monday,
                ends_at=monday + DAY,
                recorded_at=EPOCH,
            )
        )
        shift = WEDNESDAY + timedelta(hours=3)
        unit.session.add(DutyShift(director_id=JO, starts_at=shift, ends_at=shift + 15 * DAY / 24))
    keep(lone_desk.store, one(WEDNESDAY), one(WEDNESDAY + timedelta(hours=4)), missed(shift))
    clock.jump(WEDNESDAY + timedelta(hours=6))
    found = production(lone_desk, JO)
    assert (found.today.tally.contacts, found.today.tally.on_line) == (1, 2)
    assert found.week.days[0].goal.state is State.NOT_OWED
    assert found.week.goal.own == Target(32, 80)
    assert (found.days_left, found.needed) == (2, 16), "Thursday and Friday"


def test_calls_count_as_the_site_reads_the_hundred(lone_desk: Desk, clock: FixedClock) -> None:
    """R-151: those that reached nobody, or all of them (A-31)."""
    clock.jump(WEDNESDAY)
    keep(lone_desk.store, one(WEDNESDAY), missed(WEDNESDAY))
    assert production(lone_desk, JO).week.goal.tries == 1
    lone_desk.settings = replace(Settings(), count_all_calls=1)
    found = production(lone_desk, JO)
    assert (found.week.goal.tries, found.today.goal.tries, found.week.tally.calls) == (2, 1, 2)


def test_reach_agrees_with_what_counts_as_a_contact(desk: Desk, clock: FixedClock) -> None:
    """R-153, R-154: the caseload, and who of it was spoken to; the SQL says what the rule says."""
    clock.jump(WEDNESDAY)
    shapes = list(product(Outcome, Channel, Party, ((), (Topic.ENGAGEMENT, Topic.GOALS))))
    first = 1000
    with desk.store.writing("system", "test.clients", "clients") as unit:
        for number in range(first, first + len(shapes) + 4):
            gone = number == first + len(shapes) + 3
            unit.session.add(
                Client(
                    id=number,
                    number=f"T-{number}",
                    family_name=f"F{number}",
                    given_name="G",
                    phase=Phase.DISENROLLED if gone else Phase.ENGAGED,
                )
            )
            unit.session.flush()
            unit.session.add(
                Holding(client_id=number, person_id=JO, role=CareRole.PCM, starts_at=WEDNESDAY - 300 * DAY)
            )
    in_time, late = (datetime(2026, 9, day, 14, 0, tzinfo=UTC) for day in (25, 24))
    never = first + len(shapes) + 2
    keep(
        desk.store,
        *(one(WEDNESDAY - DAY, MAI, first + number, *shape) for number, shape in enumerate(shapes)),
        one(in_time - timedelta(hours=1), client=never - 2),
        one(in_time, client=never - 2),
        one(late - timedelta(hours=1), client=never - 1),
    )
    counted = {
        first + number
        for number, shape in enumerate(shapes)
        if Made(WEDNESDAY, 1, shape[1], shape[0], shape[2], shape[3]).kind is Kind.CONTACT
    }
    found = production(desk, JO)
    missing = {each.client_id for each in found.unreached}
    everybody = {HANA, *range(first, never + 1)}
    assert missing == everybody - counted - {never - 2}
    assert (found.caseload, found.reach.reached) == (len(everybody), len(counted) + 1)
    assert found.reach.contacts == len(counted) + 1
    assert found.unreached[0].client_id == HANA
    last = found.unreached[-1]
    assert (last.client_id, last.since, last.days) == (never - 1, date(2026, 9, 24), 62)
    assert found.arithmetic.caseload == found.caseload
    assert (found.arithmetic.business_days, found.arithmetic.own_days) == (40, 40)


def test_figures_are_ones_own_and_directors_see_everybodys(lone_desk: Desk, clock: FixedClock) -> None:
    """R-152: everybody sees their own, directors and supervisors each manager's."""
    assert [each.person.name for each in figures(lone_desk).managers] == ["Jo Lee", "Mai Tran", "Sam Idris"]
    mai = desk_of(lone_desk.store, clock, MAI)
    assert [each.person.id for each in figures(mai).managers] == [MAI]
    assert production(mai, MAI).person.name == "Mai Tran"
    with pytest.raises(Refused, match="for directors"):
        production(mai, JO)
    with pytest.raises(Refused, match="no such person"):
        production(lone_desk, 99)


def test_a_talk_is_not_saved_before_it_is_said_what_it_was_about(desk: Desk) -> None:
    """R-146: the definition is enforced when the talk is logged."""
    item = log_call(desk, NewCall("c", Category.OUTREACH, client_id=HANA)).item_id
    talk = NewAttempt("t", item, Channel.PHONE, Outcome.REACHED, note="none needed")
    with pytest.raises(Refused) as refusal:
        log_attempt(desk, talk)
    assert refusal.value.field == "topic"
    log_attempt(desk, replace(talk, key="family", party=Party.FAMILY))
    log_attempt(desk, replace(talk, key="none", uncounted=True))
    log_attempt(desk, replace(talk, key="about", topics=(Topic.RESOURCES, Topic.GOALS)))
    with desk.store.reading() as connection:
        rows = reads.rows(
            connection, "made_by", id=desk.operator.id, since=desk.now() - DAY, before=desk.now() + DAY
        )
        assert sorted(reads.listed(row.topics) for row in rows) == [(), (), ("resources", "goals")]
