"""Where the job aid puts each task: by the rule that times it, by its kind, else by how long it may wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from storage.vocabulary import Category, Measure, Priority

if TYPE_CHECKING:
    from oncall_tui.rules.rule import Rule

_BY_RULE: Mapping[str, Priority] = MappingProxyType(
    {
        "hre-outreach": Priority.HIGH_1,
        "return-call": Priority.HIGH_1,
        # The job aid lists these two with slower tasks and asks for them as soon as can be.
        "disenrolment": Priority.HIGH_1,
        "beyond-scope": Priority.HIGH_1,
        "new-client": Priority.HIGH_2,
        "transfer-untried": Priority.HIGH_2,
        "client-request": Priority.HIGH_2,
        "in-basket-reply": Priority.HIGH_2,
        "provider-contact": Priority.HIGH_2,
        "re-engagement": Priority.HIGH_2,
        "consult-submit": Priority.HIGH_3,
        "consult-complete": Priority.HIGH_3,
        "consult-follow-up": Priority.HIGH_3,
        "consult-limit": Priority.HIGH_3,
        "transfer-in": Priority.HIGH_3,
        "transfer-in-limit": Priority.HIGH_3,
        "maintenance-contact": Priority.MEDIUM,
        "discharge-workflow": Priority.MEDIUM,
        "after-letter": Priority.LOW,
        "information-fresh": Priority.LOW,
        "policy-review": Priority.LOW,
    }
)
"""Where the job aid itself puts a task, by the rule that times it."""

BY_CATEGORY: Mapping[Category, Priority] = MappingProxyType(
    {
        Category.HIGH_RISK_EVENT: Priority.HIGH_1,
        Category.WELLBEING: Priority.HIGH_1,
        Category.CALL_BACK: Priority.HIGH_1,
        Category.COMPLAINT: Priority.HIGH_1,
        Category.EMAIL: Priority.HIGH_1,
        Category.QUERY: Priority.HIGH_1,
        Category.DUTY_OF_CARE: Priority.HIGH_1,
        Category.DISENROLMENT: Priority.HIGH_1,
        Category.DEVELOPMENT: Priority.HIGH_1,
        Category.SPECIALIST_CONSULT: Priority.HIGH_3,
        Category.TRANSFER_IN: Priority.HIGH_3,
        Category.FUNDING: Priority.HIGH_3,
        Category.RECERTIFICATION: Priority.HIGH_3,
        Category.OUTREACH: Priority.LOW,
        Category.MAINTENANCE: Priority.MEDIUM,
        Category.DISCHARGE: Priority.MEDIUM,
        Category.UNENGAGED: Priority.LOW,
        Category.INFORMATION_FRESH: Priority.LOW,
        Category.INFORMATION: Priority.LOW,
        Category.WRONG_NUMBER: Priority.LOW,
    }
)
"""Where an open item stands of which no clock runs any more; what is not named here waits a week at most."""

STANDING = frozenset(
    {Category.MAINTENANCE, Category.UNENGAGED, Category.INFORMATION_FRESH, Category.OUTREACH}
)
"""Matters that come round again and say nothing that the phase does not say."""

_LENGTHS = (
    (timedelta(days=3), Priority.HIGH_1),
    (timedelta(days=7), Priority.HIGH_2),
    (timedelta(weeks=7), Priority.HIGH_3),
)
"""How long each class waits at most, by the job aid."""

_DAYS_A_UNIT: Mapping[Measure, float] = MappingProxyType(
    {
        Measure.MINUTES: 1 / 1440,
        Measure.ELAPSED_HOURS: 1 / 24,
        Measure.BUSINESS_HOURS: 1 / 8,
        Measure.BUSINESS_DAYS: 7 / 5,
        Measure.CALENDAR_DAYS: 1,
        Measure.DATE_DAYS: 1,
        Measure.WEEKS: 7,
        Measure.CALENDAR_MONTHS: 30,
    }
)


def of_rule(rule: Rule) -> Priority | None:
    """Return the class of a rule: the job aid's own, else by how long it allows; None by its day."""
    if rule.id in _BY_RULE:
        return _BY_RULE[rule.id]
    match rule.unit:
        case Measure.ON_DATE:
            return None
        case Measure.SAME_BUSINESS_DAY | Measure.DAILY_AT | Measure.COUNT:
            return Priority.HIGH_1
        case _:
            return by_length(timedelta(days=rule.amount * _DAYS_A_UNIT[rule.unit]))


def by_length(length: timedelta) -> Priority:
    """Return the class in which something waits no longer than a length."""
    return next((priority for longest, priority in _LENGTHS if length <= longest), Priority.MEDIUM)
