"""How often somebody is tried, and whether a message may be left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.rules.attempts import (
    Allowance,
    Consents,
    Tried,
    Verdict,
    allowance,
    exhausted,
    failed,
    judge,
    message_rule,
    owes_message,
)
from oncall_tui.rules.calendars import BusinessCalendar, parse_hours
from oncall_tui.rules.pressure import Limits, pressure
from storage.vocabulary import Answer, Channel, Outcome, Party, Purpose

NOW = datetime(2026, 11, 13, 4, tzinfo=UTC)
SYDNEY = BusinessCalendar("Australia/Sydney", parse_hours("Mon-Fri 09:00-17:00"), {})
ASKED = Consents()
GENERAL = allowance(Purpose.GENERAL)
CHECK_IN = allowance(Purpose.CHECK_IN)
COMPLAINT = allowance(Purpose.COMPLAINT)
RISK = allowance(Purpose.GENERAL, risk=True)


def tried(
    *channels: Channel, ago: float = 24, outcome: Outcome = Outcome.NO_ANSWER, every: float = 24
) -> list[Tried]:
    """Return attempts, the last one `ago` hours before now and the others `every` hours apart."""
    count = len(channels)
    return [
        Tried(NOW - timedelta(hours=ago + every * (count - 1 - index)), channel, outcome)
        for index, channel in enumerate(channels)
    ]


@pytest.mark.parametrize(
    ("purpose", "risk", "complaint", "expected"),
    [
        (Purpose.GENERAL, False, False, Allowance(2, 2, True)),
        (Purpose.GENERAL, True, False, Allowance(2, None, True)),
        (Purpose.RISK, False, False, Allowance(2, None, True)),
        (Purpose.COMPLAINT, False, False, Allowance(3, 3, True)),
        (Purpose.GENERAL, False, True, Allowance(3, 3, True)),
        (Purpose.COMPLAINT, True, False, Allowance(3, None, True)),
        (Purpose.RISK, False, True, Allowance(3, None, True)),
        (Purpose.CHECK_IN, False, False, Allowance(1, 1, False, exact=True)),
        (Purpose.CHECK_IN, True, False, Allowance(2, None, True)),
    ],
)
def test_allowance(purpose: Purpose, risk: bool, complaint: bool, expected: Allowance) -> None:
    assert allowance(purpose, risk=risk, complaint=complaint) == expected


def test_a_sites_own_counts_are_taken() -> None:
    counts = {Purpose.GENERAL: 4, Purpose.RISK: 2, Purpose.COMPLAINT: 3, Purpose.CHECK_IN: 1}
    assert allowance(Purpose.GENERAL, counts=counts).minimum == 4
    assert allowance(Purpose.GENERAL, risk=True, counts=counts) == Allowance(4, None, True)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_a_talk_is_no_failed_attempt(outcome: Outcome) -> None:
    assert failed(outcome) is (outcome is not Outcome.REACHED)
    assert owes_message(outcome) is (outcome not in (Outcome.REACHED, Outcome.REFUSED))


def test_a_first_attempt_needs_no_warning() -> None:
    verdict = judge([], Channel.PHONE, NOW, GENERAL, ASKED, calendar=SYDNEY)
    assert verdict == Verdict(1, 2, None, ())
    assert verdict.words == "Attempt 1 of 2"


def test_a_second_check_in_is_barred_unless_a_director_says_why() -> None:
    before = tried(Channel.PHONE)
    barred = judge(before, Channel.PHONE, NOW, CHECK_IN, ASKED)
    assert barred.blocked is not None
    assert "once and no more" in barred.blocked
    assert judge(before, Channel.PHONE, NOW, CHECK_IN, ASKED, override="  ").blocked is not None
    allowed = judge(before, Channel.PHONE, NOW, CHECK_IN, ASKED, override="The number was wrong.")
    assert allowed.blocked is None
    assert allowed.warnings != ()


@pytest.mark.parametrize(
    ("channel", "consent", "barred"),
    [
        (Channel.PHONE, Answer.NO, False),
        (Channel.EMAIL, Answer.YES, False),
        (Channel.EMAIL, Answer.NOT_ASKED, True),
        (Channel.EMAIL, Answer.NO, True),
        (Channel.IN_PERSON, Answer.YES, True),
    ],
)
def test_a_check_in_by_e_mail_needs_consent(channel: Channel, consent: Answer, barred: bool) -> None:
    verdict = judge([], channel, NOW, CHECK_IN, Consents(email_check_in=consent))
    assert (verdict.blocked is not None) is barred


def test_a_third_general_attempt_is_warned_of_but_not_barred() -> None:
    verdict = judge(tried(Channel.PHONE, Channel.PHONE), Channel.PHONE, NOW, GENERAL, ASKED)
    assert verdict.blocked is None
    assert any("harassment" in warning for warning in verdict.warnings)
    assert judge(tried(*[Channel.PHONE] * 2), Channel.PHONE, NOW, COMPLAINT, ASKED).warnings == ()


def test_risk_asks_for_a_plan_after_the_second_attempt() -> None:
    assert judge(tried(Channel.PHONE), Channel.PHONE, NOW, RISK, ASKED).warnings == ()
    third = judge(tried(*[Channel.PHONE] * 2), Channel.PHONE, NOW, RISK, ASKED)
    assert any("Plan the next attempt" in warning for warning in third.warnings)
    assert third.words == "Attempt 3, without an upper number"


@pytest.mark.parametrize(
    ("consents", "warned"),
    [
        (ASKED, True),
        (Consents(email_only=Answer.YES), False),
        (Consents(has_phone=False), False),
        (Consents(email_only=Answer.NO), True),
    ],
)
def test_the_last_attempt_asks_for_the_telephone(consents: Consents, warned: bool) -> None:
    verdict = judge(tried(Channel.EMAIL), Channel.EMAIL, NOW, GENERAL, consents)
    assert any("None was by telephone" in warning for warning in verdict.warnings) is warned
    ended = exhausted(tried(Channel.EMAIL, Channel.EMAIL), GENERAL, consents)
    assert ended.done is not warned
    excused = any("None has to be by telephone" in warning for warning in verdict.warnings)
    assert (excused, "none was by telephone, for" in ended.why) == (not warned, not warned)


@pytest.mark.parametrize(
    ("made", "allowed", "asked"),
    [(2, GENERAL, True), (1, GENERAL, False), (3, COMPLAINT, True), (5, RISK, False), (1, CHECK_IN, False)],
)
def test_an_attempt_past_what_is_foreseen_asks_what_has_changed(
    made: int, allowed: Allowance, asked: bool
) -> None:
    verdict = judge(tried(*[Channel.PHONE] * made), Channel.PHONE, NOW, allowed, ASKED)
    assert bool(verdict.harassing) is asked


def test_wishes_about_the_means_are_said() -> None:
    by_phone = judge([], Channel.PHONE, NOW, GENERAL, Consents(email_only=Answer.YES, has_phone=False))
    assert len(by_phone.warnings) == 2
    by_mail = judge([], Channel.EMAIL, NOW, GENERAL, Consents(email_messages=Answer.NO))
    assert by_mail.warnings == ("They do not want messages by e-mail.",)


@pytest.mark.parametrize(
    ("hours", "word"),
    [
        (0.5, "good faith"),
        (0.99, "good faith"),
        (1, "only 1 h ago"),
        (3.5, "only 3 h 30 min ago"),
        (4, "half"),
    ],
)
def test_attempts_close_together_are_warned_of(hours: float, word: str) -> None:
    afternoon = datetime(2026, 11, 13, 6, tzinfo=UTC)
    before = [Tried(afternoon - timedelta(hours=hours), Channel.PHONE, Outcome.NO_ANSWER)]
    late = judge(before, Channel.PHONE, afternoon, GENERAL, ASKED, calendar=SYDNEY)
    assert any(word in warning for warning in late.warnings)


def test_attempts_in_different_halves_of_the_day_are_fine() -> None:
    evening = datetime(2026, 11, 13, 6, tzinfo=UTC)
    before = [Tried(evening - timedelta(hours=6), Channel.PHONE, Outcome.NO_ANSWER)]
    assert judge(before, Channel.PHONE, evening, GENERAL, ASKED, calendar=SYDNEY).warnings == ()
    assert judge(before, Channel.PHONE, evening, GENERAL, ASKED).warnings == ()


def test_a_refusal_is_remembered() -> None:
    before = tried(Channel.PHONE, outcome=Outcome.REFUSED)
    assert any(
        "did not want to talk" in w for w in judge(before, Channel.PHONE, NOW, GENERAL, ASKED).warnings
    )


@pytest.mark.parametrize(
    ("allowed", "made", "done", "why"),
    [
        (GENERAL, 0, False, "0 of 2 attempts made: 2 more attempts first."),
        (GENERAL, 1, False, "1 of 2 attempts made: 1 more attempt first."),
        (GENERAL, 2, True, "2 attempts made, nobody reached."),
        (COMPLAINT, 2, False, "2 of 3 attempts made: 1 more attempt first."),
        (COMPLAINT, 3, True, "3 attempts made, nobody reached."),
        (CHECK_IN, 1, True, "1 attempt made, nobody reached."),
        (RISK, 5, False, "There is risk. Plan the next attempt, or write down why to stop."),
    ],
)
def test_exhausted(allowed: Allowance, made: int, done: bool, why: str) -> None:
    ended = exhausted(tried(*[Channel.PHONE] * made), allowed, ASKED)
    assert (ended.done, ended.why) == (done, why)


def test_risk_ends_with_a_written_reason_and_contact_is_not_exhaustion() -> None:
    stopped = exhausted(tried(*[Channel.PHONE] * 2), RISK, ASKED, stop_reason="In hospital, seen by staff.")
    assert stopped.done
    assert "In hospital" in stopped.why
    reached = exhausted(tried(*[Channel.PHONE] * 3, outcome=Outcome.REACHED), COMPLAINT, ASKED)
    assert not reached.done
    assert "reached" in reached.why


def test_a_check_in_by_consented_e_mail_is_enough() -> None:
    assert exhausted(tried(Channel.EMAIL), CHECK_IN, Consents(email_check_in=Answer.YES)).done


@pytest.mark.parametrize(
    ("hours_ago", "day", "week", "warned"),
    [
        ([], 0, 0, False),
        ([1], 1, 1, False),
        ([1, 23.9], 2, 2, True),
        ([1, 24], 1, 2, False),
        ([30, 50, 70], 0, 3, False),
        ([30, 50, 70, 167.9], 0, 4, True),
        ([30, 50, 70, 168], 0, 3, False),
        ([-1, -2, 0], 1, 1, False),
    ],
)
def test_pressure_counts_a_day_and_a_week(hours_ago: list[float], day: int, week: int, warned: bool) -> None:
    found = pressure([NOW - timedelta(hours=hours) for hours in hours_ago], NOW)
    assert (found.day, found.week, found.warning is not None) == (day, week, warned)


def test_pressure_under_risk_says_go_on() -> None:
    times = [NOW - timedelta(hours=hours) for hours in (1, 2, 3)]
    assert "harassment" in (pressure(times, NOW).warning or "")
    assert "go on" in (pressure(times, NOW, risk=True).warning or "")
    assert pressure(times, NOW, limits=Limits(day=5, week=9)).warning is None


@pytest.mark.parametrize(
    ("consents", "channel", "may", "word"),
    [
        (ASKED, Channel.PHONE, True, "Not asked"),
        (ASKED, Channel.EMAIL, True, "Not asked"),
        (Consents(voicemail=Answer.NO), Channel.PHONE, False, "do not want"),
        (Consents(voicemail=Answer.NO), Channel.EMAIL, True, "Not asked"),
        (Consents(email_messages=Answer.NO), Channel.EMAIL, False, "do not want"),
        (Consents(voicemail=Answer.YES), Channel.PHONE, True, "agreed"),
        (Consents(email_only=Answer.YES), Channel.PHONE, False, "by e-mail"),
        (Consents(email_only=Answer.YES), Channel.EMAIL, True, "agreed"),
        (Consents(email_only=Answer.YES, email_messages=Answer.NO), Channel.EMAIL, False, "do not want"),
        (Consents(strict=True), Channel.PHONE, False, "ask next time"),
        (Consents(strict=True, voicemail=Answer.YES), Channel.PHONE, True, "agreed"),
        (ASKED, Channel.IN_PERSON, False, "door"),
    ],
)
def test_messages_for_clients(consents: Consents, channel: Channel, may: bool, word: str) -> None:
    rule = message_rule(consents, Party.CLIENT, channel)
    assert rule.may_leave is may
    assert word in rule.words


def test_messages_for_others() -> None:
    refused = Consents(voicemail=Answer.NO, email_messages=Answer.NO, strict=True)
    assert message_rule(refused, Party.PROVIDER, Channel.PHONE).may_leave
    assert message_rule(refused, Party.STAFF, Channel.EMAIL).may_leave
    assert not message_rule(ASKED, Party.FAMILY, Channel.PHONE).may_leave
