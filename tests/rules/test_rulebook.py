"""The rulebook that ships, and the numbers that a site may change."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from oncall_tui.rules.calendars import BusinessCalendar, parse_hours
from oncall_tui.rules.clocks import Unit, Window
from oncall_tui.rules.rulebook import Event, Rule, Rulebook, RulebookError, as_json, load_rulebook
from oncall_tui.rules.warn import LAPSE, default_warnings
from storage.vocabulary import Measure, Purpose

SYDNEY = BusinessCalendar(
    "Australia/Sydney", parse_hours("Mon-Fri 09:00-17:00"), {date(2026, 10, 5): "Labour Day"}
)
BOOK = load_rulebook()

# Requirement, amount, unit of every row that was agreed, and whether the number is ours.
AGREED = """
R-078  1 business-days      | R-096  1 business-days      | R-080 24 elapsed-hours
R-082 24 elapsed-hours      | R-083  0 same-business-day* | R-084  3 count
R-085  1 count              | R-086  2 count              | R-087  2 count
R-093  2 business-days*     | R-098  5 business-days*     | R-099  5 business-days*
R-116 72 elapsed-hours      | R-117  0 daily-at*          | R-119 72 elapsed-hours
R-120  7 calendar-days      | R-122  7 calendar-days      | R-123  7 calendar-days
R-125  7 calendar-days      | R-124  1 business-days*     | R-129  7 calendar-days
R-130 21 calendar-days      | R-131 14 calendar-days      | R-131  7 weeks
R-132  7 calendar-days*     | R-132  7 weeks              | R-133  7 calendar-days
R-135  0 same-business-day* | R-136  0 on-date            | R-137 60 date-days
R-142 60 date-days          | R-143  7 calendar-days      | R-139  2 calendar-months
R-148  8 count              | R-149 40 count              | R-150 20 count
R-151 100 count             | R-029 30 minutes*           | R-031  0 same-business-day*
R-032  5 business-days*     | R-017 30 calendar-days*     | R-101  0 on-date
R-053  0 on-date*         | R-024  0 same-business-day* | R-033  0 on-date*
R-026  0 on-date*         | R-035  0 on-date*           | R-038  2 business-hours*
R-048  2 business-hours*    | R-079  1 business-days*    | R-097  0 same-business-day*
R-103  7 calendar-days*     | R-106  7 calendar-days*    | R-110  0 on-date*
R-114  0 same-business-day* | R-082  0 on-date*
"""
ROWS = [cell.split() for line in AGREED.strip().splitlines() for cell in line.split("|")]

DOCUMENTS = {
    "Client Management Continuity",
    "Partner Policy: Case Management",
    "Telephonic caseload job aid",
    "Complex case practice example",
    "site default",
}


def sydney(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Australia/Sydney"))


@pytest.mark.parametrize(("requirement", "amount", "unit"), ROWS)
def test_every_agreed_number_is_in_the_book(requirement: str, amount: str, unit: str) -> None:
    found = [rule for rule in BOOK if rule.requirement == requirement]
    wanted = (int(amount), unit.rstrip("*"), unit.endswith("*"))
    assert wanted in [(rule.amount, rule.unit.value, rule.default) for rule in found]


def test_nothing_else_is_in_the_book() -> None:
    ours = {"R-174"}  # the review of broken glass, which no document asks for
    assert {rule.requirement for rule in BOOK} - ours == {row[0] for row in ROWS}
    assert len(BOOK) == len(ROWS) + 1 + len(ours)  # R-080 is two rules with one number
    assert len({rule.id for rule in BOOK}) == len(BOOK)


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_every_rule_is_whole(rule: Rule) -> None:
    assert isinstance(rule.starts_on, Event)
    assert rule.stops_on
    assert all(isinstance(event, Event) for event in rule.stops_on)
    assert rule.source.document in DOCUMENTS
    assert rule.source.section
    assert rule.source.says.endswith(".")
    assert all(each.says.endswith(".") for each in rule.exceptions)
    assert rule.version == 1
    assert rule.enabled
    assert rule in BOOK.starting_on(rule.starts_on)
    assert all(rule in BOOK.stopping_on(event) for event in rule.stops_on)
    if rule.unit is Measure.COUNT:
        assert rule.count == rule.amount
        assert rule.warn == ()
    else:
        assert rule.count is None
        assert rule.warn[-1] == LAPSE


def test_every_event_is_used() -> None:
    used = {rule.starts_on for rule in BOOK} | {event for rule in BOOK for event in rule.stops_on}
    assert used == set(Event)


@pytest.mark.parametrize(
    ("window", "ids"),
    [
        (Window(72, Unit.ELAPSED_HOURS), {"return-call", "hre-outreach", "glass-review"}),
        (Window(24, Unit.ELAPSED_HOURS), {"email-acknowledge", "email-action", "no-contact-inform"}),
        (
            Window(1, Unit.BUSINESS_DAYS),
            {"clinical-call-back", "participant-query", "provider-response", "beyond-scope"},
        ),
    ],
)
def test_seventy_two_and_twenty_four_hours_and_a_business_day_do_not_pause(
    window: Window, ids: set[str]
) -> None:
    assert {rule.id for rule in BOOK if rule.window == window} == ids
    assert not any(BOOK.get(rule_id).pausable for rule_id in ids)


def test_warnings_are_the_agreed_ones() -> None:
    agreed = {
        Window(72, Unit.ELAPSED_HOURS),
        Window(24, Unit.ELAPSED_HOURS),
        Window(1, Unit.BUSINESS_DAYS),
        Window(7, Unit.CALENDAR_DAYS),
        Window(60, Unit.DATE_DAYS),
        Window(21, Unit.CALENDAR_DAYS),
        Window(14, Unit.CALENDAR_DAYS),
        Window(-2, Unit.CALENDAR_MONTHS),
    }
    checked = {rule.window for rule in BOOK if rule.window in agreed}
    assert checked == agreed
    for rule in BOOK:
        if rule.window is not None and rule.window in agreed:
            assert rule.warn == default_warnings(rule.window), rule.id


def test_a_rule_is_found_by_name_or_number() -> None:
    assert BOOK.get("clinical-call-back") is BOOK.get(" r-078 ")
    assert BOOK.get("R-080").id == "email-acknowledge"
    assert BOOK.find("gone") is None
    with pytest.raises(RulebookError, match=r"“return-cal”. Did you mean return-call"):
        BOOK.get("return-cal")
    with pytest.raises(RulebookError, match="`oncall rules` lists them"):
        BOOK.get("R-999")


def test_a_call_back_runs_on_two_rules_and_an_e_mail_on_three() -> None:
    call_back = BOOK.starting_on(Event.CALL_BACK_REQUESTED) + BOOK.starting_on(Event.MESSAGE_RECEIVED)
    assert [rule.id for rule in call_back] == ["clinical-call-back", "return-call"]
    received = sydney("2026-11-13 18:30")
    assert [rule.deadline(received, SYDNEY).at for rule in call_back] == [
        sydney("2026-11-16 17:00"),
        sydney("2026-11-16 18:30"),
    ]
    assert [rule.requirement for rule in BOOK.starting_on(Event.EMAIL_RECEIVED)] == [
        "R-080",
        "R-080",
        "R-082",
    ]


@pytest.mark.parametrize(
    ("rule_id", "start", "end"),
    [
        ("clinical-call-back", "2026-10-02 18:30", "2026-10-06 17:00"),
        ("return-call", "2026-10-02 18:30", "2026-10-05 19:30"),
        ("dissatisfaction", "2026-10-02 18:30", "2026-10-06 17:00"),
        ("dissatisfaction", "2026-11-13 10:00", "2026-11-13 17:00"),
        ("morning-review", "2026-11-14 08:00", "2026-11-14 10:00"),
        ("cover-acknowledge", "2026-11-13 10:00", "2026-11-13 10:30"),
        ("roster-shift", "2026-11-14 06:00", "2026-11-14 06:00"),
        ("discharge-workflow", "2027-04-30 00:00", "2027-02-28 00:00"),
        ("maintenance-contact", "2026-11-11 10:15", "2027-01-11 00:00"),
    ],
)
def test_every_kind_of_rule_has_its_due_time(rule_id: str, start: str, end: str) -> None:
    answer = BOOK.get(rule_id).deadline(sydney(start), SYDNEY)
    assert answer.at == sydney(end)
    assert answer.steps[-1].startswith("Due ")


def test_counting_rules_have_no_clock() -> None:
    with pytest.raises(RulebookError, match=r"R-084 counts attempts; it has no clock\."):
        BOOK.get("R-084").deadline(sydney("2026-11-13 10:00"), SYDNEY)
    with pytest.raises(RulebookError, match="R-149 counts contacts"):
        BOOK.get("R-149").deadline(sydney("2026-11-13 10:00"), SYDNEY)
    assert BOOK.attempt_counts == {
        Purpose.GENERAL: 2,
        Purpose.RISK: 2,
        Purpose.COMPLAINT: 3,
        Purpose.CHECK_IN: 1,
    }


def test_warn_points_come_from_the_rule() -> None:
    rule = BOOK.get("clinical-call-back")
    start = sydney("2026-11-13 10:15")
    points = rule.warn_points(rule.deadline(start, SYDNEY), start, SYDNEY)
    assert [point.label for point in points] == ["4-business-hours", "1-business-hours", "lapse"]


@pytest.mark.parametrize(
    ("rule_id", "words"),
    [
        ("clinical-call-back", "1 business day"),
        ("discharge-workflow", "2 calendar months before"),
        ("cover-acknowledge", "30 minutes"),
        ("dissatisfaction", "the same business day"),
        ("morning-review", "daily at 10:00"),
        ("roster-shift", "by its date"),
        ("check-in", "once"),
        ("complaint-outreach", "3 times"),
    ],
)
def test_the_number_in_words(rule_id: str, words: str) -> None:
    assert BOOK.get(rule_id).allows == words


def test_a_rule_as_json() -> None:
    found = json.loads(json.dumps(as_json(BOOK.get("clinical-call-back"))))
    assert found["id"] == "clinical-call-back"
    assert found["requirement"] == "R-078"
    assert set(found["source"]) == {"document", "section", "says"}
    assert (found["amount"], found["unit"]) == (1, "business-days")
    assert (found["starts_on"], found["stops_on"]) == ("call-back-requested", ["first-attempt"])
    assert found["warn"] == [
        {"amount": 4, "unit": "business-hours"},
        {"amount": 1, "unit": "business-hours"},
        "lapse",
    ]
    assert found["owner"] == "acting"
    assert as_json(BOOK.get("morning-review"))["at"] == "10:00"
    assert as_json(BOOK.get("morning-review"))["amount"] is None


def changed(text: str) -> Rulebook:
    return BOOK.with_site_file(text, "site.toml")


def test_a_site_changes_a_number_and_the_source_says_so() -> None:
    book = changed("[rules.clinical-call-back]\namount = 2\n")
    rule = book.get("clinical-call-back")
    assert (rule.amount, rule.site, rule.version) == (2, True, 2)
    assert rule.source.changed == "changed by the site file from 1 to 2"
    source = as_json(rule)["source"]
    assert isinstance(source, dict)
    assert source["changed"] == rule.source.changed
    assert rule.deadline(sydney("2026-11-13 10:15"), SYDNEY).at == sydney("2026-11-17 10:15")
    assert [each.id for each in book] == [each.id for each in BOOK]
    assert [each for each in book if each.site] == [rule]


def test_a_site_changes_unit_warnings_hour_and_switch() -> None:
    book = changed(
        """
        [rules.dissatisfaction]
        unit = "elapsed-hours"
        amount = 24

        [rules.return-call]
        warn = ["12 elapsed-hours", { amount = 2, unit = "business-hours" }]

        [rules.morning-review]
        at = "08:30"

        [rules.consult-limit]
        enabled = false

        [rules]
        cover-acknowledge.amount = 15
        complaint-outreach = { amount = 4 }
        """
    )
    sooner = book.get("dissatisfaction")
    assert sooner.window == Window(24, Unit.ELAPSED_HOURS)
    assert sooner.source.changed == "changed by the site file from the same business day to 24 elapsed hours"
    assert [warning.label for warning in sooner.warn] == ["8-elapsed-hours", "2-elapsed-hours", "lapse"]
    warned = book.get("return-call")
    assert [warning.label for warning in warned.warn] == ["12-elapsed-hours", "2-business-hours", "lapse"]
    assert (warned.version, warned.site) == (1, True)
    assert book.get("morning-review").at == time(8, 30)
    assert book.get("consult-limit") not in book.starting_on(Event.NEED_IDENTIFIED)
    assert book.get("consult-limit") in book.stopping_on(Event.CONSULT_FOLLOWED_UP)
    assert book.get("cover-acknowledge").amount == 15
    assert book.attempt_counts[Purpose.COMPLAINT] == 4


def test_a_site_that_repeats_our_numbers_changes_nothing() -> None:
    text = "[rules.return-call]\namount = 72\nunit = 'elapsed-hours'\nenabled = true\n"
    assert changed(text) == BOOK
    assert changed("") == BOOK
    assert changed("# nothing\n[rules]\n") == BOOK


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("# ours\n[rules.clinical-callback]\namount = 2", 2, "Did you mean clinical-call-back"),
        ("[rules.return-call]\namount = 48\n\n[rules.email-action]\nhours = 4", 5, "“hours” is not known"),
        ("[rules.return-call]\nunit = 'elapsed-hours'\namount = 0", 3, "0 is no amount"),
        ("[rules.return-call]\namount = -72", 2, "-72 is no amount. Use a whole number from 1"),
        ("[rules.return-call]\namount = 1.5", 2, "1.5 is no amount"),
        ("[rules.return-call]\namount = true", 2, "True is no amount"),
        ("[rules.return-call]\namount = '72'", 2, "'72' is no amount"),
        ("[rules.return-call]\namount = 10001", 2, "from 1 to 10000"),
        (
            "[rules.return-call]\n\nunit = 'hours'",
            3,
            "'hours' is no unit for “return-call”. Use one of: elap",
        ),
        ("[rules.return-call]\nunit = 'count'", 2, "'count' is no unit"),
        ("[rules.return-call]\nunit = 7", 2, "7 is no unit"),
        ("[rules.check-in]\nunit = 'weeks'", 2, "Use one of: count"),
        ("[rules.discharge-workflow]\nunit = 'elapsed-hours'", 2, "calendar-days, date-days, weeks"),
        ("[rules.dissatisfaction]\nunit = 'weeks'", 2, "needs an amount"),
        ("[rules.dissatisfaction]\namount = 1", 2, "takes no amount"),
        ("[rules.return-call]\nat = '10:00'", 2, "“at” is for daily rules only"),
        ("[rules.morning-review]\nat = '25:00'", 2, "'25:00' is no hour of the day"),
        ("[rules.return-call]\nwarn = 'lapse'", 2, "“warn” is a list"),
        ("[rules.return-call]\nwarn = ['lapse', '4 hours']", 2, "“4 hours” is no warning"),
        ("[rules.return-call]\nwarn = ['0 weeks']", 2, "“0 weeks” is no warning"),
        ("[rules.return-call]\nwarn = [3]", 2, "3 is no warning"),
        ("[rules.check-in]\nwarn = ['lapse']", 2, "has no clock to warn of"),
        ("[rules.return-call]\nenabled = 'no'", 2, "“enabled” is true or false"),
        ("[rules]\n\nreturn-call = 48", 3, "Write [rules.return-call]"),
        ("rules = 4", 1, "“rules” is not a table"),
        ("\n[rule.return-call]\namount = 2", 2, "“rule” is not known"),
        ("zone = 'UTC'", 1, "“zone” is not known"),
        ("[rules.return-call]\namount = = 2", 2, "This is not TOML"),
        ("[rules.return-call]\namount = 2\namount = 3", 3, "This is not TOML"),
        ("[rules.return-call]\nwarn = ['lapse'", 2, "This is not TOML"),
    ],
)
def test_a_wrong_site_file_is_refused_by_line(text: str, line: int, why: str) -> None:
    with pytest.raises(RulebookError) as refused:
        changed(text)
    message = str(refused.value)
    assert message.startswith(f"site.toml, line {line}: ")
    assert why in message
    assert message.endswith("No rule was changed.")


def test_a_site_file_is_read_from_its_path(tmp_path: Path) -> None:
    site = tmp_path / "rules.toml"
    site.write_bytes(b"\xef\xbb\xbf[rules.return-call]\r\namount = 48\r\n")
    assert load_rulebook(site).get("return-call").amount == 48
    site.write_bytes(b"[rules.return-call]\n# caf\xe9\n")
    with pytest.raises(RulebookError, match=r"rules\.toml, line 2: This is not UTF-8"):
        load_rulebook(site)
    with pytest.raises(RulebookError, match="cannot be read"):
        load_rulebook(tmp_path / "absent.toml")


def test_importing_the_rulebook_reads_no_file_and_loads_nothing_heavy() -> None:
    heavy = "{'tomllib', 'difflib', 'importlib.resources', 'sqlmodel', 'sqlalchemy', 'textual', 'holidays'}"
    code = f"import sys, oncall_tui.rules.rulebook; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_naive_start_is_refused_by_every_clock() -> None:
    naive = datetime(2026, 11, 13, 10, tzinfo=UTC).replace(tzinfo=None)
    for rule in BOOK:
        if rule.count is None:
            with pytest.raises(ValueError, match="no time zone"):
                rule.deadline(naive, SYDNEY)
