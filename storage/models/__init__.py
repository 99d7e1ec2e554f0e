"""Every table, by subject. Importing this module makes the whole schema known."""

from storage.models.audit import AuditEntry, Meta
from storage.models.clients import Client, ClientContact, ClientPhone, Consent
from storage.models.clocks import Clock
from storage.models.cover import Absence, AccountAccess, Decision, DutyShift, Holding
from storage.models.handovers import Handover, ReturnBrief
from storage.models.line import Attempt, Item, ItemClient, Triage
from storage.models.notices import Alert, AlertStep, Lease, Notice
from storage.models.people import (
    Draft,
    Organisation,
    Person,
    PersonRoleRow,
    Preference,
    SpecialDay,
    WorkPattern,
)

__all__ = [
    "Absence",
    "AccountAccess",
    "Alert",
    "AlertStep",
    "Attempt",
    "AuditEntry",
    "Client",
    "ClientContact",
    "ClientPhone",
    "Clock",
    "Consent",
    "Decision",
    "Draft",
    "DutyShift",
    "Handover",
    "Holding",
    "Item",
    "ItemClient",
    "Lease",
    "Meta",
    "Notice",
    "Organisation",
    "Person",
    "PersonRoleRow",
    "Preference",
    "ReturnBrief",
    "SpecialDay",
    "Triage",
    "WorkPattern",
]
