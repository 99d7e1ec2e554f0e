"""The demo's organisation with telling words in place of everything that is a client's or a caller's."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from oncall_tui.desk.context import Desk
from storage.search import index_clients
from tests.pictures import demo_desk

WORD = "zqx"
"""How each telling word begins, in any case; no other word does."""
NUMBER = "02 7070 4242"
TOLD = re.compile(rf"{WORD}[a-z]|7070|4242|27/03/1931", re.IGNORECASE)
"""What must not be read anywhere."""

_FREE = {
    "client": ("address", "suburb", "service", "safe_times", "organisation", "preferred_name"),
    "client_contact": ("name", "relationship", "note"),
    "consent": ("source", "detail"),
    "item": ("caller", "relationship", "said", "advice", "next_step", "ended_because", "handed_because"),
    "attempt": ("note", "next_step", "override_reason"),
    "triage": ("reason",),
    "care_case": ("about", "rules_because"),
    "case_note": ("title", "words", "found"),
    "case_session": ("words", "agreed"),
    "goal": ("words", "agreed_with"),
    "objective": ("words", "measure", "owner"),
    "circumstance": ("words", "told_by"),
    "consult": ("need", "outcome", "follow_up"),
    "appointment": ("about",),
    "outreach": ("next_because",),
    "priority_override": ("reason",),
    "referral": ("to_whom", "reason", "outcome"),
    "support": ("what_for", "provider", "outcome"),
    "team_member": ("name", "organisation", "email"),
    "team_contact": ("told", "agreed"),
    "team_decision": ("words", "present"),
    "watch_sign": ("sign", "act"),
    "practice_review": ("issue", "actions", "reflections"),
    "handover": ("synthesis", "questions"),
    "mail": ("sender", "address", "subject"),
    "party_note": ("words", "agreed"),
    "workflow_step": ("words", "note"),
}
_PHONES = (
    ("client_phone", "number"),
    ("client_contact", "phone"),
    ("item", "phone"),
    ("team_member", "phone"),
)


def canary_desk(folder: Path, built: Path) -> Desk:
    """Return a desk of the demo's organisation in which every client and caller has telling words."""
    shutil.copytree(built, folder, dirs_exist_ok=True)
    desk = demo_desk(folder)
    with desk.store.engine.begin() as connection:
        run = connection.exec_driver_sql
        run("UPDATE client SET family_name = 'Zqxfam' || substr('abcdefghij', id % 10 + 1, 1) || id")
        run("UPDATE client SET given_name = 'Zqxgiven', dob = '1931-03-27'")
        for column in ("conditions", "past_history", "concerns"):
            run(f'UPDATE client SET {column} = \'["Zqxlist of many", "zqxthing"]\'')
        for table, columns in _FREE.items():
            for column in columns:
                words = f"Zqx{column.replace('_', '')} was said"
                run(f"UPDATE {table} SET {column} = '{words}' WHERE {column} <> ''")
        for table, column in _PHONES:
            run(f"UPDATE {table} SET {column} = '{NUMBER}' WHERE {column} <> ''")
        index_clients(connection)
    return desk
