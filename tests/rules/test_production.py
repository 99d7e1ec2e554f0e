"""What counts as a contact and as an attempt, what a day and a week owe, and the reckoning behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import product

import pytest

from oncall_tui.desk.public_holidays import RegionHolidays
from oncall_tui.rules.calendars import BusinessCalendar, shift
from oncall_tui.rules.hours import parse_hours
from oncall_tui.rules.production import (
    Arithmetic,
    Goal,
    Kind,
    Made,
    Reach,
    State,
    Target,
    Targets,
    needed_a_day,
    tally,
    topic_needed,
)
from oncall_tui.rules.roster import Away, Duty, PersonFacts, Roster, WorkSpan
from oncall_tui.rules.rulebook import load_rulebook
from oncall_tui.rules.stretches import Stretches
from oncall_tui.rules.worktime import WorkTime, business_days, full_day
from storage.vocabulary import AbsenceReason, Channel, Outcome, Party, Topic

AT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
NEVER = Stretches(())
SYDNEY = BusinessCalendar(
    "Australia/Sydney", parse_hours("Mon-Fri 09:00-17:00"), RegionHolidays("AU-NSW", {}, frozenset())
)
MONDAY = date(2026, 11, 23)
DAY, WEEK = Target(8, 20), Target(40, 100)


def made(
    outcome: Outcome = Outcome.REACHED,
    channel: Channel = Channel.PHONE,
    party: Party = Party.CLIENT,
    *topics: Topic,
    client: int | None = 1,
    at: datetime = AT,
) -> Made:
    return Made(at, client, channel, outcome, party, topics)


def test_only_a_talk_with_the_client_about_one_of_the_four_is_a_contact() -> None:
    """R-146: no relative, no message, no e-mail, and no talk about none of the four."""
    for outcome, channel, party, topics in product(Outcome, Channel, Party, ((), (Topic.GOALS,))):
        counts = made(outcome, channel, party, *topics).kind is Kind.CONTACT
        spoke = outcome is Outcome.REACHED and channel is not Channel.EMAIL and party is Party.CLIENT
        assert counts is (spoke and bool(topics))
        assert topic_needed(channel, outcome, party) is spoke
    assert made(Outcome.REACHED, Channel.PHONE, Party.CLIENT, *Topic, client=None).kind is Kind.NEITHER


def test_only_a_call_that_did_not_reach_the_client_is_an_attempt() -> None:
    """R-147: every outcome but one, by telephone, to the client."""
    for outcome, channel, party in product(Outcome, Channel, Party):
        counts = made(outcome, channel, party, *Topic).kind is Kind.ATTEMPT
        unanswered = outcome is not Outcome.REACHED and channel is Channel.PHONE
        assert counts is (unanswered and party is Party.CLIENT)


def test_two_talks_in_a_day_are_two_contacts_with_one_client_and_line_duty_is_left_out() -> None:
    """R-156 and A-35: the goal counts talks, and duty on the line counts for nothing."""
    talk = (Outcome.REACHED, Channel.PHONE, Party.CLIENT, Topic.GOALS)
    on_line = Stretches([(AT + timedelta(hours=8), AT + timedelta(hours=20))])
    found = tally(
        (
            made(*talk),
            made(*talk, at=AT + timedelta(hours=1)),
            made(*talk, client=2),
            made(Outcome.REACHED),
            made(Outcome.VOICEMAIL),
            made(Outcome.REACHED, Channel.EMAIL),
            made(Outcome.REACHED, Channel.PHONE, Party.FAMILY, Topic.GOALS),
            made(*talk, at=AT + timedelta(hours=8)),
            made(Outcome.NO_ANSWER, at=AT + timedelta(hours=9)),
        ),
        on_line,
    )
    assert (found.contacts, found.clients, found.attempts) == (3, 2, 1)
    assert (found.calls, found.others, found.on_line) == (5, 3, 2)


@pytest.mark.parametrize(
    ("contacts", "tries", "state"),
    [
        (8, 0, State.CONTACTS),
        (9, 30, State.CONTACTS),
        (7, 12, State.SHORT),
        (7, 19, State.SHORT),
        (7, 20, State.TRIES),
        (0, 20, State.TRIES),
        (0, 0, State.SHORT),
    ],
)
def test_a_day_is_met_by_eight_contacts_or_by_twenty_attempts(
    contacts: int, tries: int, state: State
) -> None:
    """R-148, R-150, R-152: without any credit for a part of each (A-32)."""
    goal = Goal(contacts, tries, DAY, DAY)
    assert goal.state is goal.raw_state is state
    assert goal.tries_asked is (contacts < 8)
    assert state.met is (contacts >= 8 or tries >= 20)


def test_the_numbers_are_those_of_the_rulebook() -> None:
    """R-149, R-151: forty contacts a week, or a hundred calls."""
    targets = Targets.of(load_rulebook())
    assert (targets.day, targets.week) == (DAY, WEEK)
    assert targets.work_days == 5
    assert Goal(39, 99, WEEK, WEEK).state is State.SHORT
    assert Goal(39, 100, WEEK, WEEK).state is State.TRIES
    assert Goal(40, 0, WEEK, WEEK).state is State.CONTACTS


def test_a_part_owes_its_part_beside_the_raw_number() -> None:
    """R-152: pro rata, rounded up, beside the document's number (A-36)."""
    assert WEEK.share(Fraction(4, 5)) == Target(32, 80)
    assert DAY.share(Fraction(3, 8)) == Target(3, 8)
    assert DAY.share(Fraction(1, 100)) == Target(1, 1)
    assert DAY.share(Fraction(5, 4)) == DAY, "a long day owes no more than the document asks"
    off = Goal(2, 3, DAY, DAY.share(Fraction(0)))
    assert (off.state, off.raw_state, off.tries_asked) == (State.NOT_OWED, State.SHORT, False)


@pytest.mark.parametrize(("contacts", "days", "needed"), [(30, 3, 4), (40, 0, 0), (41, 2, 0), (30, 0, None)])
def test_what_each_remaining_day_needs(contacts: int, days: int, needed: int | None) -> None:
    assert needed_a_day(Goal(contacts, 0, WEEK, WEEK), days) == needed


def roster(*works: WorkSpan, away: tuple[Away, ...] = (), duty: tuple[Duty, ...] = ()) -> Roster:
    people = {1: PersonFacts(1, "Jo Lee", works=works), 2: PersonFacts(2, "Rae Novak")}
    return Roster(people, {}, {}, {1: away}, duty, 2, SYDNEY, "1800 975 711", AT)


def pattern(hours: str, zone: str = "Australia/Sydney", since: date | None = None) -> WorkSpan:
    return WorkSpan(since, None, parse_hours(hours), zone)


def share(work: WorkTime, first: date, days: int = 1) -> Fraction:
    full = full_day(SYDNEY, 8)
    return work.share(first, shift(first, days - 1), full, Fraction(5 if days == 7 else 1))


def test_a_week_is_as_long_as_somebody_works_in_it() -> None:
    assert share(WorkTime(roster(), 1), MONDAY, 7) == 1
    assert share(WorkTime(roster(pattern("Mon-Thu 09:00-17:00")), 1), MONDAY, 7) == Fraction(4, 5)
    part = WorkTime(roster(pattern("Mon-Wed 09:00-17:00; Fri 09:00-12:00")), 1)
    assert share(part, shift(MONDAY, 4)) == Fraction(3, 8)
    assert share(part, shift(MONDAY, 3)) == 0
    assert part.days(MONDAY, shift(MONDAY, 6)) == 4
    christmas = date(2026, 12, 21)
    assert share(WorkTime(roster(), 1), christmas, 7) == Fraction(4, 5), "Friday is a public holiday"
    assert share(WorkTime(roster(pattern("Mon-Fri 09:00-17:00")), 1), christmas, 7) == Fraction(4, 5)


def test_leave_and_the_line_take_their_hours_off() -> None:
    noon = SYDNEY.instant(MONDAY, time(13))
    sick = Away(1, AbsenceReason.SICK, noon, SYDNEY.instant(shift(MONDAY, 2), time()))
    work = WorkTime(roster(away=(sick,)), 1)
    assert share(work, MONDAY) == Fraction(1, 2)
    assert share(work, MONDAY, 7) == Fraction(7, 10)
    assert work.days(MONDAY, shift(MONDAY, 6), since=noon) == 3
    friday = SYDNEY.instant(shift(MONDAY, 4), time(17))
    night = Duty(1, friday, friday + timedelta(hours=64))
    assert share(WorkTime(roster(duty=(night,)), 1), MONDAY, 7) == 1, "a weekend on the line owes nothing"
    on_line = WorkTime(roster(duty=(Duty(1, noon, noon + timedelta(hours=20)),)), 1)
    assert share(on_line, MONDAY) == Fraction(1, 2)


def test_the_last_pattern_counts_and_its_zone_says_when_the_day_begins() -> None:
    later = pattern("Tue 09:00-17:00", "Australia/Perth", date(2026, 11, 24))
    work = WorkTime(roster(pattern("Mon-Fri 09:00-17:00"), later), 1)
    assert [int(share(work, shift(MONDAY, step))) for step in range(3)] == [1, 1, 0]
    assert work.zone_calendar(AT).zone == "Australia/Sydney"
    assert work.zone_calendar(AT + timedelta(days=3)).zone == "Australia/Perth"


def test_where_the_office_is_open_for_long_a_full_day_is_shorter() -> None:
    always = BusinessCalendar("Australia/Sydney", parse_hours("Mon-Sun 00:00-24:00"), {})
    assert full_day(always, 8) == timedelta(hours=8)
    assert full_day(SYDNEY, 10) == timedelta(hours=8)


def test_the_documents_reckoning_and_the_real_calendars() -> None:
    """R-155: the golden figures of New South Wales, 2026."""
    pairs = {9: 43, 10: 42, 11: 42, 12: 40, 14: 41, 15: 42}
    for month, days in pairs.items():
        first, last = (date(2026 + at // 12, at % 12 + 1, 1) for at in (month - 1, month + 1))
        assert business_days(SYDNEY, first, (last - first).days) == days
    windows = [business_days(SYDNEY, shift(date(2026, 1, 1), step), 60) for step in range(365)]
    assert (min(windows), max(windows)) == (38, 44)
    mean = Fraction(sum(windows), len(windows))
    assert f"{float(mean):.1f} {float(350 / mean):.2f}" == "41.4 8.46"
    reckoned = Arithmetic(350, 44, 60, 212, 40, 33)
    assert f"{float(reckoned.document):.2f}" == "7.95"
    assert reckoned.planned_now == Fraction(35, 4)
    assert (reckoned.calendar, reckoned.own) == (Fraction(212, 40), Fraction(212, 33))
    shut = Arithmetic(350, 44, 60, 212, 0, 0)
    assert (shut.planned_now, shut.calendar, shut.own) == (None, None, None)


def test_the_share_of_clients_spoken_to_is_never_overstated() -> None:
    """R-154: 100 % means everybody."""
    assert Reach(350, 349, 400, 21_000).percent == 99
    assert Reach(350, 350, 350, 21_000).average_gap == 60
    assert (Reach(0, 0, 0, 0).percent, Reach(3, 0, 0, 180).average_gap) == (100, None)
