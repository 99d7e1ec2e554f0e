"""What is expected of every row of the rulebook, written apart from it and worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SYDNEY = ZoneInfo("Australia/Sydney")
STARTED = datetime(2026, 10, 2, 18, 30, tzinfo=SYDNEY).astimezone(UTC)
"""Friday evening before a long weekend: summer time begins on Sunday 4 Oct, Labour Day is Monday 5 Oct."""
NAMED = datetime(2026, 10, 8, 12, 0, tzinfo=SYDNEY).astimezone(UTC)
"""The instant that an event itself names, where a rule is due on one."""

# Rule | starts on | stops on, any of | due, in Sydney, when it starts on that Friday evening.
_EXPECTED = """
clinical-call-back   | call-back-requested    | first-attempt                   | 2026-10-06 17:00
return-call          | message-received       | first-attempt                   | 2026-10-05 19:30
provider-response    | provider-unanswered    | response contact                | 2026-10-06 17:00
email-acknowledge    | email-received         | acknowledged                    | 2026-10-03 18:30
email-action         | email-received         | actioned                        | 2026-10-03 18:30
no-contact-inform    | email-received         | contact body-informed           | 2026-10-03 18:30
dissatisfaction      | dissatisfied           | escalation-recorded             | 2026-10-06 17:00
participant-query    | query-received         | contact response resolved       | 2026-10-06 17:00
provider-development | development-reported   | response contact resolved       | 2026-10-06 17:00
inform-body          | body-to-inform         | body-informed                   | named
first-session-review | first-session-recorded | review-decided                  | 2026-10-07 17:00
notes-upload         | intervention-ended     | notes-recorded                  | 2026-10-12 17:00
notes-review         | notes-recorded         | notes-reviewed                  | 2026-10-12 17:00
hre-outreach         | hre-received           | first-attempt                   | 2026-10-05 19:30
morning-review       | morning                | review-ticked                   | 2026-10-03 10:00
new-client           | client-listed          | first-attempt workflow-started  | 2026-10-09 18:30
client-request       | request-received       | actioned resolved               | 2026-10-09 18:30
in-basket-reply      | in-basket-received     | response resolved               | 2026-10-09 18:30
provider-contact     | provider-reached-out   | contact response                | 2026-10-09 18:30
beyond-scope         | scope-exceeded         | supervisor-discussed            | 2026-10-06 17:00
re-engagement        | re-engagement-asked    | engaged                         | 2026-10-09 18:30
consult-submit       | need-identified        | consult-submitted               | 2026-10-09 18:30
consult-complete     | consult-submitted      | consult-completed               | 2026-10-23 18:30
consult-follow-up    | consult-completed      | consult-followed-up             | 2026-10-16 18:30
consult-limit        | need-identified        | consult-followed-up             | 2026-11-20 18:30
transfer-in          | transferred-in         | outreach-planned                | 2026-10-09 18:30
transfer-in-limit    | transferred-in         | outreach-planned                | 2026-11-20 18:30
transfer-untried     | transferred-untried    | first-attempt workflow-started  | 2026-10-09 18:30
disenrolment         | disenrolment-asked     | disenrolled                     | 2026-10-06 17:00
recertification      | recertification-asked  | contact                         | named
maintenance-contact  | contact                | contact                         | 2026-12-02 00:00
discharge-workflow   | discharge-planned      | workflow-started                | 2026-08-02 18:30
after-letter         | letter-sent            | contact                         | 2026-12-02 00:00
plan-review          | plan-questioned        | plan-reviewed                   | 2026-10-09 18:30
referral-answer      | referral-sent          | referral-answered               | 2026-10-09 18:30
watch-sign           | sign-watched           | sign-checked                    | named
duty-of-care         | duty-of-care-flagged   | duty-of-care-decided            | 2026-10-06 17:00
cover-acknowledge    | cover-started          | cover-acknowledged              | 2026-10-02 19:00
cover-course         | absence-unplanned      | course-decided                  | 2026-10-06 17:00
cover-role           | absence-unplanned      | role-decided returned           | 2026-10-12 17:00
still-away           | return-unknown         | return-answered returned        | 2026-10-06 17:00
cover-ahead          | gap-found              | gap-settled                     | named
handover-accept      | handover-unaccepted    | handover-settled returned       | named
return-brief         | return-brief-made      | brief-accepted                  | 2026-10-06 11:00
duty-accept          | duty-open              | duty-settled                    | named
pack-acknowledge     | pack-made              | pack-acknowledged               | 2026-10-06 11:00
information-fresh    | information-confirmed  | information-confirmed           | 2026-11-01 18:30
policy-review        | revision-set           | revision-published              | named
glass-review         | glass-broken           | glass-reviewed                  | 2026-10-05 19:30
roster-shift         | roster-changed         | shift-filled resolved           | named
"""

COUNTED = {
    "complaint-outreach": 3,
    "check-in": 1,
    "general-outreach": 2,
    "risk-outreach": 2,
    "contacts-day": 8,
    "contacts-week": 40,
    "attempts-day": 20,
    "calls-week": 100,
}
"""The rows that count attempts or contacts and have no clock, with how many."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of one row with a clock."""

    rule: str
    starts_on: str
    stops_on: frozenset[str]
    due: datetime
    """In UTC."""


def _read() -> dict[str, Expected]:
    found = {}
    for line in _EXPECTED.strip().splitlines():
        rule, starts, stops, due = (cell.strip() for cell in line.split("|"))
        at = NAMED if due == "named" else datetime.fromisoformat(due).replace(tzinfo=SYDNEY).astimezone(UTC)
        found[rule] = Expected(rule, starts, frozenset(stops.split()), at)
    return found


EXPECTED = _read()
